import assert from 'node:assert/strict';
import fc from 'fast-check';
import configSchema from '../../schemas/config.schema.json' with { type: 'json' };
import { readAccessPath } from '../../src/access/access-path.js';
import { formatDuration, MAXIMUM_DURATION, parseDuration } from '../../src/access/duration.js';
import { formatInstant, parseInstant } from '../../src/access/instant-text.js';
import { readCommand } from '../../src/access/read-command.js';
import { readTicketPattern } from '../../src/access/ticket-pattern.js';
import { isDateTime } from '../contract/editors-schemas.js';
import type { Fuzzed, Outcome } from './fuzzed.js';
import { mutated } from './mutate-text.js';

const MINUTE = 60_000;
const sizeOf = (text: string) => text.length;
const longest = 2_000;

/** The public schema's word for a duration, which the parser must agree with to the letter. */
const DURATION = new RegExp(configSchema.properties.approval_valid.pattern, 'u');

const durations: Fuzzed<string> = {
  name: 'durations',
  inputs: mutated(
    fc.oneof(
      fc.constantFrom('30m', '4h', '1d', '1h30m', '2w', '52w2d', '366d', '8784h', '527040m', '1w2d3h4m'),
      fc.tuple(fc.nat(600_000), fc.constantFrom('w', 'd', 'h', 'm')).map(([count, unit]) => `${count}${unit}`),
    ),
    ['w', 'd', 'h', 'm', 's', 'H', '1', '59m', '60m', '23h', '24h', '6d', '7d', '0', '.5h', '-', '+', '1e3'],
  ),
  sizeOf,
  longest,
  check(text): Outcome {
    const length = parseDuration(text);
    assert.equal(length !== null, DURATION.test(text), 'the schema does not agree');
    if (length === null) return 'refused';
    assert.ok(length > 0 && length <= MAXIMUM_DURATION && length % MINUTE === 0, String(length));
    assert.equal(parseDuration(formatDuration(length)), length);
    return 'accepted';
  },
};

/** Fields that are within their limits, or just beyond them. */
const fields = fc
  .tuple(
    fc.constantFrom('2026', '2027', '2028', '2099', '2000', '2100', '1999'),
    fc.integer({ min: 0, max: 13 }),
    fc.constantFrom(1, 28, 29, 30, 31, 31, 32, 0),
    fc.constantFrom(0, 12, 23, 24),
    fc.constantFrom('00', '30', '59', '60'),
    fc.constantFrom('Z', 'Z', '+00:00', '-23:59', '+24:00', '+01:60'),
  )
  .map(([year, month, day, hour, rest, zone]) => {
    const [mm, dd, hh] = [month, day, hour].map((field) => String(field).padStart(2, '0'));
    return `${year}-${mm}-${dd}T${hh}:${rest}:${rest}${zone}`;
  });

const instants: Fuzzed<string> = {
  name: 'times',
  inputs: fc.oneof(
    fields,
    mutated(
      fc.oneof(
        fc.constantFrom('2026-11-23T18:00:00Z', '2028-02-29T23:59:59+01:00', '2026-11-23T18:00:00.123456789-11:30'),
        fields,
        fc
          .date({ min: new Date('2000-01-02T00:00:00Z'), max: new Date('2099-12-30T00:00:00Z'), noInvalidDate: true })
          .map((date) => date.toISOString()),
      ),
      ['T', 't', 'Z', 'z', '-', ':', '+', '00', '24', '60', '02-30', '.1', '.', '+24:00', '2100', '1999', '٣'],
    ),
  ),
  sizeOf,
  longest,
  check(text): Outcome {
    const instant = parseInstant(text);
    if (instant === null) {
      const isOurs = /^20\d\d-.{5}T.{6}[0-5]\d(?:\.\d{1,9})?(?:Z|[+-].{5})$/.test(text);
      const isInRange = Date.parse(text) >= Date.UTC(2000, 0, 1) && Date.parse(text) < Date.UTC(2100, 0, 1);
      assert.ok(!isOurs || !isInRange || !isDateTime(text), 'RFC 3339 has it');
      return 'refused';
    }
    assert.ok(isDateTime(text), 'RFC 3339 does not have it');
    assert.equal(instant, Math.floor(Date.parse(text) / 1000) * 1000);
    assert.equal(parseInstant(formatInstant(instant)), instant);
    return 'accepted';
  },
};

const GRANT = '[a-z0-9][a-z0-9-]{0,62}/[a-z0-9_-]{1,39}/[a-z0-9][a-z0-9-]{0,62}';
const BLANK = '[ \\t\\r]+';
/** The exact forms of docs/requests.md, as an outsider would write them down. */
const REVOKE = new RegExp(`^ {0,3}/lapse${BLANK}revoke(?:${BLANK}(${GRANT}))?[ \\t\\r]*$`, 'i');
const EXTEND = new RegExp(`^ {0,3}/lapse${BLANK}extend${BLANK}([0-9wdhm]+)(?:${BLANK}(${GRANT}))?[ \\t\\r]*$`, 'i');

const commands: Fuzzed<string> = {
  name: 'commands in comments',
  inputs: mutated(
    fc.constantFrom(
      '/lapse revoke',
      '/lapse extend 2h',
      '/Lapse Extend 1h30m aws-sandbox/alice/billing\n\nThank you.',
      '  /lapse revoke aws-sandbox/alice/billing\r\n',
      '/lapse\trevoke',
      'Looks good.\n\n/lapse revoke\n',
      '> /lapse revoke',
    ),
    [
      '/lapse',
      '/lapse ',
      'revoke',
      'extend',
      '2h',
      '0h',
      '367d',
      ' ',
      '\u00a0',
      '    ',
      '> ',
      '`',
      '```\n',
      '<!--',
      '@lapse',
    ],
  ),
  sizeOf,
  longest,
  check(body): Outcome {
    const command = readCommand(body);
    const line = body.split('\n', 1)[0] ?? '';
    if (command === null) {
      assert.doesNotMatch(line, /^ {0,3}\/lapse(?:[ \t\r]|$)/i);
      return 'refused';
    }
    if (command.kind === 'unknown') {
      assert.match(command.message, /\.$/);
      // Whatever was written, one of a few sentences is the answer.
      assert.ok(UNKNOWN.has(command.message), command.message);
      return 'refused';
    }
    const [, first, second] = (command.kind === 'revoke' ? REVOKE : EXTEND).exec(line) ?? [null];
    assert.notEqual(first, null, 'none of the forms');
    assert.equal(command.grant, (command.kind === 'revoke' ? first : second)?.toLowerCase() ?? null);
    if (command.kind === 'extend') assert.equal(command.length, parseDuration((first ?? '').toLowerCase()));
    return 'accepted';
  },
};

const UNKNOWN: ReadonlySet<string> = new Set([
  'The line is too long.',
  'The command is missing.',
  'There is no such command.',
  'There is more than one name after revoke.',
  'After extend there has to be a length of time.',
  'There is too much after the length of time.',
  'What follows is no name of a grant.',
]);

const paths: Fuzzed<string> = {
  name: 'paths below access/',
  inputs: mutated(
    fc.constantFrom(
      'access/aws-sandbox/alice/billing.yaml',
      'access/aws-sandbox/bob_acme/0-a.yaml',
      'access/aws-sandbox/roles.yaml',
      'access/config.yaml',
      'access/people.yaml',
      '.github/CODEOWNERS',
    ),
    ['/', '//', '.', '..', '../', '.yml', '.YAML', '-', '--', '_', 'A', 'access', 'roles', '"', '\\303'],
  ),
  sizeOf,
  longest,
  check(path): Outcome {
    const read = readAccessPath(path);
    if (read.kind === 'request') {
      assert.equal(path, `access/${read.system}/${read.login}/${path.split('/')[3]}`);
      assert.equal(path, `access/${read.grant}.yaml`);
      assert.match(read.grant, new RegExp(`^${GRANT}$`));
    }
    if (read.kind === 'unknown') {
      assert.match(read.rule, /^[a-z-]+$/);
      assert.match(read.reason, /\.$/);
      assert.ok(read.cure.length > 0);
    }
    return read.kind === 'unknown' || read.kind === 'other' ? 'refused' : 'accepted';
  },
};

const ticketPatterns: Fuzzed<string> = {
  name: 'ticket patterns, and tickets',
  inputs: mutated(
    fc.constantFrom('INC-\\d+', '^(INC|CHG)-[0-9]{4,8}$', '[A-Z][A-Z0-9_]*-\\d+', '(?:[a-z]+-)+\\d{1,6}', '(a|b){2,9}'),
    [
      '(',
      ')',
      '(?:',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{1,99}',
      '{2,}',
      '[',
      ']',
      '[^',
      '-',
      '\\',
      '\\d',
      '\\W',
      '.',
      '^',
      '$',
      '(a*)*',
    ],
  ).map((text) => text.slice(0, 200)),
  sizeOf,
  longest,
  check(pattern): Outcome {
    const { matches, fault } = readTicketPattern(pattern);
    if (matches === null) {
      assert.match(fault, /\.$/);
      return 'refused';
    }
    for (const ticket of ['', 'INC-1234', 'a'.repeat(100), `${'ab'.repeat(49)}!`, '1-'.repeat(50), '😀'.repeat(50)]) {
      assert.equal(typeof matches(ticket), 'boolean');
    }
    return 'accepted';
  },
};

export const WORDS: readonly Fuzzed<string>[] = [durations, instants, commands, paths, ticketPatterns];
