import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { readEvidence } from '../../src/evidence/read-evidence.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { compilePart, createAjv } from '../contract/editors-schemas.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED, RUN, sha } from '../evidence/example-record.js';
import type { Fuzzed, Outcome } from './fuzzed.js';
import { mutatedJson } from './mutate-json.js';
import { asBytes, JSON_PIECES, mutated } from './mutate-text.js';

const RECORDS = [
  exampleRecord(),
  exampleRecord({ events: [APPROVED, GIVEN, REMOVED] }),
  exampleRecord({ events: [APPROVED, GIVEN, { ...GIVEN, readBackAt: '2026-11-23T15:01:05Z' }, REMOVED] }),
];
const PATH = evidencePath(exampleRecord());
const KEYS = ['kind', 'grant', 'events', 'versions', 'run', 'schema', 'commit', 'because'];
const PIECES = [...JSON_PIECES, sha('b'), RUN.startedAt, '['.repeat(50_000)];

const fits = compilePart(createAjv(), 'evidence.schema.json', '#');

const ofValues = mutatedJson(fc.constantFrom<unknown>(...RECORDS), KEYS).map((value) => JSON.stringify(value) ?? '');
const ofTexts = mutated(fc.constantFrom(...RECORDS.map(writeEvidence)), PIECES);

interface Input {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export const EVIDENCE: Fuzzed<Input> = {
  name: 'evidence records',
  inputs: fc.record({
    path: fc.oneof(
      { weight: 9, arbitrary: fc.constant(PATH) },
      mutated(fc.constant(PATH), ['@', '/', '.json', sha('b')]),
    ),
    bytes: asBytes(fc.oneof(ofValues, ofTexts)),
  }),
  sizeOf: ({ bytes }) => bytes.length,
  longest: 5_000,
  check({ path, bytes }): Outcome {
    const read = readEvidence(path, bytes);
    if ('fault' in read) {
      assert.match(read.fault, /\S\.$/);
      return 'refused';
    }
    assert.ok(fits(JSON.parse(new TextDecoder().decode(bytes))), 'the schema refuses it');
    assert.equal(evidencePath(read.record), path);
    return 'accepted';
  },
};
