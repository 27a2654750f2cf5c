import { describe, expect, test } from '@jest/globals';
import type { Role } from '../../src/access/policy.js';
import type { Decision, Verdict } from '../../src/approval/decision.js';
import type { ChangedFile, PullRequestFacts } from '../../src/approval/facts.js';
import { decide, decideRole } from './decide.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  CAROL,
  codeOwnersFile,
  commit,
  LAPSE_BOT,
  MINUTE,
  members,
  NOW,
  person,
  removed,
  review,
  SECURITY,
} from './facts-builder.js';

const approved = [review(BOB)];
const later = { submittedAt: NOW - MINUTE };

interface RoleRow {
  readonly sentence: string;
  readonly no: () => Decision;
  readonly yes: () => Decision;
  readonly verdict?: Verdict;
}

const all = new Map([...SECURITY, ...members('@acme/finance', BOB), ...members('@acme/oncall', ALICE)]);
const byRole = (role: Partial<Role>, facts: Partial<PullRequestFacts>, memberships = all) =>
  decideRole(role, facts, memberships);
const TWO = { approvers: [{ from: 'code-owners', count: 2 }] };
const GROUPS = {
  approvers: [
    { from: 'code-owners', count: 1 },
    { from: '@acme/finance', count: 1 },
  ],
};
const ELIGIBLE = { eligible: ['@acme/oncall'] };
const AUTOMATIC = { autoApprove: ['@acme/oncall'] };
const forBob: readonly ChangedFile[] = [added('access/aws-sandbox/bob/billing.yaml')];

const ROLES: readonly RoleRow[] = [
  {
    sentence: 'N approvals are those of N people',
    no: () => byRole(TWO, { reviews: [review(BOB), review({ ...BOB, login: 'robert' }, later)] }),
    yes: () => byRole(TWO, { reviews: [review(BOB), review(CAROL)] }),
  },
  {
    sentence: 'each approver counts for one group only, and for the one where they are needed',
    no: () => byRole(GROUPS, { reviews: [review(BOB)] }),
    yes: () => byRole(GROUPS, { reviews: [review(BOB), review(CAROL)] }),
  },
  {
    sentence: 'two people of one group do not stand for the other',
    no: () => byRole(GROUPS, { reviews: [review(BOB), review(CAROL)] }, new Map(SECURITY)),
    yes: () => byRole(GROUPS, { reviews: [review(BOB), review(CAROL)] }),
  },
  {
    sentence: 'only those who are eligible may have the role',
    no: () => byRole(ELIGIBLE, { files: forBob, reviews: [review(CAROL)] }),
    verdict: 'refused',
    yes: () => byRole(ELIGIBLE, { reviews: approved }),
  },
  {
    sentence: 'who asks for themselves and is in a team of auto_approve needs no review',
    no: () => byRole(AUTOMATIC, { files: forBob }),
    yes: () => byRole(AUTOMATIC, {}),
  },
  {
    sentence: 'auto_approve is for the person and not for the login',
    no: () => byRole(AUTOMATIC, { author: person('alice', 999) }),
    yes: () => byRole(AUTOMATIC, { author: ALICE }),
  },
  {
    sentence: 'auto_approve does not undo what refuses a pull request',
    no: () => byRole(AUTOMATIC, { commits: [commit(null)] }),
    verdict: 'refused',
    yes: () => byRole(AUTOMATIC, { commits: [commit(CAROL)] }),
  },
];

describe('design §3 and §5, roles', () => {
  test.each(ROLES)('$sentence', ({ no, yes, verdict = 'pending' }) => {
    expect(no().verdict).toBe(verdict);
    expect(yes().verdict).toBe('approved');
  });
});

describe('design §5, limits: at them it is judged, beyond them it is refused and not truncated', () => {
  const workflows = (count: number) =>
    Array.from({ length: count }, (_, at) => added(`.github/workflows/w${at}.yml`, ''));
  const requests = (count: number) =>
    Array.from({ length: count }, (_, at) => added(`access/aws-sandbox/alice/r${at}.yaml`));
  const commits = (count: number) => Array.from({ length: count }, () => commit());
  const everything = [codeOwnersFile('* @acme/security\n')];

  test.each<[string, string, (count: number) => Partial<PullRequestFacts>, number]>([
    ['files', 'too-many-files', (count) => ({ files: workflows(count), policyFiles: everything }), 3000],
    ['commits', 'too-many-commits', (count) => ({ commits: commits(count) }), 250],
    ['request files', 'too-many-requests', (count) => ({ files: requests(count) }), 100],
  ])('of %s (%s)', (_what, rule, facts, most) => {
    expect(decide({ ...facts(most), reviews: approved })).toMatchObject({ verdict: 'approved', reasons: [] });
    const beyond = decide({ ...facts(most + 1), reviews: approved });
    expect(beyond).toMatchObject({ verdict: 'refused', reasons: [{ rule }] });
  });

  test('a removal counts as a request file, and as a pull request that is too large too', () => {
    const gone = (count: number) => requests(count).map(({ path }) => removed(path));
    expect(decide({ files: gone(100) }).verdict).toBe('approved');
    expect(decide({ files: gone(101) }).verdict).toBe('refused');
    expect(decide({ files: [removed(ALICE_PATH)], commits: commits(251) }).verdict).toBe('refused');
    expect(decide({ files: [removed(ALICE_PATH)], author: LAPSE_BOT }).verdict).toBe('approved');
  });
});
