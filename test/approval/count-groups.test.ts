import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { whoCanApprove } from '../../src/approval/who-can-approve.js';
import { decide, decideRole, only } from './decide.js';
import { ALICE, BOB, CAROL, codeOwnersFile, members, review, SECURITY } from './facts-builder.js';

const approved = [review(BOB)];

describe('several approvers', () => {
  const two = [{ from: 'code-owners', count: 2 }];
  const both = [
    { from: 'code-owners', count: 1 },
    { from: '@acme/finance', count: 1 },
  ];
  const finance = new Map([...SECURITY, ...members('@acme/finance', BOB)]);

  test('two are needed where the role says two, and the same one twice is one', () => {
    const once = decideRole({ approvers: two }, { reviews: [review(BOB), review(BOB)] });
    expect(once.verdict).toBe('pending');
    expect(only(once).groups).toMatchObject([{ needed: 2, counted: ['bob'], verdict: 'pending' }]);
    expect(decideRole({ approvers: two }, { reviews: [review(BOB), review(CAROL)] }).verdict).toBe('approved');
  });

  test('one in two groups counts for one of them', () => {
    const decision = decideRole({ approvers: both }, { reviews: approved }, finance);
    expect(decision.verdict).toBe('pending');
    expect(only(decision).groups.map(({ counted }) => counted)).toEqual([['bob'], []]);
  });

  test('one in both groups makes room for one who is in the first only', () => {
    const decision = decideRole({ approvers: both }, { reviews: [review(BOB), review(CAROL)] }, finance);
    expect(decision.verdict).toBe('approved');
    expect(only(decision).groups.map(({ from, counted }) => [from, counted])).toEqual([
      ['code-owners', ['carol']],
      ['@acme/finance', ['bob']],
    ]);
  });

  test('the open groups say who can still approve, by the names of the teams', () => {
    const decision = decideRole({ approvers: both }, { reviews: [review(CAROL)] }, finance);
    expect(whoCanApprove(only(decision))).toEqual([
      { from: '@acme/finance', owners: ['@acme/finance'], missing: 1, barred: [] },
    ]);
    expect(only(decision).because).toBe('It still needs 1 approval of @acme/finance.');
    expect(whoCanApprove(only(decide()))).toEqual([
      { from: 'code-owners', owners: ['@acme/security'], missing: 1, barred: [] },
    ]);
  });

  test('nobody can still approve what is refused', () => {
    const policyFiles = [codeOwnersFile('/access/ @alice\n')];
    expect(whoCanApprove(only(decide({ policyFiles })))).toEqual([]);
  });
});

describe('what needs no review', () => {
  const oncall = new Map([...SECURITY, ...members('@acme/oncall', ALICE, BOB)]);
  const role = { autoApprove: ['@acme/oncall'] };

  test.each<[string, Partial<PullRequestFacts>, ReadonlyMap<string, boolean>]>([
    ['somebody who is not in the team', {}, SECURITY],
    ['somebody in the team who asks for somebody else', { author: BOB }, oncall],
    ['somebody else who asks for one in the team', { author: CAROL }, oncall],
    ['whoever took the login of one in the team', { author: { ...ALICE, id: 999 } }, oncall],
  ])('is not asked for by %s', (_what, facts, memberships) => {
    expect(decideRole(role, facts, memberships).verdict).toBe('pending');
  });

  test('is refused where nobody owns the path', () => {
    expect(decideRole(role, { policyFiles: [codeOwnersFile('/docs/ @bob')] }, oncall).verdict).toBe('refused');
  });

  test('is approved where one in the team asks for themselves', () => {
    const decision = decideRole(role, {}, oncall);
    expect(decision.verdict).toBe('approved');
    expect(only(decision).because).toMatch(/alice asked for it and is in a team that needs no review for billing/);
  });
});
