import { readEvidence } from '../evidence/read-evidence.js';
import type { EvidenceRecord } from '../evidence/record.js';
import { writeEvidence } from '../evidence/write-evidence.js';
import type { TextFile } from '../github/github.js';

/**
 * What would not be read again is not written: what no schema lets in, which takes nothing else with it. Else whoever owns a
 * line of CODEOWNERS that is too long for a record would keep out of it what is given by their word.
 */
export function toFiles(
  changed: ReadonlyMap<string, EvidenceRecord>,
  records: ReadonlyMap<string, EvidenceRecord>,
  broken: ReadonlySet<string>,
): { readonly files: readonly TextFile[]; readonly faults: readonly string[] } {
  const files: TextFile[] = [];
  const faults: string[] = [];
  for (const [path, record] of changed) {
    if (broken.has(path)) continue;
    const fault = findFault(path, record);
    if (fault !== null) faults.push(`${path}: What this run found does not go into it, or not all of it. ${fault}`);
    const fitting = fault === null ? record : keepFitting(path, record, records.get(path));
    if (fitting !== null) files.push({ path, text: writeEvidence(fitting) });
  }
  return { files, faults };
}

/** null: nothing is left to add. */
function keepFitting(path: string, record: EvidenceRecord, before: EvidenceRecord | undefined): EvidenceRecord | null {
  const [added, known] = [record.events.slice(before?.events.length ?? 0), before?.events ?? []];
  const fitting = added.filter((event) => findFault(path, { ...record, events: [event] }) === null);
  const isNew = fitting.length > 0 || record.versions.length > (before?.versions.length ?? 0);
  const kept = { ...record, events: [...known, ...fitting] };
  return isNew && findFault(path, kept) === null ? kept : null;
}

function findFault(path: string, record: EvidenceRecord): string | null {
  const reading = readEvidence(path, new TextEncoder().encode(writeEvidence(record)));
  return 'fault' in reading ? reading.fault : null;
}
