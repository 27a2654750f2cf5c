import fc from 'fast-check';
import type { Kind } from './editors-schemas.js';

/** Files of each kind, good and with one or two things wrong, for whoever compares two judges of them. */

const NAME = fc.constantFrom('a', 'billing-readonly', 'deploy', '0', 'x'.repeat(63));
const LOGIN = fc.constantFrom('alice', 'bob', 'carol', 'al-ice', 'bob_acme', 'a'.repeat(39));
const DURATION = fc.constantFrom('4h', '30m', '1d', '1w2d3h4m', '52w2d', '366d', '8784h', '527040m');
const TIME = fc.constantFrom(
  '2026-11-23T18:00:00Z',
  '2028-02-29T23:59:59+01:00',
  '2026-11-23T18:00:00.123456789-11:30',
  '2099-12-31T00:00:00Z',
);
const TEXT = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((text) => `x${text}`);
const TICKET = fc.constantFrom('INC-1234', 'x', 'a b', 'x'.repeat(100));
const TEAM = fc.constantFrom('@acme/security', '@acme/on_call', '@a-b/0');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const teams = optional(fc.uniqueArray(TEAM, { minLength: 1 }));

const ACTION = fc.constantFrom('s3:GetObject', 'ce:Get*', '*');
const RESOURCE = fc.constantFrom('*', 'arn:aws:s3:::acme-invoices/*');
const STATEMENT = fc.record(
  {
    action: fc.oneof(ACTION, fc.array(ACTION, { minLength: 1, maxLength: 3 })),
    resource: fc.oneof(RESOURCE, fc.array(RESOURCE, { minLength: 1, maxLength: 3 })),
    condition: fc.constant({ StringEquals: { 'aws:RequestedRegion': ['eu-central-1'] } }),
  },
  { requiredKeys: ['action', 'resource'] },
);
const ALLOW = fc.oneof(
  fc.record({ statements: fc.array(STATEMENT, { minLength: 1, maxLength: 3 }) }),
  fc.constant({ assume_role: 'arn:aws:iam::111122223333:role/Deploy' }),
  fc.constant({ assume_role: 'arn:aws:iam::111122223333:role/Deploy', max_session: '1h' }),
);
const GROUP = fc.record({ from: fc.oneof(fc.constant('code-owners'), TEAM), count: fc.integer({ min: 1, max: 20 }) });
const ROLE = fc
  .record({
    description: TEXT,
    allow: ALLOW,
    max_duration: DURATION,
    quorum: fc.oneof(
      fc.constant({}),
      fc.record({ approvals: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ approvers: fc.array(GROUP, { minLength: 1, maxLength: 3 }) }),
    ),
    require: optional(fc.constantFrom([], ['ticket'])),
    ticket_pattern: optional(fc.constantFrom('INC-\\d+', '[A-Z]{2,5}-\\d{1,6}')),
    eligible: teams,
    auto_approve: teams,
    conflicts: optional(
      fc.uniqueArray(
        fc.oneof(
          NAME,
          NAME.map((name) => `aws-prod/${name}`),
        ),
        { minLength: 1 },
      ),
    ),
    max_concurrent: optional(fc.integer({ min: 1, max: 100 })),
    auto_merge: optional(fc.boolean()),
  })
  .map(({ quorum, ...rest }) => ({ ...rest, ...quorum }));

const PERSON = fc.record({ id: fc.integer({ min: 1 }), 'aws-iam': optional(fc.constantFrom('alice.smith', 'b@acme')) });
const ACCOUNT = fc.constantFrom('111122223333', '012345678901');
const TARGET = fc.record({
  account: ACCOUNT,
  role: optional(ACCOUNT.map((account) => `arn:aws:iam::${account}:role/lapse`)),
});
const SYSTEM = fc.record({ provider: fc.constant('aws-iam'), target: TARGET });

const GOOD: Readonly<Record<Kind, fc.Arbitrary<object>>> = {
  request: fc
    .record({
      role: NAME,
      end: fc.oneof(fc.record({ duration: DURATION }), fc.record({ expires: TIME })),
      starts: optional(TIME),
      reason: TEXT,
      ticket: optional(TICKET),
    })
    .map(({ end, ...rest }) => ({ ...rest, ...end })),
  roles: fc.record({ roles: fc.dictionary(NAME, ROLE, { maxKeys: 3 }) }),
  people: fc.record({ people: fc.dictionary(LOGIN, PERSON, { maxKeys: 4 }) }),
  config: fc.record({
    systems: fc.dictionary(NAME, SYSTEM, { maxKeys: 3 }),
    merge: optional(
      fc.record({
        auto: optional(fc.boolean()),
        method: optional(fc.constantFrom('merge', 'squash', 'rebase')),
      }),
    ),
    revert: optional(fc.record({ auto_merge: optional(fc.boolean()), batch: optional(fc.boolean()) })),
    approval_valid: optional(DURATION),
  }),
};

/** Near what is right, and far from it. */
const ODD = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 1.5, 20, 21, 1e21, 2 ** 53, '', ' ', 'x', 'yes', '~', [], {}),
  fc.constantFrom('4', '4h ', '60m1h', '1h60m', '53w', '367d', '0m', '1d24h', '8785h', '527041m', '١h', '4h\n'),
  fc.constantFrom(
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T23:59:60Z',
    '2026-11-23 18:00:00Z',
    '2026-11-23t18:00:00z',
    '2026-11-23T18:00Z',
    '1999-11-23T18:00:00Z',
    '2100-11-23T18:00:00Z',
    '2026-11-23T18:00:00+24:00',
    '2026-11-23T18:00:00.1234567890Z',
  ),
  fc.constantFrom(
    'Admin',
    '-a',
    'a.b',
    'a_b',
    'x'.repeat(64),
    'x'.repeat(1001),
    'a\nb',
    'al--ice',
    '\u00e4',
    '@acme',
    '@acme/',
  ),
  fc.constantFrom('111122223333', 111122223333, '11112222333', 'INC-1 ', ['ticket', 'ticket'], ['ticket'], [null]),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const KEY = fc.constantFrom(
  ...['role', 'roles', 'id', 'expires', 'duration', 'starts', 'ticket', 'approvals', 'approvers', 'provider', 'target'],
  ...['Role', 'color', '__proto__', 'constructor', 'toString', '', '<<', 'aws-iam', 'x'.repeat(64), 'Alice'],
);

type Mutation = {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'add' | 'rename' | 'repeat';
  readonly key: string;
  readonly odd: unknown;
};
const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat({ max: 10_000 }),
  how: fc.constantFrom('replace', 'replace', 'remove', 'add', 'rename', 'repeat'),
  key: KEY,
  odd: ODD,
});

/** A file as JSON, which is YAML too (https://yaml.org/spec/1.2.2/#13-relation-to-json), in ASCII: nothing in it is hidden. */
export function filesOf(kind: Kind): fc.Arbitrary<string> {
  const mutations = fc.oneof(fc.constant([]), fc.array(MUTATION, { minLength: 1, maxLength: 2 }));
  return fc.tuple(GOOD[kind], mutations).map(([good, changes]) => {
    const value = changes.reduce<unknown>((before, change) => mutate(before, change), JSON.parse(JSON.stringify(good)));
    return `${toAscii(JSON.stringify(value, null, 2) ?? 'null')}\n`;
  });
}

function toAscii(json: string): string {
  return json.replace(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A place in a value, by the keys that lead to it. */
type Path = readonly string[];

function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

function mutate(value: unknown, { at, how, key, odd }: Mutation): unknown {
  const places = placesOf(value);
  return change(value, places[at % places.length] ?? [], (entry) => {
    switch (how) {
      case 'remove':
        return [];
      case 'replace':
        return [[entry[0], odd]];
      case 'rename':
        return [[key, entry[1]]];
      case 'repeat':
        return [entry, [key, entry[1]]];
      case 'add':
        return [entry, [key, odd]];
    }
  });
}

type Entry = readonly [string, unknown];

/** Rebuilds a value with the entry at a place put otherwise; the whole has no entry and is replaced. */
function change(value: unknown, path: Path, alter: (entry: Entry) => readonly Entry[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return alter(['', value])[0]?.[1] ?? null;
  const entries = Object.entries(Object(value)).flatMap((entry): readonly Entry[] => {
    if (entry[0] !== first) return [entry];
    return rest.length === 0 ? alter(entry) : [[entry[0], change(entry[1], rest, alter)]];
  });
  if (Array.isArray(value)) return entries.map(([, part]) => part);
  // It makes `__proto__` a key like any other.
  return Object.fromEntries(entries);
}
