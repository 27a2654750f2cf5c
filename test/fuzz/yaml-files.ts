import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSON_SCHEMA, load } from 'js-yaml';
import type { AccessPath, RequestPath } from '../../src/access/access-path.js';
import { readAccessPath } from '../../src/access/access-path.js';
import { checkRequest } from '../../src/access/check-request.js';
import { parseDuration } from '../../src/access/duration.js';
import { hasErrors } from '../../src/access/problem.js';
import { readConfig } from '../../src/access/read-config.js';
import { readPeople } from '../../src/access/read-people.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { readRequest } from '../../src/access/read-request.js';
import { readRoles } from '../../src/access/read-roles.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { readTicketPattern } from '../../src/access/ticket-pattern.js';
import { resolveWindow } from '../../src/access/window.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { providers } from '../../src/providers/providers.js';
import { at, source } from '../access/fixtures.js';
import { filesOf } from '../contract/editors-corpus.js';
import { isAccepted, type Kind } from '../contract/editors-schemas.js';
import { expectProblems } from './expect-problems.js';
import type { Fuzzed, Outcome } from './fuzzed.js';
import { asBytes, asFiles, mutated } from './mutate-text.js';

const NOW = at('2026-11-22T12:00:00Z');
const REQUEST = 'access/aws-sandbox/alice/x.yaml';
const TARGET = { account: '111122223333', role: 'arn:aws:iam::111122223333:role/lapse' };

/** As people write them, with what YAML has besides JSON's notation. */
const WRITTEN: Readonly<Record<Kind, readonly string[]>> = {
  request: [
    '# alice asks\nrole: billing-readonly\nduration: 4h\nreason: Find out why invoice 8841 was charged twice\nticket: INC-1234\n',
    'role: "deploy"\nexpires: 2026-11-22T18:00:00Z\nreason: >-\n  Roll the shop\n  back\n',
    "---\nrole: 'deploy'\nstarts: 2026-11-23T09:00:00+01:00\nduration: 1h30m\nreason: |\n  two\n  lines\n...\n",
    'role: deploy\nstarts: 2026-11-20T12:00:00Z\nduration: 1d\nreason: It was merged late\n',
    '{role: deploy, duration: 2h, reason: "a \\u00e9 \\"b\\""}\n',
    '? role\n: deploy\n? duration\n: 30m\nreason:   # why\n  because\n',
  ],
  roles: [
    'roles:\n  billing-readonly:\n    description: Read invoices\n    allow:\n      statements:\n        - action: ["ce:Get*", ce:Describe*]\n          resource: "*"\n    max_duration: 8h\n    require: [ticket]\n    ticket_pattern: INC-\\d+\n  deploy:\n    description: Roll out\n    allow: { assume_role: "arn:aws:iam::111122223333:role/Deploy", max_session: 1h }\n    max_duration: 2d\n    approvers:\n      - { from: code-owners, count: 1 }\n      - { from: "@acme/security", count: 2 }\n    conflicts: [billing-readonly, aws-production/root]\n    max_concurrent: 1\n',
    'roles:\n  admin:\n    description: Everything\n    allow: { statements: [{ action: "*", resource: "*", condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }] }\n    max_duration: 1h\n    approvals: 2\n    eligible: ["@acme/engineering"]\n    auto_approve: ["@acme/oncall"]\n    auto_merge: false\n',
  ],
  people: [
    'people:\n  alice: { id: 583231, aws-iam: alice.smith }\n  bob:\n    id: 583232\n    aws-iam: bob.jones\n  carol: {id: 583233}\n',
  ],
  config: [
    'systems:\n  aws-sandbox:\n    provider: aws-iam\n    target: { account: "111122223333", role: "arn:aws:iam::111122223333:role/lapse" }\n  aws-production:\n    provider: aws-iam\n    target:\n      account: "444455556666"\n      permissions_boundary: arn:aws:iam::444455556666:policy/people\nmerge: { auto: true, method: squash }\nrevert:\n  auto_merge: true\n  batch: false\napproval_valid: 24h\nprivilege_escalation: refuse\n',
  ],
};

/** What YAML does with a few characters: https://yaml.org/spec/1.2.2/#53-indicator-characters */
const YAML_PIECES: readonly string[] = [
  ...[
    '&a ',
    '*a',
    '&a *a',
    '<<: *a',
    '<<: {role: x}',
    '!!str ',
    '!!int ',
    '!!binary ',
    '!!js/function ',
    '!x ',
    '!<tag:x> ',
  ],
  ...[
    '|',
    '>',
    '|2+\n',
    '>-\n',
    '---\n',
    '--- ',
    '...\n',
    '\n---\n',
    '%YAML 1.2\n---\n',
    '%TAG ! x\n',
    '? ',
    ': ',
    '- ',
    ',',
    '# ',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '[[[[[[[[[[[[[[[[[[[[',
    '{a: {a: {a: {a: {a: {a: ',
    '- - - - - - - - - - - - - - - - - - ',
    '? ? ? ? ',
  ],
  ...[
    '"',
    "'",
    '\\',
    '"\\x00"',
    '"\\ud800"',
    '"\\',
    "''''",
    '~',
    'true',
    'True',
    'yes',
    '.inf',
    '.nan',
    '0x1F',
    '0o7',
    '+1',
    '012',
  ],
  ...[
    'role: deploy\n',
    'expires: 2026-11-22T18:00:00Z\n',
    'duration: 5h\n',
    'extra: 1\n',
    '"__proto__": {role: deploy}\n',
    '  ',
  ],
  ...[
    '[x, *x]',
    '{x: &x [*x, *x]}',
    '[',
    '{ ',
    '['.repeat(3_000),
    '{a: '.repeat(1_000),
    '- '.repeat(2_000),
    '? '.repeat(1_000),
  ],
  ...[
    '&a '.repeat(500),
    '!a '.repeat(500),
    '"'.repeat(999),
    'a: '.repeat(300),
    ','.repeat(2_000),
    '\n- '.repeat(2_000),
  ],
  // Many that all differ, and many below a long one: what is held against each other takes long.
  ...[
    `[${Array.from({ length: 3_000 }, (_, n) => n).join(', ')}]`,
    `{ ${Array.from({ length: 3_000 }, (_, n) => `k${n}: 1`).join(', ')} }`,
    `${'k'.repeat(20_000)}: { ${Array.from({ length: 3_000 }, (_, n) => `k${n}: 1`).join(', ')} }\n`,
    `[${Array.from({ length: 1_500 }, () => '{ action: 1, resource: 1 }').join(', ')}]`,
  ],
];

const POLICY = readPolicy(
  [
    source('access/config.yaml', WRITTEN.config[0] ?? ''),
    source('access/people.yaml', WRITTEN.people[0] ?? ''),
    source('access/aws-sandbox/roles.yaml', (WRITTEN.roles[0] ?? '').replace(', aws-production/root', '')),
  ],
  providers,
);
assert.deepEqual(POLICY.problems, []);

function filesOfKind(kind: Kind, path: string): fc.Arbitrary<SourceFile> {
  const written = fc.constantFrom(...WRITTEN[kind]);
  const texts = fc.oneof({ weight: 3, arbitrary: written }, { weight: 1, arbitrary: filesOf(kind) });
  return asFiles(path, asBytes(mutated(texts, YAML_PIECES)));
}

/** The value as js-yaml's own reader gives it, which none of our code is part of. */
function readIndependently(file: SourceFile): unknown {
  return load(new TextDecoder('utf-8', { fatal: true }).decode(file.bytes ?? new Uint8Array()), {
    schema: JSON_SCHEMA,
  });
}

function part(value: unknown, key: string): Readonly<Record<string, unknown>> {
  return Object(Object(value)[key]);
}

function checkRequestFile(file: SourceFile): Outcome {
  const { value, problems, positions } = readRequest(file);
  expectProblems(file, problems);
  assert.equal(value === null, hasErrors(problems));
  if (value === null) return 'refused';
  const raw = readIndependently(file);
  assert.ok(isAccepted('request', raw), 'the schema refuses it');
  const { role, reason, ticket = null, duration, expires } = Object(raw);
  assert.deepEqual([value.role, value.reason, value.ticket], [role, reason, ticket]);
  if (value.end.kind === 'duration') assert.equal(value.end.length, parseDuration(duration));
  // JavaScript's own reader of times drops no fraction.
  else assert.equal(value.end.at, Math.floor(Date.parse(expires) / 1000) * 1000);
  const path: AccessPath = readAccessPath(file.path);
  checkWindow(file, { path: path as RequestPath, request: value, positions, policy: POLICY, now: NOW });
  return 'accepted';
}

/** A window that its role allows, or a refusal with a name. */
function checkWindow(file: SourceFile, check: Parameters<typeof checkRequest>[0]): void {
  const problems = checkRequest(check);
  expectProblems(file, problems);
  if (hasErrors(problems)) return;
  const { start, end } = resolveWindow(check.request, NOW);
  const longest = POLICY.roles.get('aws-sandbox')?.get(check.request.role)?.maxDuration ?? 0;
  assert.ok(Number.isSafeInteger(start) && Number.isSafeInteger(end), 'no window');
  assert.ok(start >= NOW && start < end && end - start <= longest, `from ${start} to ${end}`);
}

function checkRolesFile(file: SourceFile): Outcome {
  const { value, problems } = readRoles(file, 'aws-sandbox', awsIam, TARGET);
  expectProblems(file, problems);
  if (value === null || value.size === 0) {
    if (!hasErrors(problems)) assert.deepEqual(part(readIndependently(file), 'roles'), {});
    return 'refused';
  }
  const raw = readIndependently(file);
  if (!hasErrors(problems)) assert.ok(isAccepted('roles', raw), 'the schema refuses the file');
  for (const [name, role] of value) {
    const own = Object.entries(part(raw, 'roles')).find(([key]) => key === name)?.[1];
    assert.ok(isAccepted('roles', { roles: Object.fromEntries([[name, own]]) }), `the schema refuses ${name}`);
    assert.deepEqual(role.allow, Object(own).allow);
    assert.ok(role.ticketPattern === null || readTicketPattern(role.ticketPattern).matches !== null);
    const system = { name: 'aws-sandbox', provider: 'aws-iam', target: TARGET };
    const person = { login: 'alice', id: 1, names: new Map([['aws-iam', 'alice.smith']]) };
    const window = { start: NOW, end: NOW + role.maxDuration };
    const [entitlement] = awsIam.entitlements({ name: 'aws-sandbox/alice/x', window, role, person, system }, 4711);
    for (const { Condition } of JSON.parse(entitlement?.content ?? '').Statement) {
      assert.equal(Condition.DateLessThan['aws:CurrentTime'], new Date(window.end).toISOString().replace('.000Z', 'Z'));
    }
  }
  return hasErrors(problems) ? 'refused' : 'accepted';
}

function checkPeopleFile(file: SourceFile): Outcome {
  const { value, problems } = readPeople(file, providers);
  expectProblems(file, problems);
  if (value === null) return 'refused';
  const raw = readIndependently(file);
  if (!hasErrors(problems)) assert.ok(isAccepted('people', raw), 'the schema refuses the file');
  for (const [login, { id, names }] of value) {
    const own = Object.entries(part(raw, 'people')).find(([key]) => key === login)?.[1];
    assert.ok(isAccepted('people', { people: Object.fromEntries([[login, own]]) }), `the schema refuses ${login}`);
    assert.deepEqual({ id, ...Object.fromEntries(names) }, { ...Object(own) });
  }
  return hasErrors(problems) ? 'refused' : 'accepted';
}

function checkConfigFile(file: SourceFile): Outcome {
  const { value, problems } = readConfig(file, providers);
  expectProblems(file, problems);
  if (value === null) return 'refused';
  const raw = readIndependently(file);
  if (!hasErrors(problems)) assert.ok(isAccepted('config', raw), 'the schema refuses the file');
  const systems = Object.fromEntries(Object.entries(part(raw, 'systems')).filter(([name]) => value.systems.has(name)));
  assert.equal(Object.keys(systems).length, value.systems.size);
  assert.ok(isAccepted('config', { ...Object(raw), systems }), 'the schema refuses what is left');
  assert.equal(value.escalation === 'refuse', Object(raw).privilege_escalation === 'refuse');
  return hasErrors(problems) ? 'refused' : 'accepted';
}

function fuzzed(name: string, kind: Kind, path: string, check: (file: SourceFile) => Outcome): Fuzzed<SourceFile> {
  return { name, inputs: filesOfKind(kind, path), sizeOf: ({ size }) => size, check, longest: 2_000 };
}

export const YAML_FILES: readonly Fuzzed<SourceFile>[] = [
  fuzzed('requests', 'request', REQUEST, checkRequestFile),
  fuzzed('roles.yaml', 'roles', 'access/aws-sandbox/roles.yaml', checkRolesFile),
  fuzzed('people.yaml', 'people', 'access/people.yaml', checkPeopleFile),
  fuzzed('config.yaml', 'config', 'access/config.yaml', checkConfigFile),
];
