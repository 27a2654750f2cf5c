import type { Instant } from '../access/instant.js';
import { readRevertBranch } from '../access/own-branch.js';
import type { Config, MergeMethod } from '../access/policy.js';
import type { PullRequestFacts } from '../approval/facts.js';
import { type GitHub, GitHubError, type PullRequestReading } from '../github/github.js';
import type { Provider } from '../providers/provider.js';
import type { Judgement } from '../render/judgement.js';
import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { renderApprovalCheck, renderRequestCheck } from '../render/render-checks.js';
import { renderComment } from '../render/render-comment.js';
import { judgePullRequest } from './judge-pull-request.js';
import { publishChecks, publishFailure } from './publish-checks.js';

export interface EvaluationPorts {
  readonly github: GitHub;
  readonly providers: ReadonlyMap<string, Provider>;
  now(): Instant;
}

export interface Evaluation {
  /** `passed-over`: not open, not to the default branch; `moved`: the head moved meanwhile, its own event evaluates it. */
  readonly result: 'published' | 'passed-over' | 'moved';
  readonly judgement: Judgement | null;
  /** What became of the merge; null where none was tried. */
  readonly merge: string | null;
}

/**
 * The way of a pull request (design §4): one read of all facts, a pure judgement, and publishing on the commit that was
 * judged, after making sure that it is still the head. May run twice for one event: the last one publishes present facts.
 *
 * @param knownHead the head that the event told of: where GitHub gives no facts, its checks say so, and never succeed.
 * @throws {GitHubError} after the checks have been told that nothing could be decided.
 */
export async function evaluatePullRequest(
  number: number,
  ports: EvaluationPorts,
  knownHead: string | null = null,
): Promise<Evaluation> {
  let head = knownHead;
  try {
    const reading = await ports.github.readPullRequest(number);
    if (!isOurs(reading)) return { result: 'passed-over', judgement: null, merge: null };
    // The checks on a shared commit are those of the pull request from this repository: a fork may not write on them.
    if (reading.facts.isFork && reading.facts.sharingHead.length > 0) {
      return { result: 'passed-over', judgement: null, merge: null };
    }
    head = reading.facts.headSha;
    return await judgeAndPublish(reading, ports);
  } catch (error) {
    // The head moved while it was read: the event of the push evaluates the new one.
    if (error instanceof GitHubError && error.kind === 'stale')
      return { result: 'moved', judgement: null, merge: null };
    if (error instanceof GitHubError && head !== null) await publishFailure(head, error, ports.github);
    throw error;
  }
}

async function judgeAndPublish(reading: PullRequestReading, ports: EvaluationPorts): Promise<Evaluation> {
  const { number, headSha } = reading.facts;
  const own = await judgePullRequest(reading, ports);
  const judgement = { ...own.judgement, blockedBy: await findBlocking(reading, ports) };

  const present = await ports.github.readHead(number);
  const isSame = present.headSha === headSha && present.baseBranch === reading.facts.baseBranch;
  if (!isSame || present.state !== 'open') return { result: 'moved', judgement, merge: null };
  await publish(judgement, reading, ports.github);

  const method = chooseMergeMethod(judgement, reading, own.config);
  if (method === null || !passesRequestCheck(judgement) || !passesApprovalCheck(judgement)) {
    return { result: 'published', judgement, merge: null };
  }
  const outcome = await ports.github.mergePullRequest({ number, sha: headSha, method });
  return { result: 'published', judgement, merge: outcome.merged ? `merged as ${outcome.sha}` : outcome.why };
}

/** Checks are for open pull requests to the default branch only (design §5). */
function isOurs(reading: PullRequestReading): boolean {
  return reading.facts.state === 'open' && reading.facts.baseBranch === reading.facts.defaultBranch;
}

/** Where two open pull requests share a head commit, both must pass, because they share its checks (design §5). */
async function findBlocking(reading: PullRequestReading, ports: EvaluationPorts): Promise<number[]> {
  const blocking: number[] = [];
  for (const number of reading.facts.sharingHead) {
    const other = await ports.github.readPullRequest(number);
    if (!isOurs(other) || other.facts.headSha !== reading.facts.headSha || other.facts.isFork) continue;
    const { judgement } = await judgePullRequest(other, ports);
    if (!passesRequestCheck(judgement) || !passesApprovalCheck(judgement)) blocking.push(number);
  }
  return blocking;
}

async function publish(judgement: Judgement, reading: PullRequestReading, github: GitHub): Promise<void> {
  const { headSha, number } = judgement.facts;
  const checks = { request: renderRequestCheck(judgement), approval: renderApprovalCheck(judgement) };
  await publishChecks(headSha, checks, github, reading.published);
  const body = renderComment(judgement);
  // A pull request that has nothing to do with us is left in peace, unless an earlier comment has to be set right.
  if (judgement.decision.kind === 'nothing-of-ours' && reading.comment === null) return;
  if (reading.comment?.body !== body) await github.writeComment(number, reading.comment?.id ?? null, body);
}

/** How to merge it by ourselves; null: people merge it. Policy changes are always merged by people. */
function chooseMergeMethod(
  judgement: Judgement,
  reading: PullRequestReading,
  config: Config | null,
): MergeMethod | null {
  if (config === null || judgement.facts.isDraft) return null;
  const isRevert = reading.openedByUs && isRevertOnly(judgement.facts);
  switch (judgement.decision.kind) {
    case 'revocation':
      return (isRevert ? config.revert.autoMerge : config.merge.auto) ? config.merge.method : null;
    case 'request':
      return config.merge.auto ? config.merge.method : null;
    default:
      return null;
  }
}

/** The deletion of the one request that the branch is named after: whoever adds to our branch does not ride along. */
function isRevertOnly({ headBranch, files }: PullRequestFacts): boolean {
  const [file] = files;
  const grant = readRevertBranch(headBranch);
  return grant !== null && files.length === 1 && file?.status === 'removed' && file.path === `access/${grant}.yaml`;
}
