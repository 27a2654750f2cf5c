import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { type GitHub, GitHubError, type PullRequestReading } from '../github/github.js';
import type { Provider } from '../providers/provider.js';
import type { Judgement } from '../render/judgement.js';
import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { renderApprovalCheck, renderRequestCheck } from '../render/render-checks.js';
import { renderComment } from '../render/render-comment.js';
import { chooseMergeMethod } from './choose-merge-method.js';
import { findBlocking } from './find-blocking.js';
import { judgePullRequest } from './judge-pull-request.js';
import { publishChecks, publishFailure } from './publish-checks.js';
import { type MergeAttempt, tryMerge } from './try-merge.js';

export interface EvaluationPorts {
  readonly github: GitHub;
  readonly providers: ReadonlyMap<string, Provider>;
  now(): Instant;
}

export interface EvaluationWishes {
  /** The head that the event told of: where GitHub gives no facts, its checks say so, and never succeed. */
  readonly knownHead?: string | null;
  /** Publishes the checks even where the same stand there: whoever asks for them again sees them pending until then. */
  readonly anew?: boolean;
}

export interface Evaluation {
  /** `passed-over`: not open, not to the default branch; `moved`: it changed meanwhile, its own event evaluates it. */
  readonly result: 'published' | 'passed-over' | 'moved';
  readonly judgement: Judgement | null;
  /** What became of the merge; null where none was tried. */
  readonly merge: string | null;
}

const PASSED_OVER: Evaluation = { result: 'passed-over', judgement: null, merge: null };

/** What was read, and what there is to say about it. */
interface Judged {
  readonly reading: PullRequestReading;
  readonly judgement: Judgement;
  readonly policy: Policy;
}

/**
 * The way of a pull request (design §4): one read of all facts, a pure judgement, and publishing on the commit that was
 * judged, after making sure that it is still the head; then the merge where all is well, and one comment that tells of
 * it. May run twice for one event: the last one publishes present facts, and nothing where they are the same.
 *
 * @throws what went wrong, after the checks have been told that nothing could be decided.
 */
export async function evaluatePullRequest(
  number: number,
  ports: EvaluationPorts,
  wishes: EvaluationWishes = {},
): Promise<Evaluation> {
  let head = wishes.knownHead ?? null;
  let judged: Judged;
  try {
    const reading = await ports.github.readPullRequest(number);
    if (!isToBeJudged(reading)) return PASSED_OVER;
    head = reading.facts.headSha;
    judged = await judge(reading, ports);
    if (await hasMoved(reading, ports.github)) return { result: 'moved', judgement: judged.judgement, merge: null };
    await publishVerdict(judged, ports.github, wishes.anew ?? false);
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'stale') {
      await failMoving(number, error, ports.github);
      return { result: 'moved', judgement: null, merge: null };
    }
    if (head !== null) await publishFailure(head, error, ports.github);
    throw error;
  }
  return mergeAndTell(judged, ports.github);
}

/** Checks are for open pull requests to the default branch only (design §5). */
function isToBeJudged({ facts }: PullRequestReading): boolean {
  if (facts.state !== 'open' || facts.baseBranch !== facts.defaultBranch) return false;
  // The checks on a shared commit are those of the pull request from this repository: a fork may not write on them.
  return !(facts.isFork && facts.sharingHead.length > 0);
}

async function judge(reading: PullRequestReading, ports: EvaluationPorts): Promise<Judged> {
  const { judgement, policy } = await judgePullRequest(reading, ports);
  return { reading, policy, judgement: { ...judgement, blockedBy: await findBlocking(reading, ports) } };
}

async function hasMoved({ facts, published }: PullRequestReading, github: GitHub): Promise<boolean> {
  const present = await github.readHead(facts.number);
  if (present.headSha !== facts.headSha || present.state !== 'open') return true;
  if (present.baseBranch === facts.baseBranch) return false;
  // Turned away and back, it would keep what stands there for as long as somebody goes on turning it.
  if (published.size > 0) await publishFailure(facts.headSha, TURNED, github);
  return true;
}

const TURNED = new GitHubError('stale', 'Its base was changed while it was judged.');

/**
 * The event of what moved it evaluates it anew; until then no success from before may stand on its head (law 7), or whoever
 * keeps it moving would keep that. A fork writes on no commit that may be somebody else's.
 */
async function failMoving(number: number, error: GitHubError, github: GitHub): Promise<void> {
  const { headSha, state, isFork } = await github.readHead(number);
  if (state === 'open' && !isFork) await publishFailure(headSha, error, github);
}

async function publishVerdict({ judgement, reading }: Judged, github: GitHub, anew: boolean): Promise<void> {
  const checks = { request: renderRequestCheck(judgement), approval: renderApprovalCheck(judgement) };
  await publishChecks(judgement.facts.headSha, checks, github, anew ? undefined : reading.published);
}

/** The checks stand: what fails from here on is told, and makes none of them untrue. */
async function mergeAndTell(judged: Judged, github: GitHub): Promise<Evaluation> {
  const { judgement, reading } = judged;
  const attempt = await mergeWhereDue(judged, github);
  if (attempt === 'moved') return { result: 'moved', judgement, merge: 'the pull request moved' };
  const isRefused = attempt !== null && attempt !== 'merged-already' && !attempt.merged;
  const told = { ...judgement, mergeRefusal: isRefused ? attempt.why : null };
  await tell(told, reading, github);
  return { result: 'published', judgement: told, merge: describeAttempt(attempt) };
}

async function mergeWhereDue(judged: Judged, github: GitHub): Promise<MergeAttempt | null> {
  const { judgement, policy, reading } = judged;
  if (!passesRequestCheck(judgement) || !passesApprovalCheck(judgement)) return null;
  const method = chooseMergeMethod(judgement, policy, reading.openedByUs);
  return method === null ? null : tryMerge(judgement.facts, method, github);
}

function describeAttempt(attempt: Exclude<MergeAttempt, 'moved'> | null): string | null {
  if (attempt === null) return null;
  if (attempt === 'merged-already') return 'merged already';
  return attempt.merged ? `merged as ${attempt.sha}` : attempt.why;
}

async function tell(judgement: Judgement, { comment }: PullRequestReading, github: GitHub): Promise<void> {
  // A pull request that has nothing to do with us is left in peace, unless an earlier comment has to be set right.
  if (judgement.decision.kind === 'nothing-of-ours' && comment === null) return;
  const body = renderComment(judgement);
  if (comment?.body !== body) await github.writeComment(judgement.facts.number, comment?.id ?? null, body);
}
