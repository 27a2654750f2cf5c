import { describe, expect, test } from '@jest/globals';
import { readAccessPath } from '../../src/access/access-path.js';
import { checkRequest } from '../../src/access/check-request.js';
import type { Policy } from '../../src/access/policy.js';
import type { Problem } from '../../src/access/problem.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { readRequest } from '../../src/access/read-request.js';
import { at, CONFIG, PEOPLE, POLICY_FILES, PROVIDERS, ROLES, short, source } from './fixtures.js';

const POLICY = readPolicy(POLICY_FILES, PROVIDERS);
const NOW = at('2026-11-23T12:00:00Z');
const BILLING = 'role: billing-readonly\nticket: INC-1\nreason: b\n';
const DEPLOY = 'role: deploy\nreason: b\n';

function check(path: string, text: string, policy: Policy = POLICY, now = NOW): Problem[] {
  const file = source(path, text);
  const read = readAccessPath(path);
  const { value: request, positions, problems } = readRequest(file);
  if (read.kind !== 'request' || request === null) throw new Error(`the test is wrong: ${problems[0]?.message}`);
  return checkRequest({ path: read, request, positions, policy, now });
}

describe('checkRequest refuses', () => {
  test.each<[string, string, string, string[]]>([
    ['a system that config.yaml does not bind', 'sandbux/alice', `${DEPLOY}duration: 1h\n`, ['unknown-system 1:1']],
    ['an unknown role', 'sandbox/alice', 'reason: b\nrole: deplay\nduration: 1h\n', ['unknown-role 2:7']],
    [
      'a role of another system',
      'sandbox/alice',
      'reason: b\nrole: root\nduration: 1h\n',
      ['role-of-other-system 2:7'],
    ],
    ['a login that is not in people.yaml', 'sandbox/mallory', `${DEPLOY}duration: 1h\n`, ['unknown-person 1:1']],
    ['a person without a name at the provider', 'sandbox/carol', `${DEPLOY}duration: 1h\n`, ['unknown-person 1:1']],
    ['a duration over the maximum', 'sandbox/alice', `${BILLING}duration: 8h1m\n`, ['over-maximum 4:11']],
    ['an expiry over the maximum', 'sandbox/alice', `${BILLING}expires: 2026-11-23T20:00:01Z\n`, ['over-maximum 4:10']],
    [
      'an expiry over the maximum, counted from the start',
      'sandbox/alice',
      `${BILLING}starts: 2026-11-24T00:00:00Z\nexpires: 2026-11-24T08:00:01Z\n`,
      ['over-maximum 5:10'],
    ],
    [
      'a start more than 30 days ahead',
      'sandbox/alice',
      `${DEPLOY}duration: 1h\nstarts: 2026-12-23T12:00:01Z\n`,
      ['starts-too-late 4:9'],
    ],
    ['an expiry that is now', 'sandbox/alice', `${DEPLOY}expires: 2026-11-23T12:00:00Z\n`, ['already-over 3:10']],
    [
      'an expiry at its start',
      'sandbox/alice',
      `${DEPLOY}starts: 2026-11-24T00:00:00Z\nexpires: 2026-11-24T00:00:00Z\n`,
      ['already-over 4:10'],
    ],
    ['a missing ticket', 'sandbox/alice', 'role: billing-readonly\nreason: b\nduration: 1h\n', ['missing-ticket 1:1']],
    [
      'a ticket that matches in part',
      'sandbox/alice',
      'role: billing-readonly\nreason: b\nduration: 1h\nticket: INC-1x\n',
      ['ticket-pattern 4:9'],
    ],
    [
      'all of it at once',
      'sandbox/mallory',
      'role: billing-readonly\nreason: b\nduration: 9h\n',
      ['unknown-person 1:1', 'missing-ticket 1:1', 'over-maximum 3:11'],
    ],
  ])('%s', (_, folder, text, expected) => {
    const problems = check(`access/${folder}/x.yaml`, text);
    expect(problems.map(short)).toEqual(expected);
    for (const problem of problems)
      expect(problem).toMatchObject({ severity: 'error', path: `access/${folder}/x.yaml` });
  });

  test('everything where there is no config.yaml', () => {
    const policy = readPolicy([PEOPLE, ROLES], PROVIDERS);
    expect(check('access/sandbox/alice/x.yaml', `${DEPLOY}duration: 1h\n`, policy).map(short)).toEqual([
      'unknown-system 1:1',
    ]);
  });

  test('everybody where there is no people.yaml', () => {
    const policy = readPolicy([CONFIG, ROLES], PROVIDERS);
    expect(check('access/sandbox/alice/x.yaml', `${DEPLOY}duration: 1h\n`, policy).map(short)).toEqual([
      'unknown-person 1:1',
    ]);
  });
});

describe('checkRequest says', () => {
  test.each([
    [
      'which role was meant',
      'sandbox/alice',
      'role: deplay\nreason: b\nduration: 1h\n',
      'Did you mean deploy? Use one of: billing-readonly, deploy.',
    ],
    [
      'which roles there are',
      'sandbox/alice',
      'role: x\nreason: b\nduration: 1h\n',
      'Use one of: billing-readonly, deploy.',
    ],
    [
      'where the role is',
      'sandbox/alice',
      'role: root\nreason: b\nduration: 1h\n',
      'Put the request into access/prod/alice/, or name a role of sandbox.',
    ],
    [
      'which person was meant',
      'sandbox/alic',
      `${DEPLOY}duration: 1h\n`,
      'Did you mean alice? Add alic to access/people.yaml.',
    ],
    ['the longest duration', 'sandbox/alice', `${BILLING}duration: 9h\n`, 'Write 8h or less.'],
    [
      'the latest expiry',
      'sandbox/alice',
      `${BILLING}expires: 2026-12-01T00:00:00Z\n`,
      'Write 2026-11-23T20:00:00Z or earlier.',
    ],
  ])('%s', (_, folder, text, cure) => {
    expect(check(`access/${folder}/x.yaml`, text).map((problem) => problem.cure)).toEqual([cure]);
  });
});

describe('checkRequest takes', () => {
  test.each([
    ['the longest duration', `${BILLING}duration: 8h\n`],
    ['the longest expiry', `${BILLING}expires: 2026-11-23T20:00:00Z\n`],
    ['a start 30 days ahead', `${DEPLOY}duration: 2d\nstarts: 2026-12-23T12:00:00Z\n`],
    ['a ticket of a role that does not ask for one', `${DEPLOY}duration: 1h\nticket: whatever\n`],
  ])('%s', (_, text) => {
    expect(check('access/sandbox/alice/x.yaml', text)).toEqual([]);
  });

  test('a start in the past, with a warning', () => {
    const problems = check('access/sandbox/alice/x.yaml', `${DEPLOY}duration: 1h\nstarts: 2026-11-23T11:59:59Z\n`);
    expect(problems).toMatchObject([{ rule: 'starts-in-past', severity: 'warning', line: 4 }]);
  });
});
