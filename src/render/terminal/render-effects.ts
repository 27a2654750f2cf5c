import type { PolicyEffect } from '../../plan/policy-effects.js';
import { renderTable } from './render-table.js';
import type { Style } from './style.js';

/** What a change of policy does to the grants that stand, one line a grant, the most serious first. */
export function renderEffects(effects: readonly PolicyEffect[], style: Style): string {
  if (effects.length === 0) return 'No grant that stands is changed.\n';
  const rows = effects.map(({ grant, kind, because }) => [grant, kind, because]);
  return renderTable(['grant', 'effect', 'why'], rows, style);
}
