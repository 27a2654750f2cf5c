import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/audit/finding.js';
import { type GitHub, GitHubError } from '../../src/github/github.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyOnline } from '../../src/use-cases/verify-online.js';
import { at } from '../access/fixtures.js';
import { commit, factsOf, person, review } from '../approval/facts-builder.js';
import {
  BILLING,
  EVIDENCE,
  EXTENDED,
  ONCALL,
  publish,
  REVOKED,
  type Story,
  tellStory,
} from '../audit/evidence-story.js';
import { type FakeGitHub, fakeGitHub, type GitHubWorld } from './fake-github.js';
import { readingOf } from './fake-reading.js';

interface Online {
  readonly story: Story;
  readonly fake: FakeGitHub;
}

/** GitHub as it would have to be for every record to be true. */
async function tellOnline(overrides: Partial<GitHub> = {}): Promise<Online> {
  const story = await tellStory();
  publish(story);
  const fake = fakeGitHub(overrides);
  for (const [sha] of story.fake.signatures) fake.world.signatures.set(sha, { isValid: true, byGitHub: true });
  for (const { grant, versions, events } of story.records.values()) {
    for (const event of events) {
      if (event.kind === 'removed' && event.removedIn !== null && event.pullRequest !== null) {
        const { pullRequest: number, removedIn } = event;
        const url = `https://github.com/acme/access/pull/${number}`;
        const merged = { number, url, mergedAt: 0, headSha: 'd'.repeat(40), mergeSha: removedIn, commitCount: 1 };
        fake.world.merged.set(removedIn, [merged]);
      }
      if (event.kind !== 'approved') continue;
      const { pullRequest, requester, approvers, version, policy } = event;
      const { number, url, head, merge } = pullRequest;
      const merged = {
        number,
        url,
        mergedAt: at(pullRequest.mergedAt),
        headSha: head,
        mergeSha: merge,
        commitCount: 1,
      };
      fake.world.merged.set(version, [merged]);
      fake.world.policies.set(policy.commit, []);
      const author = person(requester.login, requester.id);
      const path = `access/${grant}.yaml`;
      const oid = versions.find((one) => one.commit === version)?.blob ?? '';
      const after = { path, mode: '100644', oid, size: 1, bytes: null };
      const facts = factsOf({
        number,
        author,
        commits: [commit(author)],
        files: [{ path, previousPath: null, status: 'added', buildsOnBase: true, before: null, after }],
        reviews: approvers.map(({ login, id, review: own, submittedAt }) =>
          review(person(login, id), { id: own, commitId: head, submittedAt: at(submittedAt) }),
        ),
      });
      fake.world.pullRequests.set(number, readingOf(facts));
    }
  }
  return { story, fake };
}

async function verify({ story, fake }: Online, grants?: readonly string[]): Promise<readonly Finding[]> {
  const sources = await readAuditSources(story.fake.repository, EVIDENCE);
  const rows = sources.lives.filter(({ grant }) => grants === undefined || grants.includes(grant));
  return verifyOnline(sources, rows, { github: fake.github, repository: story.fake.repository, progress: () => {} });
}

const short = ({ level, rule, grant }: Finding) => `${level} ${rule} ${grant ?? ''}`.trim();

/** Changes what GitHub says of a pull request. */
function retell(world: GitHubWorld, number: number, change: Parameters<typeof factsOf>[0]): void {
  const reading = world.pullRequests.get(number);
  if (reading === undefined) throw new Error(`there is no pull request ${number}`);
  world.pullRequests.set(number, { ...reading, facts: { ...reading.facts, ...change } });
}

function reviewsOf(world: GitHubWorld, number: number) {
  return world.pullRequests.get(number)?.facts.reviews ?? [];
}

describe('GitHub is read again', () => {
  test('where it says the same, there is nothing to tell', async () => {
    expect(await verify(await tellOnline())).toEqual([]);
  });

  test.each<[string, string, (world: GitHubWorld, story: Story) => void, string]>([
    [
      'a commit that no pull request brought',
      BILLING,
      (w, s) => void w.merged.set(s.recordOf(BILLING).versions[0]?.commit ?? '', []),
      'wrong online-pull-request',
    ],
    ['another pull request', BILLING, (w, s) => renumber(w, s, { number: 13 }), 'wrong online-pull-request'],
    ['another head', BILLING, (w, s) => renumber(w, s, { headSha: 'd'.repeat(40) }), 'wrong online-pull-request'],
    [
      'another time of the merge',
      BILLING,
      (w, s) => renumber(w, s, { mergedAt: at('2026-11-10T09:59:59Z') }),
      'wrong online-pull-request',
    ],
    ['another requester', BILLING, (w) => retell(w, 12, { author: person('alice', 101) }), 'wrong online-pull-request'],
    ['other bytes at the head', BILLING, (w) => retell(w, 12, { files: [] }), 'wrong online-pull-request'],
    ['no such review', BILLING, (w) => retell(w, 12, { reviews: [] }), 'wrong online-review'],
    [
      'a review by somebody else',
      BILLING,
      (w) => retell(w, 12, { reviews: reviewsOf(w, 12).map((one) => ({ ...one, author: person('mallory', 666) })) }),
      'wrong online-review',
    ],
    [
      'a review of another head',
      BILLING,
      (w) => retell(w, 12, { reviews: reviewsOf(w, 12).map((one) => ({ ...one, commitId: 'd'.repeat(40) })) }),
      'wrong online-review',
    ],
    [
      'a review at another time',
      BILLING,
      (w) =>
        retell(w, 12, { reviews: reviewsOf(w, 12).map((one) => ({ ...one, submittedAt: one.submittedAt - 1000 })) }),
      'wrong online-review',
    ],
    [
      'a comment',
      BILLING,
      (w) => retell(w, 12, { reviews: reviewsOf(w, 12).map((one) => ({ ...one, state: 'COMMENTED' as const })) }),
      'wrong online-review',
    ],
    [
      'an approver who wrote it',
      BILLING,
      (w) => retell(w, 12, { commits: [commit(person('bob', 102))] }),
      'wrong online-review',
    ],
    [
      'a reviewer who is gone',
      BILLING,
      (w) => retell(w, 12, { reviews: reviewsOf(w, 12).map((one) => ({ ...one, author: null })) }),
      'unproved online-gone',
    ],
    [
      'a head that is gone',
      BILLING,
      (w) => retell(w, 12, { reviews: reviewsOf(w, 12).map((one) => ({ ...one, commitId: null })) }),
      'unproved online-gone',
    ],
    [
      'a command that only the App can read',
      ONCALL,
      (w) => retell(w, 13, { author: { login: 'lapse[bot]', id: 900, type: 'Bot' } }),
      'unproved online-requester',
    ],
    [
      'a removal by no pull request',
      REVOKED,
      (w) => void w.merged.set('6'.padStart(40, '0'), []),
      'wrong online-pull-request',
    ],
  ])('%s is told', async (_what, grant, change, expected) => {
    const online = await tellOnline();
    change(online.fake.world, online.story);
    const told = (await verify(online)).map(short);
    expect(told).toEqual([expected.startsWith('wrong') ? `${expected} ${grant}` : expected]);
  });

  test('a review that was dismissed after the merge had counted', async () => {
    const online = await tellOnline();
    const { world } = online.fake;
    retell(world, 12, { reviews: reviewsOf(world, 12).map((one) => ({ ...one, state: 'DISMISSED' as const })) });
    expect(await verify(online)).toEqual([]);
  });

  test('only what is in question is asked about', async () => {
    const online = await tellOnline();
    await verify(online, [BILLING]);
    expect(online.fake.calls).toEqual(['readTip', 'findMergedPullRequests', 'readPullRequest', 'readSignatures']);
  });

  test('a pull request that cannot be read is unproved, and takes no other with it', async () => {
    const online = await tellOnline();
    online.fake.world.pullRequests.delete(12);
    retell(online.fake.world, 16, { reviews: [] });
    expect((await verify(online)).map(short)).toEqual([
      `wrong online-review ${EXTENDED}`,
      'unproved online-unavailable',
    ]);
  });

  test.each<keyof GitHub>(['readTip', 'findMergedPullRequests', 'readPullRequest', 'readSignatures'])(
    'that %s gets no answer is told once, and is never fatal',
    async (method) => {
      const fail = async () => {
        throw new GitHubError('unavailable', 'GitHub answers nothing');
      };
      const findings = await verify(await tellOnline({ [method]: fail }));
      expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
        'online-unavailable: GitHub gave no answer: GitHub answers nothing',
      ]);
    },
  );

  test('a mistake of our own is no answer of GitHub', async () => {
    const fail = async () => {
      throw new TypeError('ours');
    };
    await expect(verify(await tellOnline({ readTip: fail }))).rejects.toThrow('ours');
  });

  test('a commit of the evidence that GitHub did not sign, or does not know, is named', async () => {
    const online = await tellOnline();
    const [first = '', second = ''] = online.fake.world.signatures.keys();
    online.fake.world.signatures.set(first, { isValid: true, byGitHub: false });
    online.fake.world.signatures.delete(second);
    const findings = await verify(online);
    expect(findings.map(({ rule, where }) => `${rule} ${where}`)).toEqual([
      `online-signature lapse/evidence ${first}`,
      `online-signature lapse/evidence ${second}`,
    ]);
  });
});

function renumber(world: GitHubWorld, story: Story, change: object): void {
  const version = story.recordOf(BILLING).versions[0]?.commit ?? '';
  world.merged.set(
    version,
    (world.merged.get(version) ?? []).map((merged) => ({ ...merged, ...change })),
  );
}
