import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import type { RunReport } from '../../src/plan/run-report.js';
import { provision } from '../../src/use-cases/provision.js';
import { requestText } from '../approval/facts-builder.js';
import { type Acme, startAcme } from '../sandbox/github/acme.js';
import { POLICY, SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeAws, fakeAws } from './fake-aws.js';

/** Law 6 against the local GitHub: real merges of each kind, a real clone, REST and GraphQL; only AWS is a map. */

// Merges, clones and pushes, on a machine that may be busy.
jest.setTimeout(60_000);

const REPOSITORY = { owner: 'acme', repo: 'access' };
const ROLES = 'access/aws-sandbox/roles.yaml';
const PEOPLE = { 'access/people.yaml': 'people:\n  alice: { id: 11, aws-iam: alice.smith }\n' };
const METHODS = ['merge', 'squash', 'rebase'] as const;

let acme: Acme;
let alice: Awaited<ReturnType<Acme['clone']>>;
let bob: Awaited<ReturnType<Acme['clone']>>;
let aws: FakeAws;
let trustedFrom: string;
let branches = 0;

beforeAll(async () => {
  acme = await startAcme();
  aws = fakeAws();
  bob = await acme.clone('bob');
  trustedFrom = await push('Set up', { ...POLICY, ...PEOPLE });
  alice = await acme.clone('alice');
});
afterAll(() => acme.stop(true));

/** bob's commit on the default branch, past all pull requests. */
async function push(message: string, files: Record<string, string | null>): Promise<string> {
  await bob.git('pull', '-q', 'origin', 'main').catch(() => undefined);
  const sha = await bob.commit(message, files);
  await bob.git('push', '-q', 'origin', 'main');
  return sha;
}

/** alice's pull request of so many commits, which bob merges. */
async function merge(
  method: (typeof METHODS)[number],
  commits: readonly Record<string, string | null>[],
  isApproved = true,
): Promise<number> {
  branches += 1;
  const head = `change-${branches}`;
  await alice.git('fetch', '-q', 'origin', 'main');
  await alice.git('checkout', '-q', '-B', head, 'origin/main');
  for (const files of commits) await alice.commit('Change', files);
  await alice.git('push', '-q', 'origin', head);
  const { data } = await acme
    .as(acme.tokens.alice)
    .rest.pulls.create({ ...REPOSITORY, title: head, head, base: 'main' });
  const asBob = acme.as(acme.tokens.bob).rest.pulls;
  if (isApproved) await asBob.createReview({ ...REPOSITORY, pull_number: data.number, event: 'APPROVE' });
  await asBob.merge({ ...REPOSITORY, pull_number: data.number, merge_method: method });
  return data.number;
}

async function run(from: string | undefined = trustedFrom): Promise<{ report: RunReport; requests: number }> {
  const token = await acme.appToken();
  const octokit = createOctokit({ token, apiUrl: acme.github.url });
  await bob.git('fetch', '-q', 'origin', 'main');
  const before = acme.github.requests.length;
  const ports = {
    repository: await openRepository(bob.folder),
    github: openGitHub({ octokit, owner: 'acme', name: 'access' }),
    providers: new Map([[aws.provider.name, aws.provider]]),
    identityToken: null,
    now: () => acme.clock.now,
    sleep: async () => undefined,
    progress: () => undefined,
  };
  const report = await provision(ports, { dryRun: false, confirmed: false, trustedFrom: from });
  return { report, requests: acme.github.requests.length - before };
}

function paths(method: string): readonly [string, string] {
  return [`access/aws-sandbox/alice/${method}-one.yaml`, `access/aws-sandbox/alice/${method}-two.yaml`];
}

describe.each(METHODS)('law 6: with %s', (method) => {
  test('two files and two versions of one pull request are given, on a policy that came in two commits', async () => {
    const [one, two] = paths(method);
    const text = `${POLICY[ROLES]}# ${method}\n`;
    await merge(method, [{ [ROLES]: `${text}# draft\n` }, { [ROLES]: text, 'access/aws-sandbox/README.md': method }]);
    await merge(method, [
      { [one]: requestText('billing', 'duration: 8h') },
      { [one]: requestText(), [two]: requestText() },
    ]);
    const { report } = await run();
    expect(report.refusals).toEqual([]);
    expect(report.outcomes.map(({ result }) => result)).toEqual(['done', 'done']);
    const { requests } = await run();
    expect(requests).toBe(1);
  });
});

describe('law 6: what went past the quorum', () => {
  test('is refused, named in the one open issue, and forgiven when it is undone', async () => {
    const standing = aws.held(SANDBOX_ACCOUNT).size;
    const [one] = paths('late');
    const roles = (await bob.git('show', `origin/main:${ROLES}`)).trimEnd();
    const number = await merge('squash', [{ [ROLES]: `${roles}\n# nobody looked\n` }], false);
    await merge('squash', [{ [one]: requestText() }]);
    const refused = (await run()).report.refusals;
    expect(refused).toMatchObject([
      { rule: 'untrusted-policy', message: expect.stringContaining(`(pull request ${number}) changed without its`) },
    ]);
    expect(aws.held(SANDBOX_ACCOUNT).size).toBe(standing);
    const asAlice = acme.as(acme.tokens.alice).rest.issues;
    const list = async () => (await asAlice.listForRepo({ ...REPOSITORY, labels: 'lapse-unapproved' })).data;
    expect(await list()).toMatchObject([{ user: { login: 'lapse[bot]' }, body: expect.stringContaining('late-one') }]);
    await push('Undo', { [ROLES]: `${roles}\n` });
    await merge('squash', [{ [one]: null }], false);
    await run();
    expect(await list()).toEqual([]);
    await merge('squash', [{ [one]: requestText() }]);
    expect((await run()).report).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
  });

  test('three requests a pull request of the policy and one for all are what the policy costs', async () => {
    const [one, two] = paths('cost');
    await merge('squash', [{ [one]: requestText() }]);
    const all = await run();
    const tip = await bob.git('rev-parse', 'origin/main');
    await merge('squash', [{ [two]: requestText() }]);
    const none = await run(tip);
    // Of three merges above and the one that nobody approved; what was pushed has no pull request to read.
    expect(all.requests - none.requests).toBe(4 * 3 + 1);
  });
});
