import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/access/read-config.js';
import { readPeople } from '../../src/access/read-people.js';
import { readRequest } from '../../src/access/read-request.js';
import { readRoles } from '../../src/access/read-roles.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { providers } from '../../src/providers/providers.js';
import { source } from '../access/fixtures.js';

/**
 * Law 10: what a file costs to judge grows with its size and no faster, whatever is wrong in it. One file of 30 KB is compared
 * with fifteen of 2 KB, so that the machine's own speed plays no part: what is held against each other costs fifteen times as much.
 */
const LARGE = 30 * 1024;
const SMALL = 2 * 1024;
/** Fifteen small files are told of fifteen times as much, so a large one is the cheaper. Left for a machine that is busy. */
const MOST = 5;

const TARGET = { account: '111122223333', role: 'arn:aws:iam::111122223333:role/lapse' };
const asRequest = (text: string) => readRequest(source('access/aws-sandbox/alice/x.yaml', text));
const asPeople = (text: string) => readPeople(source('access/people.yaml', text), providers);
const asConfig = (text: string) => readConfig(source('access/config.yaml', text), providers);
const asRoles = (text: string) => {
  const file: SourceFile = source('access/aws-sandbox/roles.yaml', text);
  return readRoles(file, 'aws-sandbox', awsIam, TARGET, 'warn');
};

const GOOD = 'role: billing\nduration: 4h\nreason: x\n';
const ROLE = 'description: x, max_duration: 1h';
const READ = 'allow: { statements: [{ action: "ce:Get*", resource: "*" }] }';
const CONDITION = `roles:\n  a: { ${ROLE}, allow: { statements: [{ action: "a:b", resource: "*", condition: { Bool: {`;

type Reader = (text: string) => { readonly problems: readonly unknown[] };
/** Who wants what, the reader, what stands before, what is repeated, and what stands behind. */
type Shape = readonly [string, Reader, string, (n: number) => string, string?];

const SHAPES: readonly Shape[] = [
  ['keys that nobody knows', asRequest, GOOD, (n) => `k${n}: 1\n`],
  ['keys that look like ours', asRequest, GOOD, (n) => `durations-of-it-${n}: 1\n`],
  ['keys below a long one', asRequest, `${GOOD}${'k'.repeat(300)}: {`, (n) => `k${n}: 1, `, '}\n'],
  ['keys below keys', asRequest, `${GOOD}a: {a: {a: {a: {a: {a: {`, (n) => `k${n}: 1, `, '}}}}}}\n'],
  ['lists of lists', asRequest, `${GOOD}ticket: [`, () => '[[]], ', ']\n'],
  ['people without an id', asPeople, 'people:\n', (n) => `  a${n}: {}\n`],
  ['people with one id', asPeople, 'people:\n', (n) => `  a${n}: { id: 1 }\n`],
  ['people whose name is a number', asPeople, 'people:\n', (n) => `  a${n}: { id: ${n + 1}, aws-iam: 1 }\n`],
  ['people in capitals', asPeople, 'people:\n', (n) => `  A${n}: {}\n`],
  ['providers in capitals', asPeople, `people:\n  ${'a'.repeat(300)}: {id: 1, `, (n) => `K${n}: 1, `, '}\n'],
  ['systems without a provider', asConfig, 'systems:\n', (n) => `  a${n}: {}\n`],
  ['systems without an account', asConfig, 'systems:\n', (n) => `  a${n}: { provider: aws-iam, target: {} }\n`],
  ['roles in capitals', asRoles, 'roles:\n', (n) => `  A${n}: {}\n`],
  ['roles with both counts', asRoles, 'roles:\n', (n) => `  a${n}: { approvals: 1, approvers: 1 }\n`],
  ['roles that allow nothing', asRoles, 'roles:\n', (n) => `  a${n}: { ${ROLE}, allow: {} }\n`],
  ['roles that allow everything', asRoles, 'roles:\n', (n) => `  a${n}: { ${ROLE}, ${READ.replace('ce:Get', '')} }\n`],
  ['groups of nobody', asRoles, `roles:\n  a: { ${ROLE}, ${READ}, approvers: [`, () => '{}, ', '] }\n'],
  ['required numbers', asRoles, `roles:\n  a: { ${ROLE}, ${READ}, require: [`, (n) => `${n}, `, '] }\n'],
  ['a list of lists of roles', asRoles, `roles:\n  a: { ${ROLE}, ${READ}, conflicts: [`, (n) => `[${n}], `, '] }\n'],
  [
    'statements of numbers',
    asRoles,
    `roles:\n  a: { ${ROLE}, allow: { statements: [`,
    () => '{ action: 1, resource: 1 }, ',
    '] } }\n',
  ],
  ['conditions of numbers', asRoles, CONDITION, (n) => `a${n}: 1, `, '} } }] } }\n'],
];

function fill([, , head, part, tail = '']: Shape, size: number): string {
  let text = head;
  for (let n = 0; text.length < size; n += 1) text += part(n);
  return text + tail;
}

function shortest(times: number, work: () => void): number {
  const taken = Array.from({ length: times }, () => {
    const { user: begun } = process.cpuUsage();
    work();
    return process.cpuUsage().user - begun;
  });
  return Math.min(...taken);
}

test.each(SHAPES)(
  'whoever wants a machine to be busy with %s, gets no more of it than the bytes are worth',
  (...shape) => {
    const [, read] = shape;
    const [large, small] = [fill(shape, LARGE), fill(shape, SMALL)];
    expect(read(large).problems.length).toBeGreaterThan(0);
    const apart = shortest(2, () => Array.from({ length: LARGE / SMALL }, () => read(small)));
    const together = shortest(2, () => read(large));
    expect(together).toBeLessThan(MOST * apart);
  },
);

test('whoever wants each key to be as long as the one above it, gets one refusal for that one', () => {
  const keys = Array.from({ length: 3_000 }, (_, n) => `K${n}: 1`).join(', ');
  const long = (length: number) => `people:\n  ${'a'.repeat(length)}: { id: 1, ${keys} }\n`;
  expect(asPeople(long(20_000)).problems).toMatchObject([{ rule: 'unknown-key', line: 2, column: 3 }]);
  const apart = shortest(2, () => asPeople(long(300)));
  expect(shortest(2, () => asPeople(long(20_000)))).toBeLessThan(MOST * apart);
});

test('whoever wants to be told of everything is told of twenty, and nothing that is wrong is let through', () => {
  const people = Array.from({ length: 500 }, (_, n) => `  a${n}: { id: ${n % 2 === 0 ? 'x' : n} }\n`).join('');
  const { value, problems } = asPeople(`people:\n${people}`);
  expect(problems).toHaveLength(20);
  expect([...(value?.keys() ?? [])]).toEqual(Array.from({ length: 250 }, (_, n) => `a${2 * n + 1}`));
  const systems = Array.from({ length: 200 }, (_, n) => `  a${n}: {}\n`).join('');
  expect(asConfig(`systems:\n${systems}  A: {}\n`).value?.systems.size).toBe(0);
  expect(asConfig(`systems:\n${systems}merges: {}\n`).value).toBeNull();
  const roles = Array.from(
    { length: 200 },
    (_, n) => `  a${n}: { ${ROLE}, ${READ}, approvals: ${n === 150 ? 1 : 0} }\n`,
  );
  expect([...(asRoles(`roles:\n${roles.join('')}`).value?.keys() ?? [])]).toEqual(['a150']);
});
