import { visibleJson } from '../plan/visible-json.js';
import type { EvidenceRecord } from './record.js';

/**
 * The bytes of a record: JSON in the order of its fields, indented, so that a diff of the branch shows what was added, and
 * with nothing in it that a diff would hide.
 */
export function writeEvidence(record: EvidenceRecord): string {
  return `${visibleJson(record)}\n`;
}
