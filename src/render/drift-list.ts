import type { Drift } from '../plan/drift.js';
import { renderDriftRow } from './render-drift-issue.js';

/** The section of a run's summary about drift, in Markdown; empty where there is none. */
export function renderDriftList(drift: readonly Drift[]): string {
  if (drift.length === 0) return '';
  const heading =
    'Drift: what stood at the providers was not what the default branch says. Their own logs say who did it.';
  return `${heading}\n\n${drift.map(renderDriftRow).join('\n')}`;
}
