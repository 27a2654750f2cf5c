import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CORE_SCHEMA, JSON_SCHEMA, load } from 'js-yaml';
import type { Problem } from '../../src/access/problem.js';
import { readConfig } from '../../src/access/read-config.js';
import { readPeople } from '../../src/access/read-people.js';
import { readRequest } from '../../src/access/read-request.js';
import { readRoles } from '../../src/access/read-roles.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { providers } from '../../src/providers/providers.js';
import { source } from '../access/fixtures.js';
import { filesOf } from './editors-corpus.js';
import { isAccepted, KINDS, type Kind } from './editors-schemas.js';

/** The schemas alone, as an editor uses them, and our parsers: neither accepts what the other refuses. */

const RUNS = 500;
const TARGET = { account: '111122223333', role: 'arn:aws:iam::111122223333:role/lapse' };

/** By kind, the rules of the parser that no JSON Schema can state, and why. */
const BEYOND_SCHEMAS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  request: {},
  roles: {
    'ticket-pattern-unsafe': 'whether a text is a regular expression, and of the subset, is no form of it',
    'foreign-account': 'compares an ARN with the target, which stands in another file',
    'own-role': 'compares a role with the target, which stands in another file',
    'conflict-with-itself': 'compares a value with the key that it stands below',
    'window-condition': 'compares a key without case',
  },
  people: {
    'duplicate-id': 'compares the values of different people',
    'duplicate-name': 'compares the values of different people, without case',
    'unknown-provider': 'the providers are those of the installed release',
  },
  config: {
    'foreign-account': 'compares an ARN with the account of the same target',
    'unknown-provider': 'the providers are those of the installed release',
  },
};

function read(kind: Kind, text: string): { value: unknown; problems: readonly Problem[] } {
  switch (kind) {
    case 'request':
      return readRequest(source('access/aws-sandbox/alice/x.yaml', text));
    case 'roles':
      return readRoles(source('access/aws-sandbox/roles.yaml', text), 'aws-sandbox', awsIam, TARGET);
    case 'people':
      return readPeople(source('access/people.yaml', text), providers);
    case 'config':
      return readConfig(source('access/config.yaml', text), providers);
  }
}

/** What the parser refuses for something that a schema could say. */
function refusalsOf(kind: Kind, text: string): string[] {
  const beyond = Object.keys(BEYOND_SCHEMAS[kind]);
  return read(kind, text)
    .problems.filter(({ severity, rule }) => severity === 'error' && !beyond.includes(rule))
    .map(({ rule, line, message }) => `${rule} ${line}: ${message}`);
}

describe.each(KINDS)('files of the kind %s', (kind) => {
  test(`the schema and the parser judge ${RUNS} of them alike`, () => {
    let accepted = 0;
    fc.assert(
      fc.property(filesOf(kind), (text) => {
        const isGood = isAccepted(kind, load(text, { schema: JSON_SCHEMA }));
        const refusals = refusalsOf(kind, text);
        accepted += Number(isGood);
        expect({ text, isGood: refusals.length === 0, refusals }).toEqual({ text, isGood, refusals });
      }),
      { numRuns: RUNS },
    );
    // A corpus of one sort would show nothing.
    expect(accepted).toBeGreaterThan(RUNS / 5);
    expect(accepted).toBeLessThan((RUNS * 19) / 20);
  });

  test('what the parser has no word against, it gives a value for', () => {
    fc.assert(
      fc.property(filesOf(kind), (text) => {
        const { value, problems } = read(kind, text);
        if (problems.length === 0) expect(value).not.toBeNull();
      }),
      { numRuns: RUNS / 5 },
    );
  });
});

const A_ROLE = 'description: x, max_duration: 1h';
const ROLE_ARN = 'arn:aws:iam::111122223333:role';
const CONDITION = 'condition: { DateLessThan: { "AWS:currentTime": "2030-01-01T00:00:00Z" } }';

describe('what no schema can state', () => {
  const CASES: readonly (readonly [Kind, string, string])[] = [
    [
      'roles',
      'ticket-pattern-unsafe',
      `roles: { a: { ${A_ROLE}, allow: { assume_role: "${ROLE_ARN}/D" }, ticket_pattern: "(?=a)" } }\n`,
    ],
    [
      'roles',
      'foreign-account',
      `roles: { a: { ${A_ROLE}, allow: { assume_role: "arn:aws:iam::444455556666:role/D" } } }\n`,
    ],
    ['roles', 'own-role', `roles: { a: { ${A_ROLE}, allow: { assume_role: "${ROLE_ARN}/lapse" } } }\n`],
    [
      'roles',
      'window-condition',
      `roles: { a: { ${A_ROLE}, allow: { statements: [{ action: "*", resource: "*", ${CONDITION} }] } } }\n`,
    ],
    [
      'roles',
      'conflict-with-itself',
      `roles: { a: { ${A_ROLE}, allow: { assume_role: "${ROLE_ARN}/D" }, conflicts: [a] } }\n`,
    ],
    ['people', 'duplicate-id', 'people: { alice: { id: 1 }, bob: { id: 1 } }\n'],
    ['people', 'duplicate-name', 'people: { alice: { id: 1, aws-iam: a }, bob: { id: 2, aws-iam: A } }\n'],
    ['people', 'unknown-provider', 'people: { alice: { id: 1, gcp: a } }\n'],
    [
      'config',
      'foreign-account',
      'systems: { a: { provider: aws-iam, target: { account: "444455556666", role: "arn:aws:iam::111122223333:role/l" } } }\n',
    ],
    ['config', 'unknown-provider', 'systems: { a: { provider: gcp, target: {} } }\n'],
  ];

  test('each such rule has its case', () => {
    const named = KINDS.flatMap((kind) => Object.keys(BEYOND_SCHEMAS[kind]).map((rule) => `${kind} ${rule}`));
    expect(CASES.map(([kind, rule]) => `${kind} ${rule}`).sort()).toEqual(named.sort());
  });

  test.each(CASES)('%s: %s is the parser’s alone', (kind, rule, text) => {
    expect(isAccepted(kind, load(text, { schema: CORE_SCHEMA }))).toBe(true);
    expect(read(kind, text).problems.map((problem) => problem.rule)).toEqual([rule]);
    expect(refusalsOf(kind, text)).toEqual([]);
  });
});

/** Notation: an editor has lost it before the schema is asked, or sees no harm in it. */
describe('what is no matter of schemas, because it is gone once YAML is read', () => {
  const GOOD = 'role: a\nduration: 4h\nreason: b\n';
  test.each([
    ['alias', 'role: &r a\nduration: 4h\nreason: *r\n'],
    ['tag', 'role: !!str a\nduration: 4h\nreason: b\n'],
    ['yaml', `%YAML 1.2\n---\n${GOOD}`],
    ['control-character', 'role: a\nduration: 4h\nreason: b\u202e\n'],
    ['too-large', `${GOOD}${'# x\n'.repeat(20_000)}`],
  ])('%s is the parser’s alone', (rule, text) => {
    expect(isAccepted('request', load(text, { schema: CORE_SCHEMA, maxAliases: 10 }))).toBe(true);
    expect(new Set(read('request', text).problems.map((problem) => problem.rule))).toEqual(new Set([rule]));
  });
});

/**
 * Editors read plain words by YAML's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), Lapse by JSON's, which
 * knows fewer of them; quoted, they are the same to both.
 */
describe('plain words that YAML’s core schema reads and JSON’s does not', () => {
  const PLACES = {
    text: ['request', (word: string) => `role: a\nduration: 4h\nreason: ${word}\n`],
    number: ['people', (word: string) => `people: { alice: { id: ${word} } }\n`],
    boolean: ['config', (word: string) => `systems: {}\nmerge: { auto: ${word} }\n`],
  } as const satisfies Record<string, readonly [Kind, (word: string) => string]>;
  const AGREED = ['true', 'null', '12', '-1', '1.5', '1e3', 'yes', 'on', '012', '1_000', '12:30', '2026-11-23', '""'];

  function judge(place: keyof typeof PLACES, word: string): { editor: boolean; parser: boolean } {
    const [kind, write] = PLACES[place];
    const text = write(word);
    const editor = isAccepted(kind, load(text, { schema: CORE_SCHEMA }));
    return { editor, parser: refusalsOf(kind, text).length === 0 };
  }

  test.each(AGREED)('%s is the same to both, as text, number and boolean', (word) => {
    // A leading zero is refused whatever it stands for, and an editor may see a number in it.
    const places = (['text', 'number', 'boolean'] as const).filter((place) => word !== '012' || place !== 'number');
    for (const place of places) {
      const { editor, parser } = judge(place, word);
      expect([place, word, parser]).toEqual([place, word, editor]);
    }
  });

  test.each(['True', 'FALSE', '~', 'Null', '0x1F', '0o17', '+12', '.inf', '.nan'])(
    '%s as text: an editor wants quotes, and so does Lapse',
    (word) => {
      expect(judge('text', word)).toEqual({ editor: false, parser: false });
      expect(judge('text', `"${word}"`)).toEqual({ editor: true, parser: true });
    },
  );

  test.each<[keyof typeof PLACES, string]>([
    ['boolean', 'True'],
    ['boolean', 'FALSE'],
    ['number', '0x1F'],
    ['number', '0o17'],
    ['number', '+12'],
    ['number', '012'],
  ])('as a %s, %s pleases an editor and is refused by Lapse', (place, word) => {
    expect(judge(place, word)).toEqual({ editor: true, parser: false });
  });
});
