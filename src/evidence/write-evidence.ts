import type { EvidenceRecord } from './record.js';

/** The bytes of a record: JSON in the order of its fields, indented, so that a diff of the branch shows what was added. */
export function writeEvidence(record: EvidenceRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
