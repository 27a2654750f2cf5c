import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import requestSchema from '../../schemas/request.schema.json' with { type: 'json' };
import { formatInstant, parseInstant } from '../../src/access/instant-text.js';

describe('parseInstant', () => {
  test.each([
    'tomorrow',
    '',
    '2026-11-23',
    '2026-02-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-01-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '2000-01-01T00:00:00+00:01',
    '2099-12-31T23:59:59-00:01',
    '2099-12-31T23:59:59.999-23:59',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-11-23 18:00:00Z',
    '2026-11-23t18:00:00z',
    '2026-11-23T18:00Z',
    '2026-11-23T18:00:00',
    '2026-11-23T24:00:00Z',
    '2026-11-23T18:60:00Z',
    '2026-12-31T23:59:60Z',
    '2026-11-23T18:00:00+0100',
    '2026-11-23T18:00:00+24:00',
    '2026-11-23T18:00:00+01:60',
    '2026-11-23T18:00:00.Z',
    '2026-11-23T18:00:00Z\n',
    '２026-11-23T18:00:00Z',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test.each([
    ['2026-11-23T18:00:00Z', '2026-11-23T18:00:00Z'],
    ['2026-11-23T19:00:00+01:00', '2026-11-23T18:00:00Z'],
    ['2026-11-23T12:30:00-05:30', '2026-11-23T18:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2026-11-23T18:00:00.999Z', '2026-11-23T18:00:00Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
    ['2000-01-01T00:00:00-00:01', '2000-01-01T00:01:00Z'],
    ['2099-12-31T23:59:59.999999999Z', '2099-12-31T23:59:59Z'],
    ['2099-12-31T23:59:59+23:59', '2099-12-31T00:00:59Z'],
  ])('reads %s as %s', (text, utc) => {
    const instant = parseInstant(text);
    expect(instant).toBe(Date.parse(utc));
    expect(formatInstant(instant ?? 0)).toBe(utc);
  });

  test('agrees with Date.parse on every second of a century, and with the pattern of the schema', () => {
    const pattern = new RegExp(requestSchema.properties.expires.pattern);
    const seconds = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 - 1 });
    fc.assert(
      fc.property(seconds, (second) => {
        const text = formatInstant(second * 1000);
        expect(parseInstant(text)).toBe(second * 1000);
        expect(pattern.test(text)).toBe(true);
      }),
    );
  });

  test('reads nothing that it could not write and read again, whatever the offset at the ends of time', () => {
    const ends = fc.constantFrom(
      '2000-01-01T00:00:00',
      '2099-12-31T23:59:59',
      '2000-01-01T12:30:00.5',
      '2099-12-31T12:30:59.999',
    );
    const offset = fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 * 60 + 59 }))
      .map(([sign, minutes]) => {
        const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
        return `${sign}${hour}:${minute}`;
      });
    fc.assert(
      fc.property(ends, offset, (time, zone) => {
        const instant = parseInstant(time + zone);
        const utc = Date.parse(time + zone);
        expect(instant === null).toBe(utc < Date.UTC(2000, 0, 1) || utc >= Date.UTC(2100, 0, 1));
        if (instant !== null) expect(parseInstant(formatInstant(instant))).toBe(instant);
      }),
    );
  });

  test('reads nothing that the pattern of the schema refuses', () => {
    const pattern = new RegExp(requestSchema.properties.expires.pattern);
    const digits = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    const text = fc
      .tuple(
        digits(14),
        digits(33),
        digits(25),
        digits(61),
        digits(61),
        fc.constantFrom('Z', '+01:00', '-24:00', '+23:59', 'z', ''),
      )
      .map(([month, day, hour, minute, second, zone]) => `2026-${month}-${day}T${hour}:${minute}:${second}${zone}`);
    fc.assert(
      fc.property(text, (written) => {
        if (!pattern.test(written)) expect(parseInstant(written)).toBeNull();
        else expect(parseInstant(written) === null).toBe(Number.isNaN(Date.parse(written)) || isOverflow(written));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Date.parse takes the 31st of a month of 30 days for the 1st of the next. */
function isOverflow(text: string): boolean {
  return new Date(`${text.slice(0, 19)}Z`).toISOString().slice(0, 19) !== text.slice(0, 19);
}
