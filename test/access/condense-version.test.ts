import { describe, expect, test } from '@jest/globals';
import { condenseVersion } from '../../src/access/condense-version.js';
import { readRequest } from '../../src/access/read-request.js';
import { source } from './fixtures.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';
const PADDING = `# ${'x'.repeat(60_000)}\n`;
const GOOD = 'role: billing\nduration: 4h\nreason: Find out\n';

function requestOf(bytes: Uint8Array) {
  return readRequest({ ...source(PATH, ''), size: bytes.length, bytes }).value;
}

describe('a long version, condensed', () => {
  test.each([
    ['a request', GOOD],
    ['a time', 'role: billing\nexpires: 2026-11-23T18:00:00Z\nreason: x\nticket: INC-1\n'],
    ['a start', 'role: billing\nstarts: 2026-11-23T18:00:00Z\nduration: 4h\nreason: x\n'],
    ['a quoted reason', 'role: billing\nduration: 4h\nreason: "a \\"b\\" \\\\ \\t c: #d"\n'],
    ['a reason over lines', 'role: billing\nduration: 4h\nreason: |\n  one\n  two\n'],
    ['a long reason', `role: billing\nduration: 4h\nreason: ${'\u{1f600}'.repeat(1_000)}\n`],
    ['a reason in another script', 'role: billing\nduration: 4h\nreason: 日本語 é\n'],
    ['what cannot be seen, escaped', 'role: billing\nduration: 4h\nreason: "a\\u202eb\\x7fc\\U000e0001"\n'],
    ['half of a character', 'role: billing\nduration: 4h\nreason: "a\\ud800b"\n'],
    ['an unknown key', `${GOOD}other: 1\n`],
    ['a number that loses precision', `${GOOD}ticket: 12345678901234567890\n`],
    ['a key that is inherited', `${GOOD}"__proto__": {}\n`],
    ['a list', '- role\n'],
    ['no YAML', 'role: [\n'],
    ['nothing', ''],
  ])('reads as it did (%s)', (_, text) => {
    const bytes = new TextEncoder().encode(PADDING + text);
    const condensed = condenseVersion(bytes);
    expect(condensed.length).toBeLessThanOrEqual(16 * 1024);
    expect(requestOf(condensed)).toEqual(requestOf(bytes));
  });

  test('reads as none where it says more than a request can', () => {
    const bytes = new TextEncoder().encode(`${GOOD}other: ${'x'.repeat(20_000)}\n`);
    expect(condenseVersion(bytes)).toEqual(new Uint8Array());
    expect(requestOf(new Uint8Array())).toBeNull();
  });
});

test('a version of usual length is held as it is', () => {
  const bytes = new TextEncoder().encode(`${GOOD}# as it is\n`);
  expect(condenseVersion(bytes)).toBe(bytes);
});
