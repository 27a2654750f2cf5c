import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { EVIDENCE_BRANCH } from '../../src/evidence/evidence-path.js';
import { policyDigest, policyPathsOf } from '../../src/evidence/policy-digest.js';
import type { Approved, EvidenceRecord } from '../../src/evidence/record.js';
import { openRepository } from '../../src/git/git-repository.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { readEvidenceBranch } from '../../src/use-cases/read-evidence-branch.js';
import { requestText } from '../approval/facts-builder.js';
import { type Acme, startAcme } from '../sandbox/github/acme.js';
import { POLICY, SANDBOX_ACCOUNT } from './example-files.js';
import { fakeAws } from './fake-aws.js';

/** The evidence against the local GitHub: a real clone that has to fetch it, REST and GraphQL; only AWS is a map. */

// Merges, clones and pushes, on a machine that may be busy.
jest.setTimeout(120_000);

const REPOSITORY = { owner: 'acme', repo: 'access' };
const PATH = 'access/aws-sandbox/alice/billing.yaml';
const PEOPLE = { 'access/people.yaml': 'people:\n  alice: { id: 11, aws-iam: alice.smith }\n' };

const aws = fakeAws();
let acme: Acme;
let alice: Awaited<ReturnType<Acme['clone']>>;
let bob: Awaited<ReturnType<Acme['clone']>>;

beforeAll(async () => {
  acme = await startAcme();
  bob = await acme.clone('bob');
  await bob.commit('Set up', { ...POLICY, ...PEOPLE });
  await bob.git('push', '-q', 'origin', 'main');
  alice = await acme.clone('alice');
});
afterAll(() => acme.stop(true));

/** alice's pull request, which bob approves and merges by a rebase. Gives its number and the review's. */
async function merge(head: string, files: Record<string, string | null>): Promise<{ number: number; review: number }> {
  await alice.git('fetch', '-q', 'origin', 'main');
  await alice.git('checkout', '-q', '-B', head, 'origin/main');
  await alice.commit('Change', files);
  await alice.git('push', '-q', 'origin', head);
  const asAlice = acme.as(acme.tokens.alice).rest.pulls;
  const { data: pull } = await asAlice.create({ ...REPOSITORY, title: head, head, base: 'main' });
  const asBob = acme.as(acme.tokens.bob).rest.pulls;
  const { data } = await asBob.createReview({ ...REPOSITORY, pull_number: pull.number, event: 'APPROVE' });
  await asBob.merge({ ...REPOSITORY, pull_number: pull.number, merge_method: 'rebase' });
  return { number: pull.number, review: data.id };
}

async function run(story: typeof provision, confirmed = false) {
  const token = await acme.appToken();
  const github = openGitHub({
    octokit: createOctokit({ token, apiUrl: acme.github.url }),
    owner: 'acme',
    name: 'access',
  });
  const before = acme.github.requests.length;
  const report = await story(
    {
      repository: await openRepository(bob.folder),
      github,
      providers: new Map([[aws.provider.name, aws.provider]]),
      identityToken: null,
      now: () => acme.clock.now,
      sleep: async () => undefined,
      progress: () => undefined,
    },
    { dryRun: false, confirmed },
  );
  expect(report.evidence?.faults).toEqual([]);
  const refused = report.refusals.map(({ rule }) => rule);
  return { refused, requests: acme.github.requests.length - before, head: report.evidence?.commit ?? null };
}

async function readRecord(head: string | null): Promise<EvidenceRecord> {
  await bob.git('fetch', '-q', 'origin', 'main', EVIDENCE_BRANCH);
  const { records, faults } = await readEvidenceBranch(await openRepository(bob.folder), head);
  const [record] = records.values();
  if (record === undefined || faults.length > 0) throw new Error(`no one record: ${JSON.stringify(faults)}`);
  return record;
}

test('a life is recorded from its approval to its revocation, in commits that GitHub signed, and can be worked out again', async () => {
  const asked = await merge('ask', { [PATH]: requestText() });
  const first = await run(provision);
  const record = await readRecord(first.head);
  const [approved, given] = record.events;
  expect([record.repositoryId, record.addedIn]).toEqual([4242, await bob.git('rev-parse', 'origin/main')]);
  expect(given).toMatchObject({ kind: 'given', why: 'granted' });
  expect(approved).toMatchObject({ kind: 'approved', approvers: [{ login: 'bob', review: asked.review }] });
  const { policy, codeOwners } = approved as Approved;
  const repository = await openRepository(bob.folder);
  const entries = await repository.listTree(policy.commit, policyPathsOf('aws-sandbox'));
  expect(policy).toEqual({
    commit: await bob.git('rev-parse', 'origin/main^'),
    digest: policyDigest('aws-sandbox', entries),
  });
  const lines = (await bob.git('show', `${policy.commit}:${codeOwners.path}`)).split('\n');
  expect(lines[codeOwners.line - 1]).toBe([codeOwners.pattern, ...codeOwners.owners].join(' '));

  // With nothing new it is one request, and the clone has what it needs.
  expect(await run(provision)).toMatchObject({ requests: 1, refused: [] });

  const removed = await merge('revoke', { [PATH]: null });
  const last = await run(expire);
  const after = await readRecord(last.head);
  expect(after.events.slice(0, 2)).toEqual(record.events);
  expect(after.events.at(-1)).toMatchObject({
    kind: 'removed',
    why: 'revoked',
    pullRequest: removed.number,
    by: 'run',
  });
  const github = openGitHub({
    octokit: createOctokit({ token: await acme.appToken(), apiUrl: acme.github.url }),
    owner: 'acme',
    name: 'access',
  });
  const line = await repository.firstParents(last.head ?? '', 10);
  const signatures = await github.readSignatures(line);
  expect(line.map((sha) => signatures.get(sha))).toEqual(line.map(() => ({ isValid: true, byGitHub: true })));
});

test('a default branch that was forced back to before the revocation gives nothing until somebody confirms it', async () => {
  const { head } = await run(expire);
  // On top of the commit that brought the request.
  await bob.git('push', '-q', '--force', 'origin', 'origin/main~1:main');
  expect(aws.held(SANDBOX_ACCOUNT).size).toBe(0);
  for (let again = 0; again < 2; again += 1) {
    expect((await run(provision)).refused).toEqual(['history-rewritten']);
    expect(aws.held(SANDBOX_ACCOUNT).size).toBe(0);
  }
  expect((await run(provision, true)).refused).toEqual([]);
  expect(aws.held(SANDBOX_ACCOUNT).size).toBe(1);
  const again = await run(provision);
  expect([again.refused, again.head === head]).toEqual([[], false]);
});
