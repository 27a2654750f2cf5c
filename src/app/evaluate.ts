import type { Context } from 'probot';
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

/** Evaluates every open pull request with this head commit, in turn. */
export async function evaluateHead(event: EventOfRepository, headSha: string, ports: AppPorts): Promise<void> {
  const open = await githubOf(event).listOpenPullRequests();
  for (const pullRequest of open) {
    if (pullRequest.headSha === headSha) await evaluate(event, pullRequest, ports);
  }
}
