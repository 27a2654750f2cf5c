import type { Context } from 'probot';
import type { OpenPullRequest } from '../github/github.js';
import { openGitHub } from '../github/open-github.js';
import { evaluatePullRequest } from '../use-cases/evaluate-pull-request.js';
import type { AppPorts } from './app-ports.js';

/** What all handlers need of an event, whichever it is. */
export interface EventOfRepository {
  readonly octokit: Context['octokit'];
  readonly log: Context['log'];
  repo(): { readonly owner: string; readonly repo: string };
}

export function githubOf(event: EventOfRepository): ReturnType<typeof openGitHub> {
  const { owner, repo } = event.repo();
  return openGitHub({ octokit: event.octokit, owner, name: repo });
}

/** Evaluates one pull request and logs one line about it. */
export async function evaluate(
  event: EventOfRepository,
  pullRequest: { readonly number: number; readonly headSha: string },
  ports: AppPorts,
): Promise<void> {
  const { number, headSha } = pullRequest;
  const evaluation = await evaluatePullRequest(number, { github: githubOf(event), ...ports }, headSha);
  const verdict = evaluation.judgement?.decision.verdict ?? null;
  event.log.info({ pullRequest: number, result: evaluation.result, verdict, merge: evaluation.merge }, 'evaluated');
}

/**
 * Evaluates the open pull requests that are wanted, in turn. One that GitHub does not answer for keeps no other from its
 * turn (law 7); the first such error is thrown at the end.
 */
export async function evaluateOpen(
  event: EventOfRepository,
  isWanted: (pullRequest: OpenPullRequest) => boolean,
  ports: AppPorts,
): Promise<void> {
  const errors: unknown[] = [];
  for (const pullRequest of await githubOf(event).listOpenPullRequests()) {
    if (!isWanted(pullRequest)) continue;
    try {
      await evaluate(event, pullRequest, ports);
    } catch (error) {
      event.log.error({ err: error, pullRequest: pullRequest.number }, 'a pull request could not be evaluated');
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
