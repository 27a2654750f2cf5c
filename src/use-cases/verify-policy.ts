import { SHARED_POLICY_PATHS } from '../access/policy-paths.js';
import { ALL_COMMITS, GitError } from '../git/repository.js';
import { GitHubError, type MergedPullRequest } from '../github/github.js';
import { checkLaid, findPolicyCommit } from './laid-commits.js';
import type { PastDecision, PastMerges } from './past-merges.js';
import { type Content, contentOf, type PolicyHistory, readPolicyHistory } from './policy-changes.js';
import { type Distrust, type FileChange, findSpans, type PolicySpan, spanAt } from './policy-spans.js';
import { pullRequestOf } from './pull-request-of.js';
import type { RunPorts } from './run-ports.js';
import { UsageError } from './usage-error.js';

/** Whether the policy files that grants rest on came with their own quorum (law 6). */
export interface PolicyTrust {
  /** The first of the files that a system's grants rest on that does not count at a commit of the branch; null: all do. */
  findDistrust(system: string, commit: string): Promise<Distrust | null>;
}

/** Where nobody says from when on: the policy counts as it stands. */
export const AS_IT_STANDS: PolicyTrust = { findDistrust: async () => null };

type TrustPorts = Pick<RunPorts, 'repository' | 'progress'>;

/** Where on the branch something is judged, and by whose answers. */
interface Trial {
  readonly merges: PastMerges;
  /** Commit → how many commits of the first-parent line it is after the trusted one. */
  readonly positions: ReadonlyMap<string, number>;
  readonly ports: TrustPorts;
}

type SpanAt = (position: number) => PolicySpan | null;

/**
 * The trust in the policy of a branch since a commit. GitHub is asked when something first needs it, once a run: about
 * the files that all systems share, and about a system's roles where a grant of it is judged.
 * @throws {UsageError} where the commit is not on the branch's first-parent line.
 */
export async function openPolicyTrust(
  trustedFrom: string,
  tip: string,
  merges: PastMerges,
  ports: TrustPorts,
): Promise<PolicyTrust> {
  const positions = await readPositions(trustedFrom, tip, ports);
  const trial = { merges, positions, ports };
  const found = new Map<string, Promise<readonly PolicySpan[]>>();
  let reading: Promise<PolicyHistory> | null = null;

  function find(paths: readonly string[], base: SpanAt | null): Promise<readonly PolicySpan[]> {
    const key = paths.join(' ');
    reading ??= readPolicyHistory(trustedFrom, tip, positions, ports.repository);
    const spans = found.get(key) ?? reading.then((history) => walk(history, paths, base, trial));
    found.set(key, spans);
    return spans;
  }

  return {
    async findDistrust(system, commit) {
      const position = positions.get(commit);
      // What is older than the trusted commit counts as it stood.
      if (position === undefined) return null;
      const shared = await find(SHARED_POLICY_PATHS, null);
      const first = spanAt(shared, position);
      if (first !== null) return first.distrust;
      const own = await find([`access/${system}/roles.yaml`], (base) => spanAt(shared, base));
      return spanAt(own, position)?.distrust ?? null;
    },
  };
}

async function readPositions(
  trustedFrom: string,
  tip: string,
  ports: TrustPorts,
): Promise<ReadonlyMap<string, number>> {
  const cure = 'give the full id of a commit of the default branch whose policy files you have looked at';
  if (!/^[0-9a-f]{40}$/.test(trustedFrom)) {
    throw new UsageError(`trusted-from ${JSON.stringify(trustedFrom.slice(0, 80))} is no full commit id`, cure);
  }
  const line = await ports.repository.firstParents(tip, ALL_COMMITS);
  const length = line.indexOf(trustedFrom);
  if (length === -1) {
    throw new UsageError(`trusted-from ${trustedFrom} is not on the first-parent line of the default branch`, cure);
  }
  return new Map(line.slice(0, length).map((commit, index) => [commit, length - index]));
}

/** @param base what judged a change; null: the files that are followed judge each other, the older the newer. */
async function walk(
  history: PolicyHistory,
  paths: readonly string[],
  base: SpanAt | null,
  trial: Trial,
): Promise<readonly PolicySpan[]> {
  const commits = history.changes.filter(({ contents }) => paths.some((path) => contents.has(path)));
  if (commits.length === 0) return [];
  trial.ports.progress(`Working out the approvals of ${commits.length} changes of the policy again`);
  // The parents too: nearly always it is their policy that judges.
  const asked = commits.flatMap(({ commit }) => [commit.sha, ...commit.parents.slice(0, 1)]);
  const merged = await trial.merges.find([...new Set(asked)]);
  return findSpans(
    history,
    paths,
    (commit) => pullRequestOf(commit, merged) ?? null,
    (change, known) => judge(change, base ?? ((position) => spanAt(known, position)), trial),
  );
}

/** Why a change of a policy file does not count; null: its owners approved these very bytes before they were merged. */
async function judge(change: FileChange, base: SpanAt, trial: Trial): Promise<Distrust | null> {
  const { path, pullRequest, commits } = change;
  const [earliest] = commits;
  const last = commits.at(-1) ?? earliest;
  const commit = `commit ${last.commit.slice(0, 12)}`;
  if (pullRequest === null) {
    return { rule: 'untrusted-policy', path, why: `which ${commit} changed without a pull request` };
  }
  const how = `which ${commit} (pull request ${pullRequest.number}) changed`;
  try {
    const laid = { pullRequest, earliest, last };
    const fault = await checkLaid(laid, trial.ports);
    if (fault !== null)
      return { rule: 'untrusted-policy', path, why: `${how} without its approvals: ${fault.message}` };
    const policyAt = await findPolicyCommit(laid, trial.merges, trial.ports);
    if (policyAt === null) {
      return { rule: 'untrusted-policy', path, why: `${how}, and the commit that it was merged onto cannot be told` };
    }
    const judgedBy = base(trial.positions.get(policyAt) ?? 0)?.distrust;
    if (judgedBy !== undefined) {
      return { rule: judgedBy.rule, path, why: `${how} by the word of ${judgedBy.path}, ${judgedBy.why}` };
    }
    const fails = refute(change, pullRequest, await trial.merges.decide(pullRequest, policyAt));
    return fails === null ? null : { rule: 'untrusted-policy', path, why: `${how} without its approvals: ${fails}` };
  } catch (error) {
    if (!(error instanceof GitHubError || error instanceof GitError)) throw error;
    return { rule: 'not-verified', path, why: `${how}, and GitHub does not tell how: ${error.message}` };
  }
}

/** Each file needs its own quorum, so another file of the pull request that has none takes this one with it in no way. */
function refute(
  { path, content, commits }: FileChange,
  { headSha, mergeSha }: MergedPullRequest,
  { files, commits: own, decision }: PastDecision,
): string | null {
  if (contentAtHead(path, files) !== content) {
    return 'what stands on the branch is not what the pull request held when it was approved';
  }
  // A merge lays down new commits. One of the head branch was pushed before, and hidden from what the reviewers saw.
  if (mergeSha !== headSha && commits.some(({ commit }) => own.has(commit))) {
    return 'a part of it had been pushed before it was merged';
  }
  const file = decision.files.find((one) => one.path === path);
  if (decision.kind === 'policy' && file?.verdict === 'approved' && file.owners !== null) return null;
  return file?.because ?? decision.summary;
}

/** undefined: the pull request does not tell, so it is like nothing on the branch. */
function contentAtHead(path: string, files: PastDecision['files']): Content | undefined {
  const file = files.find((one) => one.path === path);
  if (file === undefined) {
    const isMoved = files.some((one) => one.previousPath === path && one.status === 'renamed');
    return isMoved ? null : undefined;
  }
  if (file.status === 'removed') return null;
  return file.after === null ? undefined : contentOf(file.after);
}
