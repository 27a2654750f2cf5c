import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import configSchema from '../../schemas/config.schema.json' with { type: 'json' };
import requestSchema from '../../schemas/request.schema.json' with { type: 'json' };
import rolesSchema from '../../schemas/roles.schema.json' with { type: 'json' };
import { formatDuration, MAXIMUM_DURATION, parseDuration } from '../../src/access/duration.js';

const PATTERN = requestSchema.properties.duration.pattern;
const MINUTE = 60_000;

describe('parseDuration', () => {
  test.each([
    '',
    '0m',
    '0h30m',
    '4',
    'h',
    '4H',
    '1.5h',
    '-4h',
    '+4h',
    ' 4h',
    '4h ',
    '4 h',
    '4h\n',
    '04h',
    'tomorrow',
    '1m1h',
    '1h1h',
    '1h90m',
    '1d24h',
    '1w7d',
    '367d',
    '8785h',
    '527041m',
    '53w',
    '52w3d',
    '52w2d1m',
    '366d1m',
    '8784h1m',
    '1e3m',
    '٤h',
    '9999999999999999999m',
    'P1D',
    '4hours',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
    expect(new RegExp(PATTERN).test(text)).toBe(false);
  });

  test.each([
    ['30m', 30],
    ['90m', 90],
    ['4h', 240],
    ['1h30m', 90],
    ['1d', 1440],
    ['36h', 2160],
    ['14d', 20160],
    ['1w1d1h1m', 10080 + 1440 + 61],
    ['52w2d', 366 * 1440],
    ['366d', 366 * 1440],
    ['8784h', 366 * 1440],
    ['527040m', 366 * 1440],
  ])('reads %s as %d minutes', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes * MINUTE);
    expect(new RegExp(PATTERN).test(text)).toBe(true);
  });

  test('the three schemas have the same pattern', () => {
    expect(configSchema.properties.approval_valid.pattern).toBe(PATTERN);
    expect(rolesSchema.$defs.role.properties.max_duration.pattern).toBe(PATTERN);
  });

  test('accepts exactly what the pattern of the schema accepts', () => {
    const pattern = new RegExp(PATTERN);
    const count = fc.oneof(
      fc.constant(''),
      ...['w', 'd', 'h', 'm'].map((unit) => fc.integer({ min: 0, max: 600_000 }).map((n) => `${n}${unit}`)),
      ...['w', 'd', 'h', 'm'].map((unit) => fc.integer({ min: 0, max: 70 }).map((n) => `${n}${unit}`)),
      ...['d', 'h'].map((unit) => fc.integer({ min: 300, max: 9000 }).map((n) => `${n}${unit}`)),
    );
    const ordered = fc
      .tuple(
        ...['w', 'd', 'h', 'm'].map((unit) =>
          fc.option(
            fc.integer({ min: 0, max: 60 }).map((n) => `${n}${unit}`),
            { nil: '' },
          ),
        ),
      )
      .map((parts) => parts.join(''));
    const text = fc.oneof(
      count,
      ordered,
      fc.array(count, { maxLength: 4 }).map((parts) => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (written) => {
        expect(pattern.test(written)).toBe(parseDuration(written) !== null);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('formatDuration', () => {
  test('is read back as the same length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAXIMUM_DURATION / MINUTE }), (minutes) => {
        expect(parseDuration(formatDuration(minutes * MINUTE))).toBe(minutes * MINUTE);
      }),
    );
  });

  test.each([
    [0, '0m'],
    [59_999, '0m'],
    [28 * 60 * MINUTE, '1d4h'],
    [14 * 1440 * MINUTE, '14d'],
  ])('writes %d ms as %s', (length, text) => {
    expect(formatDuration(length)).toBe(text);
  });
});
