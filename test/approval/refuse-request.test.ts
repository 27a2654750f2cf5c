import { describe, expect, test } from '@jest/globals';
import type { ApprovalInput } from '../../src/approval/decide-approval.js';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { decide, only } from './decide.js';
import {
  ALICE_PATH,
  added,
  BOB,
  CAROL,
  codeOwnersFile,
  commit,
  policyOf,
  review,
  roleOf,
  sourceFile,
} from './facts-builder.js';

const approved = [review(BOB)];

describe('a request is refused whatever its reviews say', () => {
  const carolOnly = codeOwnersFile('/access/ @carol\n');
  test.each<[string, Partial<PullRequestFacts>, Partial<ApprovalInput>, RegExp]>([
    ['law 7: that cannot be read', { files: [added(ALICE_PATH, 'role: [')] }, {}, /see|says/],
    [
      'law 7: that is a symlink',
      { files: [{ ...added(), after: sourceFile(ALICE_PATH, '', { mode: '120000', bytes: null }) }] },
      {},
      /access\/request/,
    ],
    ['law 7: whose bytes were not read', { files: [{ ...added(), after: null }] }, {}, /access\/request/],
    ['law 7: whose role nobody knows', {}, { policy: policyOf([]) }, /access\/request/],
    ['law 7: whose role asks for nobody', {}, { policy: policyOf([roleOf({ approvers: [] })]) }, /access\/request/],
    [
      'law 7: whose role asks for no people',
      {},
      { policy: policyOf([roleOf({ approvers: [{ from: 'code-owners', count: 0 }] })]) },
      /access\/request/,
    ],
    [
      'whose role is of another system',
      { files: [added('access/aws-production/alice/billing.yaml')] },
      {},
      /access\/request/,
    ],
    [
      'law 7: whose beneficiary is not in people.yaml',
      {},
      { policy: policyOf(undefined, { people: new Map() }) },
      /access\/request/,
    ],
    ['law 7: where config.yaml is broken', {}, { policy: policyOf(undefined, { config: null }) }, /access\/request/],
    ['law 7: that stands where no request may', { files: [added('access/aws-sandbox/alice.yaml')] }, {}, /level/],
    [
      'that no line owns',
      { policyFiles: [codeOwnersFile('/docs/ @bob\n')] },
      {},
      /No line of \.github\/CODEOWNERS.*"\/access\/aws-sandbox\/ @your-org\/your-team"/,
    ],
    [
      'whose line has no owners',
      { policyFiles: [codeOwnersFile('* @bob\n/access/\n')] },
      {},
      /Line 2 of \.github\/CODEOWNERS \(\/access\/\).*\/access\/aws-sandbox\//,
    ],
    [
      'that only an e-mail address owns',
      { policyFiles: [codeOwnersFile('/access/ bob@example.com\n')] },
      {},
      /Too few/,
    ],
    ['whose only owner asked for it', { author: CAROL, policyFiles: [carolOnly] }, {}, /Too few/],
    ['whose only owner made a commit', { commits: [commit(CAROL)], policyFiles: [carolOnly] }, {}, /Too few/],
    [
      'whose beneficiary is in no eligible team',
      {},
      { policy: policyOf([roleOf({ eligible: ['@acme/engineering'] })]) },
      /alice is in none of the teams/,
    ],
  ])('%s', (_what, facts, rest, because) => {
    const decision = decide({ reviews: approved, ...facts }, rest);
    expect(decision).toMatchObject({ kind: 'request', verdict: 'refused', reasons: [] });
    expect(only(decision)).toMatchObject({ verdict: 'refused', because: expect.stringMatching(because) });
    expect(decision.summary).toContain(only(decision).because);
  });

  test('an e-mail address among the owners counts for nobody, and that is said', () => {
    const file = only(decide({ policyFiles: [codeOwnersFile('/access/ bob@example.com @acme/security\n')] }));
    expect(file.verdict).toBe('pending');
    expect(file.people).toMatchObject([{ login: 'bob@example.com', counts: false, rule: 'e-mail' }]);
  });
});
