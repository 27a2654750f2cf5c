import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { UnknownOwner } from '../../src/approval/facts.js';
import { teamsToAsk } from '../../src/approval/teams-to-ask.js';
import { decide, only } from './decide.js';
import { added, BOB, CAROL, codeOwnersFile, factsOf, modified, policyOf, removed, review } from './facts-builder.js';

const LINE = '/access/ @acme/nope @acme/security carol@acme.test';
const policyFiles = [codeOwnersFile(`# Who\n${LINE}\n`)];

function unknown(...owners: readonly string[]): readonly UnknownOwner[] {
  return owners.map((owner) => ({ path: '.github/CODEOWNERS', line: 2, source: LINE, owner }));
}

describe('an owner that GitHub does not know', () => {
  test.each([
    ['a request', added()],
    ['a policy file', modified('access/people.yaml', 'a', 'b')],
  ])('is named with the line, where the owners of %s are all such', (_what, file) => {
    const unknownOwners = unknown('@acme/nope', '@acme/security');
    const decided = only(decide({ files: [file], policyFiles, unknownOwners, reviews: [review(BOB)] }));
    expect(decided.verdict).toBe('refused');
    expect(decided.because).toBe(
      'Line 2 of .github/CODEOWNERS (/access/) names no owner whom GitHub knows: @acme/nope, @acme/security; ' +
        'correct it there, or give them write access to this repository (a team must also be visible).',
    );
    expect(decided.owners?.line).toBe(2);
  });

  test('is a note beside owners that it knows, and is not waited for', () => {
    const file = only(decide({ policyFiles, unknownOwners: unknown('@acme/nope') }));
    expect(file.groups[0]?.owners).toEqual(['@acme/security', 'carol@acme.test']);
    expect(file.people.filter(({ rule }) => rule === 'unknown-owner')).toEqual([
      {
        login: '@acme/nope',
        counts: false,
        rule: 'unknown-owner',
        because: '@acme/nope (.github/CODEOWNERS line 2) is not there or has no write access here, as GitHub says',
      },
    ]);
  });

  test('does not keep anybody from ending access', () => {
    expect(decide({ files: [removed()], policyFiles, unknownOwners: unknown('@acme/nope', '@acme/security') })).toEqual(
      expect.objectContaining({ verdict: 'approved' }),
    );
  });

  test('is not asked whose team it is, except for somebody who objects', () => {
    const reviews = [review(BOB), review(CAROL, { state: 'CHANGES_REQUESTED' })];
    const facts = factsOf({ policyFiles, unknownOwners: unknown('@acme/nope'), reviews });
    const asked = teamsToAsk(facts, policyOf()).filter(({ team }) => team === '@acme/nope');
    expect(asked.map(({ login }) => login)).toEqual(['carol']);
  });

  test('never turns a decision to approved', () => {
    const anyUnknown = fc.subarray(['@acme/nope', '@acme/security']).map((owners) => unknown(...owners));
    const state = fc.constantFrom('APPROVED' as const, 'CHANGES_REQUESTED' as const, 'DISMISSED' as const);
    fc.assert(
      fc.property(anyUnknown, state, state, (unknownOwners, ofBob, ofCarol) => {
        const reviews = [review(BOB, { state: ofBob }), review(CAROL, { state: ofCarol })];
        const without = decide({ policyFiles, reviews }).verdict;
        if (without !== 'approved') {
          expect(decide({ policyFiles, reviews, unknownOwners }).verdict).not.toBe('approved');
        }
      }),
    );
  });
});
