import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { openRepository } from '../../src/git/git-repository.js';
import { toCommitFacts } from '../../src/github/account.js';
import { WITHHELD_BY_LOST } from '../../src/plan/guards.js';
import type { RunReport } from '../../src/plan/run-report.js';
import { evaluatePullRequest } from '../../src/use-cases/evaluate-pull-request.js';
import { expire } from '../../src/use-cases/expire.js';
import { readTargetNames } from '../../src/use-cases/pick-targets.js';
import { provision } from '../../src/use-cases/provision.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import type { RunPorts } from '../../src/use-cases/run-ports.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { ALICE_PATH, BOB, HEAD, HOUR, MINUTE, NOW, requestText, review } from '../approval/facts-builder.js';
import { removeTemporaryFolders, temporaryRepository } from '../git/temporary-repository.js';
import { SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { fakeGitHub } from '../use-cases/fake-github.js';
import { approvedReading, conclusions, open, portsOf, readingOf } from '../use-cases/fake-reading.js';
import type { Changes, FakeRepository } from '../use-cases/fake-repository.js';
import { type FakeWorld, fakeWorld } from '../use-cases/fake-world.js';
import { grantedWorld, recordOf, recordsOf } from '../use-cases/recorded-world.js';
import { withEvidence } from '../use-cases/with-evidence.js';

const WRITING = { dryRun: false, confirmed: false };
const BRANCH = 'lapse/revert/aws-sandbox/alice/billing';

afterAll(removeTemporaryFolders);

const held = (world: FakeWorld) => [...world.aws.held(SANDBOX_ACCOUNT)].sort();
const pathOf = (name: string) => `access/aws-sandbox/alice/${name}.yaml`;

/** The same GitHub, account and record, and a default branch that somebody wrote anew: commits that no pull request brought. */
function rewrite(
  world: FakeWorld,
  ...commits: readonly (readonly [number, Changes])[]
): { readonly ports: RunPorts; readonly clone: FakeRepository } {
  const other = fakeWorld({}, 'c');
  for (const [at, changes] of commits) other.push(at, changes);
  for (const [sha, files] of other.hub.world.policies) world.hub.world.policies.set(sha, files);
  world.hub.world.tip = { ...world.hub.world.tip, sha: other.clone.tip() };
  const ports = { ...world.ports, repository: withEvidence(other.clone.repository, world.hub.evidence) };
  return { ports, clone: other.clone };
}

describe('whoever pushes another history over the default branch', () => {
  const NAMES = ['one', 'two', 'three', 'four', 'five'];

  async function fiveGrants(): Promise<FakeWorld> {
    const world = fakeWorld();
    for (const name of NAMES) world.merge({ at: NOW - HOUR, changes: { [pathOf(name)]: requestText() } });
    await provision(world.ports, WRITING);
    expect(held(world)).toHaveLength(NAMES.length);
    return world;
  }

  const withheld = (report: RunReport) => report.outcomes.filter(({ result }) => result === 'withheld');

  test('in which grants never were, takes none of them away unseen: each is named, and waits for an administrator', async () => {
    const world = await fiveGrants();
    const before = held(world);
    const { ports } = rewrite(world);
    for (const run of [provision, expire]) {
      const report = await run(ports, WRITING);
      expect(withheld(report).map(({ message }) => message)).toEqual(NAMES.map(() => WITHHELD_BY_LOST));
      expect(withheld(report).map(({ change }) => 'observed' in change && change.observed.id)).toEqual(
        before.map(([id]) => id),
      );
      expect(held(world)).toEqual(before);
    }
    await provision(ports, { ...WRITING, confirmed: true });
    expect(held(world)).toEqual([]);
  });

  test('in which the same requests were merged a minute ago, lengthens nothing', async () => {
    const world = await fiveGrants();
    const before = held(world);
    const again = Object.fromEntries(NAMES.map((name) => [pathOf(name), requestText()]));
    const report = await provision(rewrite(world, [NOW - MINUTE, again]).ports, WRITING);
    expect(report.refusals.map(({ rule }) => rule)).toEqual(NAMES.map(() => 'history-rewritten'));
    expect(held(world)).toEqual(before);
  });

  test('to where a grant had not been taken back yet, does not get it again: the run says what it would give', async () => {
    const world = await fiveGrants();
    const { tip } = world.hub.world;
    world.merge({ at: NOW - MINUTE, changes: { [pathOf('one')]: null }, reviews: [] });
    await provision(world.ports, WRITING);
    const after = held(world);
    expect(after).toHaveLength(NAMES.length - 1);
    // The pull request that brought it is merged and approved, and its window is open.
    world.hub.world.tip = { ...world.hub.world.tip, sha: tip.sha };
    for (let again = 0; again < 3; again += 1) {
      world.now += MINUTE;
      const report = await provision(world.ports, WRITING);
      expect(report.refusals).toMatchObject([{ rule: 'history-rewritten', grant: 'aws-sandbox/alice/one' }]);
      expect(report.warnings?.[0]).toContain('another history was pushed over it');
      expect(held(world)).toEqual(after);
    }
    await provision(world.ports, { ...WRITING, confirmed: true });
    expect(held(world)).toHaveLength(NAMES.length);
    expect((await provision(world.ports, WRITING)).refusals).toEqual([]);
  });

  test('in which one grant never was, has it taken from nobody', async () => {
    const world = await fiveGrants();
    const before = held(world);
    const rest = Object.fromEntries(NAMES.slice(1).map((name) => [pathOf(name), requestText()]));
    const report = await expire(rewrite(world, [NOW - HOUR, rest]).ports, WRITING);
    expect(withheld(report)).toMatchObject([{ message: WITHHELD_BY_LOST }]);
    expect(held(world)).toEqual(before);
  });

  test('in which there is more than there was, gives nothing of it', async () => {
    const world = await fiveGrants();
    const before = held(world);
    const more = Object.fromEntries(
      [...NAMES, 'six'].map((name) => [pathOf(name), requestText('billing', 'duration: 2d')]),
    );
    const report = await provision(rewrite(world, [NOW - HOUR, more]).ports, WRITING);
    expect(report.refusals.map(({ grant }) => grant)).toContain('aws-sandbox/alice/six');
    expect(held(world)).toEqual(before);
  });

  test('is found by who verifies the record: of each life there is a record, and no such life', async () => {
    const world = await fiveGrants();
    const { ports, clone } = rewrite(world, [NOW - MINUTE, { [pathOf('one')]: requestText() }]);
    clone.commitEvidence(NOW, Object.fromEntries(world.hub.evidence.commits.at(-1)?.tree ?? []));
    const { repository } = clone;
    const sources = await readAuditSources(repository, 'refs/remotes/origin/lapse/evidence');
    const findings = await verifyAudit(sources, { ...ports, repository, keyFile: null });
    const wrong = findings.filter(({ rule }) => rule === 'evidence-without-grant').map(({ grant }) => grant);
    expect(wrong.sort()).toEqual(NAMES.map((name) => `aws-sandbox/alice/${name}`).sort());
  });
});

describe('whoever writes the branches of Lapse', () => {
  test.each<[string, { signedByGitHub?: boolean; paths?: readonly string[]; author?: string; parent?: string }]>([
    ['with a commit of their own', { signedByGitHub: false }],
    ['with a second file', { paths: [ALICE_PATH, 'access/people.yaml'] }],
    ['with another file', { paths: ['.github/CODEOWNERS'] }],
    ['with a commit that GitHub signed for them', { author: 'carol' }],
    ['on a commit that is not of the default branch', { parent: 'b'.repeat(40) }],
  ])('for a revert, %s, has it reset to the deletion of the one file', async (_name, planted) => {
    const world = await grantedWorld();
    const tip = world.clone.tip();
    const { signedByGitHub = true, paths = [ALICE_PATH], author = 'lapse[bot]', parent = tip } = planted;
    const changes = paths.map((path) => ({ path, status: 'removed' }));
    const sha = 'b'.repeat(40);
    const head = { sha, signedByGitHub, parent, changes, headline: 'Revert #12: it has ended', author };
    world.hub.world.reverts.set(BRANCH, { head, pullRequest: null });
    world.now = NOW + 5 * HOUR;
    await expire(world.ports, WRITING);
    expect(world.hub.world.reverts.get(BRANCH)?.head).toMatchObject({
      signedByGitHub: true,
      author: 'lapse[bot]',
      parent: tip,
      changes: [{ path: ALICE_PATH }],
    });
    expect(world.hub.world.reverts.get(BRANCH)?.head?.sha).not.toBe(sha);
  });

  test('for the record, and has it tell of approvals that never were, gets nothing by it', async () => {
    const approved = await grantedWorld();
    const world = fakeWorld();
    const addedIn = world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    const forged = { ...recordOf(approved), addedIn };
    const text = writeEvidence(forged).replaceAll(recordOf(approved).addedIn, addedIn);
    world.hub.evidence.push({ [evidencePath(forged)]: text });
    const report = await provision(world.ports, WRITING);
    expect(report.refusals.map(({ rule }) => rule)).toEqual(['direct-push']);
    expect(held(world)).toEqual([]);
  });

  test('for the record, and rewrites it: what is written next to it is what the runs saw, and the rest stays to be found', async () => {
    const world = await grantedWorld();
    const record = recordOf(world);
    const path = evidencePath(record);
    world.hub.evidence.push({ [path]: writeEvidence({ ...record, events: [] }), 'README.md': 'Nothing to see' });
    world.now = NOW + 5 * HOUR;
    await expire(world.ports, WRITING);
    expect(held(world)).toEqual([]);
    expect([...recordsOf(world).values()].flat()[0]?.events.map(({ kind }) => kind)).toContain('removed');
    expect(world.hub.evidence.commits.some(({ tree }) => tree.get(path)?.includes('"approved"'))).toBe(true);
  });

  test('and tags by the names of refs and commits, is not taken for them', async () => {
    const clone = temporaryRepository();
    clone.write(ALICE_PATH, requestText());
    const sound = clone.commit('sound');
    clone.write(ALICE_PATH, requestText('deploy'));
    const evil = clone.commit('evil');
    clone.git('update-ref', 'refs/heads/main', sound);
    clone.git('update-ref', 'refs/remotes/origin/lapse/evidence', sound);
    const planted = ['HEAD', 'main', 'origin/main', sound, 'refs/remotes/origin/lapse/evidence', 'lapse/evidence'];
    for (const name of planted) clone.git('update-ref', `refs/tags/${name}`, evil);
    for (const name of [sound, 'HEAD', 'origin/main']) clone.git('update-ref', `refs/heads/${name}`, evil);
    const repository = await openRepository(clone.directory);
    expect(await repository.resolve('HEAD')).toBe(sound);
    expect(await repository.resolve('refs/remotes/origin/lapse/evidence')).toBe(sound);
    const [file] = await repository.readTree(sound, [ALICE_PATH]);
    expect(new TextDecoder().decode(file?.bytes ?? undefined)).toBe(requestText());
  });

  test.each([
    '--upload-pack=touch trapped',
    '-v',
    '--output=trapped',
    'ext::touch trapped',
    '+main:main',
    'main:refs/heads/x',
  ])('by a name like %s, has it fetched as a branch or not at all', async (branch) => {
    const clone = temporaryRepository();
    clone.write('README.md', 'x');
    const first = clone.commit('one');
    clone.git('remote', 'add', 'origin', clone.directory);
    const repository = await openRepository(clone.directory);
    await expect(repository.ensureCommit('1'.repeat(40), branch)).rejects.toThrow(/not a branch|git fetch failed/);
    expect(existsSync(join(clone.directory, 'trapped'))).toBe(false);
    expect(clone.git('for-each-ref', '--format=%(refname) %(objectname)')).toBe(`refs/heads/main ${first}`);
    // A pull request of that name is judged like any other.
    const fake = fakeGitHub();
    open(fake, readingOf({ headBranch: branch }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval action_required']);
  });
});

describe('whoever has something green, signed or old', () => {
  test('publishes a check of our name: ours are written all the same, and the merge gives nothing', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf({}, { published: new Map([['access/approval', 'forged']]) }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake)).toContain('access/approval action_required');
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    expect((await provision(world.ports, WRITING)).refusals.map(({ rule }) => rule)).toEqual(['not-approved']);
  });

  test.each([25, 48, 24 * 30])('has had approvals in store for %i hours', async (hours) => {
    const world = fakeWorld();
    const reviews = [review(BOB, { submittedAt: NOW - HOUR - hours * HOUR })];
    for (const name of ['one', 'two']) {
      world.merge({ at: NOW - HOUR, changes: { [pathOf(name)]: requestText() }, reviews });
    }
    const { refusals } = await provision(world.ports, WRITING);
    expect(refusals.map(({ rule }) => rule)).toEqual(['not-approved', 'not-approved']);
    expect(held(world)).toEqual([]);
  });

  const user = (login: string, databaseId: number) => ({ __typename: 'User' as const, login, databaseId });
  const SIGNED = { isValid: true, wasSignedByGitHub: false };
  test.each<[string, Parameters<typeof toCommitFacts>[0], string]>([
    [
      'an address that is nobody’s',
      {
        oid: HEAD,
        author: { user: null },
        authors: { nodes: [] },
        committer: { email: 'x@acme.example', user: null },
        signature: null,
      },
      'refused',
    ],
    [
      'the address of the owner who approves',
      {
        oid: HEAD,
        author: { user: user('bob', BOB.id) },
        authors: { nodes: [] },
        committer: { email: 'b@acme.example', user: user('bob', BOB.id) },
        signature: SIGNED,
      },
      'pending',
    ],
  ])('commits under %s', async (_name, commit, verdict) => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ commits: [toCommitFacts(commit)] }));
    const { judgement } = await evaluatePullRequest(12, portsOf(fake));
    expect(judgement?.decision.verdict).toBe(verdict);
  });
});

describe('whoever starts runs with inputs of their own', () => {
  test.each<[string, Partial<Parameters<typeof provision>[1]>]>([
    ['a target that is none', { targets: readTargetNames('aws-iam:999999999999') }],
    ['an option for a target', { targets: readTargetNames('--all, $(touch trapped)') }],
    ['an option for a commit', { trustedFrom: '--output=trapped' }],
    ['a branch for a commit', { trustedFrom: 'refs/heads/main' }],
    ['a commit that is on no branch', { trustedFrom: 'b'.repeat(40) }],
    ['half a commit', { trustedFrom: '0' }],
  ])('%s: nothing is read as more than it says, and nothing is given', async (_name, odd) => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
    const run = provision(world.ports, { ...WRITING, ...odd });
    await expect(run).rejects.toMatchObject({ name: 'UsageError', cure: expect.stringMatching(/\S/) });
    expect(world.aws.writes).toEqual([]);
  });

  test('a run that is started again for an old commit does what the branch says now', async () => {
    const world = await grantedWorld();
    const old = world.clone.tip();
    world.push(NOW, { [ALICE_PATH]: null });
    const resolve = async () => old;
    await provision({ ...world.ports, repository: { ...world.ports.repository, resolve } }, WRITING);
    expect(held(world)).toEqual([]);
  });
});
