import type { Drift } from '../../plan/drift.js';
import { describeDrift, describeFate } from '../describe-drift.js';
import { showInvisible } from '../show-invisible.js';
import { renderTable } from './render-table.js';
import { paint, type Style } from './style.js';

const COLUMNS = ['kind', 'grant', 'entitlement', 'target', 'what becomes of it'] as const;

const UNCERTAIN = 'altered?: by hand, or its role was changed; what was put is not recorded, so nobody can tell.\n';

/** Drift as a table. @param isWhole whether it could be told of everything. */
export function renderDrift(drift: readonly Drift[], isWhole: boolean, style: Style): string {
  if (drift.length === 0) return isWhole ? 'no drift\n' : 'no drift in what could be told\n';
  const rows = drift.map((one) => [
    one.isCertain ? one.kind : `${one.kind}?`,
    one.grant ?? '-',
    one.entitlement,
    one.target,
    describeFate(one),
  ]);
  return `${renderTable(COLUMNS, rows, style)}${drift.every(({ isCertain }) => isCertain) ? '' : UNCERTAIN}`;
}

/** One line of what a run has done; why it was not mended stands with the change or the refusal. */
export function renderDriftLine(drift: Drift, style: Style): string {
  const subject = drift.grant === null ? '' : `${drift.grant}: `;
  const what = `${subject}${drift.entitlement} at ${drift.target} ${describeDrift(drift)}: ${drift.outcome}`;
  return `${paint('drift', 'yellow', style)}  ${showInvisible(what)}\n`;
}
