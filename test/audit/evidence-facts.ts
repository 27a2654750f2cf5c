import type { HistoryCommit } from '../../src/access/history.js';
import { type Incarnation, resolveIncarnations } from '../../src/access/incarnations.js';
import { formatInstant } from '../../src/access/instant-text.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { policyDigest } from '../../src/evidence/policy-digest.js';
import type { Approved, EvidenceRun, Given } from '../../src/evidence/record.js';
import { resolveGrant } from '../../src/plan/resolve-grant.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { at } from '../access/fixtures.js';
import { SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import type { FakeRepository } from '../use-cases/fake-repository.js';

export const REPOSITORY_ID = 4711;
export const RULES = new Map([[awsIam.name, awsIam]]);
export const TARGET = `aws-iam:${SANDBOX_ACCOUNT}`;
const ACCOUNTS = { alice: 101, bob: 102, carol: 103 } as const;
export type Login = keyof typeof ACCOUNTS;

/** What a pull request said of the version that it brought in one commit. */
export interface Approval {
  readonly version: string;
  readonly number: number;
  readonly requester: Login;
  readonly owners: Approved['codeOwners'];
  readonly groups: Approved['groups'];
  readonly by: readonly Login[];
}

export function runOf(name: EvidenceRun['name'], commit: string, startedAt: string): EvidenceRun {
  return { name, commit, url: 'https://github.com/acme/access/actions/runs/7', startedAt };
}

/** The newest commit that is not dated after a time. */
export function commitAt(history: readonly HistoryCommit[], instant: number): string {
  return history.find(({ committedAt }) => committedAt <= instant)?.sha ?? '';
}

export function approvedOf(
  fake: FakeRepository,
  history: readonly HistoryCommit[],
  lives: readonly Incarnation[],
  { version, number, requester, owners, groups, by }: Approval,
): Approved {
  const commit = history.find(({ sha }) => sha === version);
  const life = lives.find(({ versions }) => versions.some((one) => one.commit === version));
  const base = commit?.parents[0] ?? '';
  if (commit === undefined || life === undefined) throw new Error(`nothing was merged in ${version}`);
  const { system, login } = life.request;
  const mergedAt = formatInstant(commit.committedAt);
  const head = String(number).padStart(40, 'c0');
  const account = (name: string) => ({ login: name, id: ACCOUNTS[name as Login] });
  return {
    kind: 'approved',
    version,
    pullRequest: { number, url: `https://github.com/acme/access/pull/${number}`, mergedAt, head, merge: version },
    requester: account(requester),
    beneficiary: account(login),
    policy: { commit: base, digest: policyDigest(system, [...fake.treeAt(base).values()]) },
    codeOwners: owners,
    groups,
    approvers: by.map((name, index) => ({
      ...account(name),
      review: 9000 + 10 * number + index,
      commit: head,
      submittedAt: formatInstant(commit.committedAt - 600_000),
    })),
    because: by.length === 0 ? 'alice is on call.' : `${by.join(', ')} approved it.`,
    run: runOf('provision', version, formatInstant(commit.committedAt + 30_000)),
  };
}

export function givenOf(
  fake: FakeRepository,
  history: readonly HistoryCommit[],
  grant: string,
  version: string,
  readBackAt: string,
  why: Given['why'],
): Given {
  const tree = fake.treeAt(version);
  const policy = readPolicy([...tree.values()], RULES);
  const until = history.slice(history.findIndex(({ sha }) => sha === version));
  const blobs = new Map(
    [...tree.values()].flatMap(({ oid, bytes }) => (bytes === null ? [] : [[oid, bytes] as const])),
  );
  const life = resolveIncarnations(until, blobs).findLast((one) => one.grant === grant);
  const last = life?.versions.at(-1);
  // Only the bytes of the newest version are at hand, so the addition's date is what its window counts from.
  const window = last?.window ?? null;
  const { system = '', login = '' } = life?.request ?? {};
  const named = { name: grant, system, beneficiary: login, role: last?.request?.role ?? null };
  const resolution = resolveGrant(named, window, policy, RULES);
  if ('lacks' in resolution) throw new Error(resolution.lacks);
  const [entitlement] = resolution.rules.entitlements(resolution.grant, REPOSITORY_ID);
  if (entitlement === undefined) throw new Error('it gives nothing');
  return {
    kind: 'given',
    target: TARGET,
    entitlement: entitlement.id,
    why,
    content: entitlement.content,
    form: resolution.rules.form,
    floor: entitlement.floor === null ? null : formatInstant(entitlement.floor),
    readBackAt,
    run: runOf('provision', version, formatInstant(at(readBackAt) - 30_000)),
  };
}
