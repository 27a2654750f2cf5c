import schema from '../../schemas/request.schema.json' with { type: 'json' };
import { parseDuration } from './duration.js';
import { faultAt, locate, type ReadResult } from './fault.js';
import { parseInstant } from './instant-text.js';
import { isRecord } from './record.js';
import type { Request } from './request.js';
import { findSchemaFaults } from './schema-faults.js';
import type { SchemaWording } from './schema-wording.js';
import type { SourceFile } from './source-file.js';
import { readYaml } from './yaml.js';

const WORDINGS: readonly SchemaWording[] = [
  {
    title: 'Access request',
    keyword: 'oneOf',
    rule: 'duration-or-expires',
    message: (value) =>
      isRecord(value) && 'duration' in value
        ? 'There are both duration and expires.'
        : 'There is neither duration nor expires.',
    cure: 'Give exactly one of the two: `duration: 4h` or `expires: 2026-11-23T18:00:00Z`.',
    key: 'expires',
  },
];

/** Reads a request as design §3 has it; the value is there only where nothing is wrong with the file itself. */
export function readRequest(file: SourceFile): ReadResult<Request> {
  const yaml = readYaml(file);
  if (yaml.problems.length > 0) return { ...yaml, value: null };
  const faults = findSchemaFaults(schema, yaml.value, '', WORDINGS);
  const value = faults.length === 0 ? toRequest(yaml.value) : null;
  if (value === null && faults.length === 0)
    faults.push(faultAt('schema', '', 'This is no request.', 'Write it anew.'));
  return { value, problems: locate(file.path, yaml.positions, faults), positions: yaml.positions };
}

/** Takes what fits the schema apart; null only if the schema and the parsers did not agree, which a test excludes. */
function toRequest(value: unknown): Request | null {
  if (!isRecord(value)) return null;
  const { role, reason, ticket, starts } = value;
  const end = toEnd(value['duration'], value['expires']);
  const begin = typeof starts === 'string' ? parseInstant(starts) : null;
  if (typeof role !== 'string' || typeof reason !== 'string' || end === null) return null;
  if (starts !== undefined && begin === null) return null;
  return { role, starts: begin, end, reason, ticket: typeof ticket === 'string' ? ticket : null };
}

function toEnd(duration: unknown, expires: unknown): Request['end'] | null {
  if (typeof duration === 'string') {
    const length = parseDuration(duration);
    return length === null ? null : { kind: 'duration', length };
  }
  const at = typeof expires === 'string' ? parseInstant(expires) : null;
  return at === null ? null : { kind: 'expires', at };
}
