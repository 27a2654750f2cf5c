import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { renderApprovalCheck, renderRequestCheck } from '../render/render-checks.js';
import type { EvaluationPorts } from './evaluate-pull-request.js';
import { judgePullRequest } from './judge-pull-request.js';
import { publishChecks, publishFailure, type RenderedCheck } from './publish-checks.js';

/** The branch of a merge group ends in `/pr-<number>-<commit>`: https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group */
const QUEUE_BRANCH = /\/pr-(\d+)-[0-9a-f]{40}$/;

export interface MergeGroup {
  readonly headRef: string;
  readonly headSha: string;
}

/**
 * Judges the pull request that a merge queue has put on top of its branch, and publishes the checks on the queue's
 * commit. Pull requests below it in the queue have groups, and checks, of their own.
 *
 * @throws what went wrong, after the checks have been told that nothing could be decided.
 */
export async function evaluateMergeGroup(group: MergeGroup, ports: EvaluationPorts): Promise<boolean> {
  const { headRef, headSha } = group;
  const number = numberOfGroup(headRef);
  if (number === null) {
    const check = unreadable(headRef);
    await publishChecks(headSha, { request: check, approval: check }, ports.github);
    return false;
  }
  try {
    const reading = await ports.github.readPullRequest(number);
    const { judgement } = await judgePullRequest(reading, ports);
    const checks = { request: renderRequestCheck(judgement), approval: renderApprovalCheck(judgement) };
    await publishChecks(headSha, checks, ports.github);
    return passesRequestCheck(judgement) && passesApprovalCheck(judgement);
  } catch (error) {
    await publishFailure(headSha, error, ports.github);
    throw error;
  }
}

/** The pull request whose group a branch is; null where none can be told from it. */
export function numberOfGroup(headRef: string): number | null {
  const number = Number(QUEUE_BRANCH.exec(headRef)?.[1]);
  return Number.isSafeInteger(number) ? number : null;
}

function unreadable(headRef: string): RenderedCheck {
  const title = 'The merge group cannot be evaluated';
  const summary = `No pull request can be told from the queue's branch (${headRef.length} characters).`;
  return { conclusion: 'failure', title, summary, annotations: [] };
}
