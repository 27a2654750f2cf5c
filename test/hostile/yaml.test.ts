import { describe, expect, test } from '@jest/globals';
import { resolveGrants } from '../../src/access/grants.js';
import type { HistoryCommit } from '../../src/access/history.js';
import { readPeople } from '../../src/access/read-people.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { readRequest } from '../../src/access/read-request.js';
import { readRoles } from '../../src/access/read-roles.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { validateTree } from '../../src/access/validate-tree.js';
import { desiredEntitlements } from '../../src/plan/desired.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { neutraliseMarkdown } from '../../src/render/neutralise-markdown.js';
import { source } from '../access/fixtures.js';
import { ALICE_PATH, HOUR, NOW } from '../approval/facts-builder.js';
import { POLICY, policyFiles } from '../use-cases/example-files.js';
import { PROVIDERS } from '../use-cases/fake-reading.js';

const ROLE = 'role: billing\n';
const GOOD = `${ROLE}duration: 4h\nreason: Invoice 8841\n`;
/** What a parser may take at most, on a machine that may be busy. */
const LONGEST = 5_000;

/** What this tree gives, merged an hour ago: how many policies at AWS, and the rules by which its files are refused. */
function whatIsGiven(
  file: SourceFile,
  changes: Readonly<Record<string, string>> = {},
): { given: number; rules: string[] } {
  const files = [...policyFiles(changes).filter(({ path }) => path !== file.path), file];
  const policy = readPolicy(files, PROVIDERS);
  const commit: HistoryCommit = {
    sha: '1'.repeat(40),
    parents: [],
    committedAt: NOW - HOUR,
    authorName: 'alice',
    subject: '',
    changes: [{ status: 'A', path: file.path, mode: file.mode, oid: file.oid }],
  };
  const blobs = new Map([[file.oid, file.bytes ?? new Uint8Array()]]);
  const grants = resolveGrants({ files, history: [commit], blobs, policy, now: NOW });
  const { entitlements } = desiredEntitlements({ grants, policy, rules: PROVIDERS, repositoryId: 1 });
  const { files: checked } = validateTree(files, { providers: PROVIDERS, now: NOW });
  const rules = checked.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
  return { given: entitlements.length, rules: [...new Set(rules.map(({ rule }) => rule))] };
}

/** Keys below one key, or below several that are within each other. */
function above(key: string, count: number, depth = 1): string {
  const keys = Array.from({ length: count }, (_, n) => `k${n}: 1`).join(', ');
  return `${`${key}: {`.repeat(depth)}${keys}${'}'.repeat(depth)}\n`;
}

function request(content: string | Uint8Array): SourceFile {
  return source(ALICE_PATH, content);
}

test('an honest request gives what it asks for, so that a refusal below says something', () => {
  expect(whatIsGiven(request(GOOD))).toEqual({ given: 1, rules: [] });
});

describe('whoever wants the reader to run out of time or memory', () => {
  const laughs = Array.from({ length: 9 }, (_, level) =>
    level === 0
      ? 'l0: &l0 lol'
      : `l${level}: &l${level} [${Array(9)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
  ).join('\n');

  test.each<[string, string, string]>([
    ['a bomb of aliases', `${GOOD}${laughs}\n`, 'alias'],
    [
      'a bomb of merge keys',
      `a: &a { b: c }\n${Array.from({ length: 2_000 }, (_, n) => `b${n}: { <<: [*a, *a] }\n`).join('')}${GOOD}`,
      'alias',
    ],
    ['an alias that contains itself', `${GOOD}ticket: &t [*t]\n`, 'alias'],
    ['ten thousand anchors', `${GOOD}ticket: ${'&a '.repeat(10_000)}x\n`, 'yaml'],
    ['ten thousand open brackets', `${GOOD}ticket: ${'['.repeat(10_000)}\n`, 'yaml'],
    ['ten thousand open mappings', `${GOOD}ticket: ${'{a: '.repeat(10_000)}\n`, 'yaml'],
    ['nesting by indentation', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'yaml'],
    ['ten thousand complex keys', `${GOOD}${'? '.repeat(10_000)}\n`, 'yaml'],
    ['5,000 keys', `${GOOD}${Array.from({ length: 5_000 }, (_, n) => `k${n}: 1`).join('\n')}\n`, 'unknown-key'],
    ['5,000 times the same key', `${GOOD}${'role: admin\n'.repeat(5_000)}`, 'duplicate-key'],
    ['a scalar of 60 KB', `${ROLE}duration: 4h\nreason: ${'x'.repeat(60_000)}\n`, 'schema'],
    ['a scalar of 20,000 folded lines', `${ROLE}duration: 4h\nreason: >\n${'  x\n'.repeat(15_000)}`, 'schema'],
    ['a key of 60 KB', `${GOOD}${'k'.repeat(60_000)}: 1\n`, 'unknown-key'],
    ['a key of 20 KB above 2,000 others', `${GOOD}${above('k'.repeat(20_000), 2_000)}`, 'unknown-key'],
    ['fourteen long keys above 4,000 others', `${GOOD}${above('k'.repeat(300), 4_000, 13)}`, 'unknown-key'],
    ['a number of 60,000 digits', `${GOOD}ticket: ${'9'.repeat(60_000)}\n`, 'unquoted'],
    ['a duration of 60,000 digits', `${ROLE}duration: ${'9'.repeat(60_000)}h\nreason: b\n`, 'schema'],
    [
      '60,000 spaces before a comment',
      `${ROLE}duration: 4h${' '.repeat(60_000)}# x\nreason: ${' '.repeat(100)}\n`,
      'schema',
    ],
    ['a line of 1 MB', `${GOOD}# ${'x'.repeat(1024 * 1024)}\n`, 'too-large'],
    ['a file of 16 MB', 'x: y\n'.repeat(3_200_000), 'too-large'],
  ])('with %s, is refused at once', (_name, content, rule) => {
    const before = performance.now();
    expect(whatIsGiven(request(content))).toEqual({ given: 0, rules: [rule] });
    expect(performance.now() - before).toBeLessThan(LONGEST);
  });
});

describe('whoever wants two readers to read two requests', () => {
  const text = (encoding: BufferEncoding, bom = '') => Buffer.from(`${bom}${GOOD}`, encoding);
  const bytes = (...values: readonly number[]) => Buffer.concat([Buffer.from(GOOD), Buffer.from(values)]);

  test.each<[string, string | Uint8Array, string]>([
    ['a key twice', `${GOOD}role: admin\n`, 'duplicate-key'],
    ['a key twice, once with an escape', `${GOOD}"r\\x6fle": admin\n`, 'duplicate-key'],
    ['a key twice within one line', '{role: billing, duration: 4h, reason: b, role: admin}\n', 'duplicate-key'],
    ['a merge key', `${GOOD}<<: { role: admin }\n`, 'unknown-key'],
    ['a tag that makes text of a list', 'role: !!str billing\nduration: 4h\nreason: b\n', 'tag'],
    ['a tag that decodes', 'role: !!binary YWRtaW4=\nduration: 4h\nreason: b\n', 'tag'],
    ['a tag that runs', `${GOOD}ticket: !!js/function "function () { throw 1 }"\n`, 'tag'],
    ['a tag that runs in Python', `${GOOD}ticket: !!python/object/apply:os.system ["id"]\n`, 'tag'],
    ['a tag of an address', `${GOOD}ticket: !<tag:yaml.org,2002:str> x\n`, 'tag'],
    ['another meaning of a tag', `%TAG ! tag:acme.example,2026:\n---\n${GOOD}`, 'yaml'],
    ['an older YAML', `%YAML 1.1\n---\n${GOOD}`, 'yaml'],
    ['a second document', `${GOOD}---\n${GOOD.replace('billing', 'admin')}`, 'two-documents'],
    ['a byte order mark', `\ufeff${GOOD}`, 'control-character'],
    ['UTF-16', text('utf16le'), 'control-character'],
    ['UTF-16 with its mark', text('utf16le', '\ufeff'), 'not-utf8'],
    ['Latin-1', Buffer.from(`${GOOD}# caf\u00e9\n`, 'latin1'), 'not-utf8'],
    ['UTF-7, which is text and no comment', `${GOOD}+ADw-: 1\n`, 'unknown-key'],
    ['an overlong slash', bytes(0x23, 0xc0, 0xaf, 0x0a), 'not-utf8'],
    ['an overlong NUL', bytes(0x23, 0xc0, 0x80, 0x0a), 'not-utf8'],
    ['half of a surrogate pair', bytes(0x23, 0xed, 0xa0, 0x80, 0x0a), 'not-utf8'],
    ['a character that is cut off', bytes(0x23, 0xf0, 0x9f, 0x98), 'not-utf8'],
    ['NUL, behind which C stops reading', `${GOOD}\u0000role: admin\n`, 'control-character'],
    ['a CR that no diff shows', `${ROLE}# x\rduration: 4h\nreason: b\n`, 'control-character'],
    ['a line break of Unicode', `${ROLE}# x\u2028duration: 4h\nreason: b\n`, 'control-character'],
    ['a next-line character', `${ROLE}# x\u0085duration: 4h\nreason: b\n`, 'control-character'],
    ['a comment that turns its direction', `${GOOD}# \u202e\n`, 'control-character'],
    ['isolated directions', `${GOOD}# \u2066\n`, 'control-character'],
    ['a sexagesimal number', `${ROLE}duration: 4:00\nreason: b\n`, 'schema'],
    ['an octal number', `${GOOD}ticket: 0o17\n`, 'unquoted'],
    ['a number with a leading zero', `${GOOD}ticket: 0017\n`, 'unquoted'],
    ['a number beyond all numbers', `${GOOD}ticket: 1e999\n`, 'unquoted'],
    ['a null that is text here', `${GOOD}ticket: ~\n`, 'unquoted'],
  ])('with %s, is refused', (_name, content, rule) => {
    expect(whatIsGiven(request(content))).toEqual({ given: 0, rules: [rule] });
  });
});

describe('whoever wants names of JavaScript to be something', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])('%s', (name) => {
    expect(whatIsGiven(request(`${GOOD}${name}: { role: deploy }\n`))).toEqual({ given: 0, rules: ['unknown-key'] });
    expect(whatIsGiven(request(`${name}: x\n`)).given).toBe(0);
    expect(whatIsGiven(request(GOOD.replace('billing', name))).given).toBe(0);
    // As a person, a system and a provider that nobody wrote down, where a lookup in an object would find a function.
    const elsewhere = ['aws-sandbox/NAME/x', 'NAME/alice/x', 'NAME/NAME/NAME'].map((path) =>
      path.replaceAll('NAME', name),
    );
    for (const path of elsewhere) {
      const { given, rules } = whatIsGiven(source(`access/${path}.yaml`, GOOD));
      expect(given).toBe(0);
      expect(rules).not.toEqual([]);
    }
    const config = POLICY['access/config.yaml'].replaceAll('provider: aws-iam', `provider: ${name}`);
    expect(whatIsGiven(request(GOOD), { 'access/config.yaml': config }).given).toBe(0);
  });

  test('in roles.yaml and people.yaml: each is a name like any other, or refused, and no object learns anything', () => {
    const role = '{ description: x, allow: { statements: [{ action: "*", resource: "*" }] }, max_duration: 1h }';
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const roles = readRoles(
        source('access/aws-sandbox/roles.yaml', `roles:\n  ${name}: ${role}\n`),
        'aws-sandbox',
        awsIam,
        {
          account: '111122223333',
        },
      );
      expect([...(roles.value?.keys() ?? [])]).toEqual(name === 'constructor' ? ['constructor'] : []);
      const people = readPeople(source('access/people.yaml', `people:\n  ${name}: { id: 1, aws-iam: x }\n`), PROVIDERS);
      expect([...(people.value?.keys() ?? [])]).toEqual(name === 'constructor' ? ['constructor'] : []);
    }
    const plain: Readonly<Record<string, unknown>> = {};
    for (const key of ['role', 'id', 'description', 'duration', 'max_duration']) expect(plain[key]).toBeUndefined();
  });
});

describe('whoever wants to look like somebody or something else', () => {
  test.each<[string, string, string]>([
    ['a Cyrillic letter in the login', 'access/aws-sandbox/\u0430lice/x.yaml', 'odd-character'],
    ['a wide letter in the login', 'access/aws-sandbox/\uff41lice/x.yaml', 'odd-character'],
    ['a zero-width space in the login', 'access/aws-sandbox/al\u200bice/x.yaml', 'odd-character'],
    ['a login that turns its direction', 'access/aws-sandbox/\u202ealice/x.yaml', 'odd-character'],
    ['capitals in the login', 'access/aws-sandbox/Alice/x.yaml', 'upper-case'],
    ['an l for an I', 'access/aws-sandbox/aiice/x.yaml', 'unknown-person'],
  ])('by %s', (_name, path, rule) => {
    expect(whatIsGiven(source(path, GOOD))).toEqual({ given: 0, rules: [rule] });
  });

  test.each<[string, string]>([
    ['a Cyrillic letter', 'b\u0456lling'],
    ['a soft hyphen', 'bil\u00adling'],
    ['a zero-width joiner', 'bil\u200dling'],
    ['a letter that is folded into another one', 'bill\u0131ng'],
  ])('by %s in the role', (_name, role) => {
    expect(whatIsGiven(request(GOOD.replace('billing', role)))).toEqual({ given: 0, rules: ['schema'] });
  });

  test('by a key of people.yaml, which is refused with what cannot be seen in it shown', () => {
    for (const login of ['\u0430lice', 'al\u200bice', '"\\u202ealice"', 'ALICE']) {
      const read = readPeople(source('access/people.yaml', `people:\n  ${login}: { id: 9, aws-iam: x }\n`), PROVIDERS);
      expect(read.value?.size ?? 0).toBe(0);
      const told = read.problems.map(({ message, cure }) => neutraliseMarkdown(`${message} ${cure}`)).join();
      expect(told).not.toBe('');
      expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  test.each(['\u200b', '\u200d', '\u2060', '\u061c', '\u200f', '\u00ad', '\\u202e', '\\u0007', '\\0'])(
    'by %j in a reason, which is shown as such',
    (hidden) => {
      const { value } = readRequest(request(`${ROLE}duration: 4h\nreason: "pay ${hidden}roll"\n`));
      expect(neutraliseMarkdown(value?.reason ?? '')).toMatch(/^pay &#92;u\{[0-9a-f]+\}roll$/);
    },
  );
});

describe('whoever wants a number or a time to be another one than it looks like', () => {
  test.each([
    '9007199254740993',
    '9007199254740991.4',
    '583231.00000000001',
    '5832310e-1',
    '1e999',
    '-1',
    '0',
    '583231.5',
  ])('an id of %s is nobody’s', (id) => {
    const read = readPeople(source('access/people.yaml', `people:\n  alice: { id: ${id}, aws-iam: x }\n`), PROVIDERS);
    const ids = [...(read.value?.values() ?? [])].map((person) => person.id);
    expect(ids).toEqual(id === '5832310e-1' ? [583231] : []);
  });

  test.each([
    ['the end of time', 'expires: 9999-12-31T23:59:59Z'],
    ['JavaScript’s own end of time', 'expires: +275760-09-13T00:00:00Z'],
    ['the beginning of time', 'expires: 0001-01-01T00:00:00Z'],
    ['1970', 'expires: 1970-01-01T00:00:00Z'],
    ['2038', 'expires: 2038-01-19T03:14:08Z'],
    ['a second of 2100 that looks like one of 2099', 'expires: 2099-12-31T23:59:59-23:59'],
    ['a second of 1999 that looks like one of 2000', 'expires: 2000-01-01T00:00:00+00:01'],
    ['the last second that Lapse writes', 'expires: 2099-12-31T23:59:59.999999999Z'],
    ['the year after the last that Lapse writes', 'expires: 2100-01-01T00:00:00Z'],
    ['a start in 2100 that looks like one of 2099', 'duration: 4h\nstarts: 2099-12-31T23:59:59-23:59'],
    ['year 0', 'expires: 0000-00-00T00:00:00Z'],
    ['a week', 'expires: 2026-W48-1T00:00:00Z'],
    ['seconds since 1970', 'expires: 1795363200'],
    ['the instant that summer time skips, with no offset', 'expires: 2026-03-29T02:30:00'],
    ['a leap second', 'expires: 2026-11-23T23:59:60Z'],
    ['hour 24', 'expires: 2026-11-23T24:00:00Z'],
    ['a day that only leap years have', 'expires: 2027-02-29T00:00:00Z'],
    ['an offset of a day', 'expires: 2026-11-23T14:00:00+24:00'],
    ['no offset', 'expires: 2026-11-23T14:00:00'],
    ['a zone with summer time', 'expires: 2026-11-23T14:00:00 Europe/Berlin'],
    ['digits of another script', 'expires: ٢٠٢٦-11-23T14:00:00Z'],
    ['ten digits of a second', 'expires: 2026-11-23T14:00:00.0000000001Z'],
    ['no time at all', 'duration: 0m'],
    ['less than none', 'duration: -4h'],
    ['half an hour too little', 'duration: 4.5h'],
    ['more than any role allows', 'duration: 366d'],
    ['more than JavaScript can count', 'duration: 9007199254740993h'],
    ['a duration in wide digits', 'duration: ４h'],
    ['a start so late that nobody remembers', 'duration: 4h\nstarts: 2026-12-31T00:00:00Z'],
    ['an end before its start', 'expires: 2026-11-23T14:00:00Z\nstarts: 2026-11-23T15:00:00Z'],
  ])('%s gives nothing', (_name, end) => {
    const { given, rules } = whatIsGiven(request(`${ROLE}${end}\nreason: b\n`));
    expect(given).toBe(0);
    expect(rules).toHaveLength(1);
  });

  test('the hour that summer time has twice is two times, an hour apart, and a day has 24 hours', () => {
    const endOf = (end: string) => readRequest(request(`${ROLE}${end}\nreason: b\n`)).value?.end;
    expect(endOf('expires: 2026-10-25T02:30:00+02:00')).toEqual({ kind: 'expires', at: Date.UTC(2026, 9, 25, 0, 30) });
    expect(endOf('expires: 2026-10-25T02:30:00+01:00')).toEqual({ kind: 'expires', at: Date.UTC(2026, 9, 25, 1, 30) });
    expect(endOf('duration: 1d')).toEqual({ kind: 'duration', length: 24 * HOUR });
  });
});
