import schema from '../../schemas/evidence.schema.json' with { type: 'json' };
import { decodeUtf8 } from '../access/decode-utf8.js';
import { isRecord } from '../access/record.js';
import { findSchemaFaults } from '../access/schema-faults.js';
import { findSchemaErrors } from '../access/validator.js';
import { evidencePath, readEvidencePath } from './evidence-path.js';
import type { EvidenceRecord } from './record.js';

/** Larger files are refused unread; what a run writes stays below it. */
export const MAXIMUM_EVIDENCE_BYTES = 1024 * 1024;

/** A record, or in one sentence why there is none; that may quote hostile text. */
export type EvidenceResult = { readonly record: EvidenceRecord } | { readonly fault: string };

/**
 * Reads a file of the evidence branch: strict UTF-8, JSON, the schema, and the life that its path names. Never throws.
 *
 * @param path on the branch: `<system>/<login>/<name>@<commit>.json`.
 */
export function readEvidence(path: string, bytes: Uint8Array): EvidenceResult {
  if (bytes.length > MAXIMUM_EVIDENCE_BYTES) return { fault: 'It is larger than 1 MB.' };
  const text = decodeUtf8(bytes);
  if (text === null) return { fault: 'It is not UTF-8.' };
  const value = parse(text);
  if (value === undefined) return { fault: 'It is not JSON.' };
  if (isTooLong(value)) return { fault: 'It has more versions or events than a record can have.' };
  if (!fits(value)) {
    const [fault] = findSchemaFaults(schema, value, '', [], 'first');
    return { fault: `It does not fit the schema: ${fault?.pointer || '/'}: ${fault?.message}` };
  }
  const own = evidencePath(value);
  if (own !== path) return { fault: `It says that it is ${own}.` };
  return readEvidencePath(path) === null ? { fault: 'Its path is none of a record.' } : { record: value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The validation goes through every entry of a list that is too long, and keeps what is wrong with each. */
function isTooLong(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return (['versions', 'events'] as const).some((key) => {
    const list = value[key];
    return Array.isArray(list) && list.length > schema.properties[key].maxItems;
  });
}

function fits(value: unknown): value is EvidenceRecord {
  return findSchemaErrors(schema, value, 'first').length === 0;
}
