import type { CheckRun } from '../github/github.js';
import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { renderApprovalCheck, renderRequestCheck } from '../render/render-checks.js';
import type { EvaluationPorts } from './evaluate-pull-request.js';
import { judgePullRequest } from './judge-pull-request.js';

/** The branch of a merge group ends in `/pr-<number>-<commit>`: https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group */
const QUEUE_BRANCH = /\/pr-(\d+)-[0-9a-f]{40}$/;

/**
 * Judges the pull request that a merge queue has put on top of its branch, and publishes the checks on the queue's
 * commit. Pull requests below it in the queue have groups, and checks, of their own.
 */
export async function evaluateMergeGroup(
  group: { readonly headRef: string; readonly headSha: string },
  ports: EvaluationPorts,
): Promise<boolean> {
  const number = Number(QUEUE_BRANCH.exec(group.headRef)?.[1]);
  if (!Number.isSafeInteger(number)) {
    await publishBoth(group.headSha, unreadable(group.headRef), unreadable(group.headRef), ports);
    return false;
  }
  const reading = await ports.github.readPullRequest(number);
  const { judgement } = await judgePullRequest(reading, ports);
  await publishBoth(group.headSha, renderRequestCheck(judgement), renderApprovalCheck(judgement), ports);
  return passesRequestCheck(judgement) && passesApprovalCheck(judgement);
}

type RenderedCheck = Omit<CheckRun, 'name' | 'headSha'>;

async function publishBoth(
  headSha: string,
  request: RenderedCheck,
  approval: RenderedCheck,
  ports: EvaluationPorts,
): Promise<void> {
  await ports.github.publishCheck({ name: 'access/request', headSha, ...request });
  await ports.github.publishCheck({ name: 'access/approval', headSha, ...approval });
}

function unreadable(headRef: string): RenderedCheck {
  const title = 'The merge group cannot be evaluated';
  const summary = `No pull request can be told from the queue's branch (${headRef.length} characters).`;
  return { conclusion: 'failure', title, summary, annotations: [] };
}
