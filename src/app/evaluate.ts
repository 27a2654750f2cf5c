import type { Context } from 'probot';
import type { OpenPullRequest } from '../github/github.js';
import { openGitHub } from '../github/open-github.js';
import { type Evaluation, evaluatePullRequest } from '../use-cases/evaluate-pull-request.js';
import type { AppPorts } from './app-ports.js';
import { askInTime } from './ask-in-time.js';
import { oneAtATime } from './one-at-a-time.js';
import { unlessMissing } from './unless-missing.js';
import { visibleError } from './visible-error.js';

/** What all handlers need of an event, whichever it is. */
export interface EventOfRepository {
  readonly octokit: Context['octokit'];
  readonly log: Context['log'];
  repo(): { readonly owner: string; readonly repo: string };
}

/** A pull request that an event tells of. */
export interface Told {
  readonly number: number;
  readonly headSha: string;
  /** Publishes the checks even where the same stand there: somebody asked for them. */
  readonly anew?: boolean;
}

/** Evaluates in the order in which events come, and once for all that come meanwhile. */
export type Evaluator = (event: EventOfRepository, told: Told) => Promise<Evaluation>;

const MISSING: Evaluation = { result: 'passed-over', judgement: null, merge: null };

/** Past these, the others of one commit wait for events of their own: each evaluation reads all of them. */
const MOST_OTHERS = 10;

export function githubOf(event: EventOfRepository): ReturnType<typeof openGitHub> {
  const { owner, repo } = event.repo();
  return openGitHub({ octokit: askInTime(event.octokit), owner, name: repo });
}

/**
 * Two evaluations of one pull request side by side could publish in the wrong order, and the older one's verdict would
 * stand. So each pull request has one at a time in this process, with one line of log.
 */
export function createEvaluator(ports: AppPorts): Evaluator {
  const inTurn = oneAtATime<{ event: EventOfRepository; told: Told }, Evaluation>(async (jobs) => {
    const { event, told } = jobs.at(-1) ?? jobs[0];
    const wishes = { knownHead: told.headSha, anew: jobs.some((job) => job.told.anew === true) };
    const github = githubOf(event);
    const evaluation = await unlessMissing(told.number, event, github, () =>
      evaluatePullRequest(told.number, { github, ...ports }, wishes),
    );
    if (evaluation === null) return MISSING;
    const { result, merge } = evaluation;
    const verdict = evaluation.judgement?.decision.verdict ?? null;
    event.log.info({ pullRequest: told.number, result, verdict, merge, events: jobs.length }, 'evaluated');
    return evaluation;
  });
  return (event, told) => {
    const { owner, repo } = event.repo();
    return inTurn(`${owner}/${repo}#${told.number}`, { event, told });
  };
}

/**
 * Evaluates a pull request, and then those that share its head commit, and so its checks: what happened to it may have
 * been what held them, and whatever their evaluations read before that is published over.
 */
export async function evaluateTogether(event: EventOfRepository, told: Told, evaluate: Evaluator): Promise<void> {
  const { judgement } = await evaluate(event, told);
  const others = judgement?.facts.sharingHead.slice(0, MOST_OTHERS) ?? [];
  await evaluateEach(
    event,
    others.map((number) => ({ number, headSha: told.headSha })),
    evaluate,
  );
}

/** Evaluates the open pull requests that are wanted. */
export async function evaluateOpen(
  event: EventOfRepository,
  isWanted: (pullRequest: OpenPullRequest) => boolean,
  evaluate: Evaluator,
  anew = false,
): Promise<void> {
  const open = await githubOf(event).listOpenPullRequests();
  const wanted = open.filter(isWanted).map((pullRequest) => ({ ...pullRequest, anew }));
  await evaluateEach(event, wanted, evaluate);
}

/** Evaluates those that a pull request shared its head commit with, now that it no longer does. */
export async function evaluateOthers(event: EventOfRepository, left: Told, evaluate: Evaluator): Promise<void> {
  const open = await githubOf(event).listOpenPullRequests();
  const others = open.filter(({ number, headSha }) => number !== left.number && headSha === left.headSha);
  await evaluateEach(event, others.slice(0, MOST_OTHERS), evaluate);
}

/**
 * In turn. One that GitHub does not answer for keeps no other from its turn (law 7); the first such error is thrown at
 * the end.
 */
async function evaluateEach(event: EventOfRepository, all: readonly Told[], evaluate: Evaluator): Promise<void> {
  const errors: unknown[] = [];
  for (const told of all) {
    try {
      await evaluate(event, told);
    } catch (error) {
      event.log.error({ err: visibleError(error), pullRequest: told.number }, 'a pull request could not be evaluated');
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
