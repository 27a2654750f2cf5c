import { canonicalJson } from '../plan/canonical-json.js';
import type { EvidenceRecord } from './record.js';

/** How a record says otherwise than an earlier form of it; null: it only grew. */
export function findRewriting(before: EvidenceRecord, after: EvidenceRecord): string | null {
  for (const key of ['schema', 'grant', 'addedIn', 'repositoryId'] as const) {
    if (before[key] !== after[key]) return `its ${key} was changed`;
  }
  for (const key of ['versions', 'events'] as const) {
    if (after[key].length < before[key].length) return `${key} were taken away`;
    const changed = before[key].findIndex((fact, index) => canonicalJson(fact) !== canonicalJson(after[key][index]));
    if (changed !== -1) return `${key}[${changed}] was changed`;
  }
  return null;
}
