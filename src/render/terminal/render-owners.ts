import type { OwnerRule } from '../../approval/parse-codeowners.js';
import { renderTable } from './render-table.js';
import type { Style } from './style.js';

/** Who owns one path: the last line of CODEOWNERS that matches it, or null. */
export interface PathOwners {
  readonly path: string;
  readonly rule: OwnerRule | null;
}

/** One line a path: its owners and the line of CODEOWNERS that says so. */
export function renderOwners(found: readonly PathOwners[], codeOwnersPath: string, style: Style): string {
  const rows = found.map(({ path, rule }) => {
    if (rule === null) return [path, 'nobody', 'no line matches'];
    const owners = rule.owners.length === 0 ? 'nobody' : rule.owners.join(' ');
    return [path, owners, `${codeOwnersPath}:${rule.line}  ${rule.pattern}`];
  });
  return renderTable(['path', 'owners', 'by'], rows, style);
}

/** The shape that `lapse owners --json` promises, one path an object. */
export function describeOwners({ path, rule }: PathOwners): Record<string, unknown> {
  return { path, owners: rule?.owners ?? [], line: rule?.line ?? null, pattern: rule?.pattern ?? null };
}
