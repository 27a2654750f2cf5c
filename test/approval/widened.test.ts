import { describe, expect, test } from '@jest/globals';
import { teamsToAsk } from '../../src/approval/teams-to-ask.js';
import { decide, only } from './decide.js';
import { added, BOB, CAROL, codeOwnersFile, factsOf, modified, person, policyOf, review } from './facts-builder.js';

const roles = modified('access/aws-sandbox/roles.yaml', 'roles: {}', 'roles: {}\n');
const widened = [{ login: 'carol', id: CAROL.id, because: "carol's grant aws-sandbox/carol/billing gets more by it" }];

describe('law 5: whose standing grant a policy change widens is a beneficiary of it', () => {
  test.each([
    ['the same account', CAROL],
    ['the account with another login', person('carol-two', CAROL.id)],
    ['another account with the login', person('Carol', 999)],
  ])('and %s may not approve it, which says why', (_who, account) => {
    const decision = decide({ files: [roles], reviews: [review(account)] }, { widened });
    expect(decision).toMatchObject({ kind: 'policy', verdict: 'pending' });
    expect(only(decision).people).toEqual([
      { login: account.login, counts: false, rule: 'beneficiary', because: widened[0]?.because },
    ]);
  });

  test('but may object', () => {
    const reviews = [review(BOB), review(CAROL, { state: 'CHANGES_REQUESTED' })];
    expect(decide({ files: [roles], reviews }, { widened }).verdict).toBe('pending');
  });

  test('and an owner who is not is asked about and approves', () => {
    const facts = { files: [roles], reviews: [review(BOB), review(CAROL)] };
    expect(decide(facts, { widened }).verdict).toBe('approved');
    expect(teamsToAsk(factsOf(facts), policyOf(), { widened }).map(({ login }) => login)).toEqual(['bob']);
  });

  test('and where they alone own it, nobody can approve it', () => {
    const policyFiles = [codeOwnersFile('/access/ @carol\n')];
    expect(decide({ files: [roles], policyFiles }, { widened }).verdict).toBe('refused');
  });

  test('and of a request nobody else is one', () => {
    expect(decide({ files: [added()], reviews: [review(CAROL)] }, { widened }).verdict).toBe('approved');
  });
});
