import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, MAXIMUM_DURATION } from '../../src/access/duration.js';
import { extendRequest } from '../../src/access/extend-request.js';
import { formatInstant } from '../../src/access/instant-text.js';
import { readRequest } from '../../src/access/read-request.js';
import { at, source } from './fixtures.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PATH = 'access/sandbox/alice/billing.yaml';
const REST = 'role: billing\nreason: Find out why invoice 8841 was charged twice\n';

function extend(text: string | Uint8Array, length = 2 * HOUR) {
  return extendRequest(source(PATH, text), length);
}

describe('what a machine does not extend', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['a file that is no request', 'hello\n', 'unreadable'],
    ['a file with two ends', `${REST}duration: 4h\nexpires: 2026-11-23T18:00:00Z\n`, 'unreadable'],
    ['an empty file', '', 'unreadable'],
    ['a file that is not UTF-8', Uint8Array.of(0x72, 0xff), 'unreadable'],
    ['a duration with an escape', `${REST}duration: "4\\x68"\n`, 'by-hand'],
    ['a duration in a block', `${REST}duration: >-\n  4h\n`, 'by-hand'],
    ['more than 366 days together', `${REST}duration: 366d\n`, 'too-long'],
    ['an end beyond the calendar of Lapse', `${REST}expires: 2099-12-31T23:00:00Z\n`, 'too-long'],
  ])('%s', (_name, text, reason) => {
    const extension = extend(text);
    expect(extension).toMatchObject({ kind: 'impossible', reason, because: expect.any(String) });
  });

  test.each([0, -HOUR, Number.NaN, Number.POSITIVE_INFINITY, MAXIMUM_DURATION + MINUTE])('by %d', (length) => {
    expect(extend(`${REST}duration: 4h\n`, length)).toMatchObject({ kind: 'impossible', reason: 'too-long' });
  });

  test('a link', () => {
    expect(extendRequest(source(PATH, 'roles.yaml', '120000'), HOUR)).toMatchObject({ reason: 'unreadable' });
  });
});

describe('only the end is written anew', () => {
  test.each([
    ['a duration', 'duration: 4h', 'duration: 6h'],
    ['a duration that carries', 'duration: 23h30m', 'duration: 1d1h30m'],
    ['a duration in weeks', 'duration: 1w', 'duration: 7d2h'],
    ['a comment after it', 'duration: 4h # as always', 'duration: 6h # as always'],
    ['the same words in a comment before it', '# duration: 4h\nduration: 4h', '# duration: 4h\nduration: 6h'],
    ['double quotes', 'duration: "4h"', 'duration: "6h"'],
    ['single quotes', "duration:   '4h'  ", "duration:   '6h'  "],
    ['a quoted key', '"duration": 4h', '"duration": 6h'],
    ['its value on the next line', 'duration:\n  4h', 'duration:\n  6h'],
    ['an end', 'expires: 2026-11-23T18:00:00Z', 'expires: 2026-11-23T20:00:00Z'],
    ['an end in quotes', 'expires: "2026-11-23T18:00:00Z"', 'expires: "2026-11-23T20:00:00Z"'],
    ['an end with an offset', 'expires: 2026-11-23T18:00:00+01:00', 'expires: 2026-11-23T19:00:00Z'],
    ['Windows line ends', 'duration: 4h\r\nticket: INC-1\r', 'duration: 6h\r\nticket: INC-1\r'],
  ])('%s', (_name, before, after) => {
    expect(extend(`${before}\n${REST}`)).toMatchObject({ kind: 'extended', text: `${after}\n${REST}` });
  });

  test('in flow style, with the value of another key the same', () => {
    const text = '{ticket: 4h, role: billing, duration: 4h, reason: 4h} # 4h';
    expect(extend(text)).toMatchObject({
      text: '{ticket: 4h, role: billing, duration: 6h, reason: 4h} # 4h',
    });
  });

  test('without a line end at the end', () => {
    expect(extend(`${REST}duration: 4h`)).toMatchObject({ text: `${REST}duration: 6h` });
  });

  test('beside letters that take several bytes', () => {
    expect(extend('reason: "Прод 🦊 é" # 🦊\nrole: billing\nduration: 4h\n')).toMatchObject({
      text: 'reason: "Прод 🦊 é" # 🦊\nrole: billing\nduration: 6h\n',
    });
  });
});

test('reading what was written gives the end and the length together, and all else as it was', () => {
  const end = fc.oneof(
    fc.integer({ min: 1, max: 300 * 24 * 60 }).map((minutes) => `duration: ${formatDuration(minutes * MINUTE)}`),
    fc
      .integer({ min: at('2026-01-01T00:00:00Z') / 1000, max: at('2030-01-01T00:00:00Z') / 1000 })
      .map((seconds) => `expires: ${formatInstant(seconds * 1000)}`),
  );
  const ending = fc.constantFrom('\n', '\r\n');
  const quote = fc.constantFrom('', '"', "'");
  const reason = fc.string({ minLength: 1, maxLength: 40 }).map((text) => JSON.stringify(`r${text}`));
  const minutes = fc.integer({ min: 1, max: 60 * 24 * 60 });
  fc.assert(
    fc.property(end, ending, quote, reason, minutes, fc.boolean(), (line, eol, mark, why, count, isLast) => {
      const [key, value] = line.split(': ');
      const written = `${key}: ${mark}${value}${mark}  # kept: ${value}`;
      const others = ['role: billing', `reason: ${why}`];
      const text = `${(isLast ? [...others, written] : [written, ...others]).join(eol)}${eol}`;
      const before = readRequest(source(PATH, text)).value;
      fc.pre(before !== null);
      const extension = extend(text, count * MINUTE);
      if (extension.kind !== 'extended' || before === null) throw new Error('it was not extended');
      const after = readRequest(source(PATH, extension.text)).value;
      const moved =
        before.end.kind === 'duration'
          ? { kind: 'duration', length: before.end.length + count * MINUTE }
          : { kind: 'expires', at: before.end.at + count * MINUTE };
      expect(after).toEqual({ ...before, end: moved });
      expect(extension.after).toEqual(after);
      const differing = extension.text.split(eol).filter((one, index) => one !== text.split(eol)[index]);
      expect(differing).toHaveLength(1);
      expect(differing[0]?.endsWith(`# kept: ${value}`)).toBe(true);
    }),
  );
});
