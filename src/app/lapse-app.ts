import type { Context, Probot } from 'probot';
import type { AppPorts } from './app-ports.js';
import { onCheckRunRerequested, onCheckSuiteRerequested } from './check-rerequested.js';
import { createEvaluator } from './evaluate.js';
import { onIssueComment } from './issue-comment.js';
import { onMergeGroup } from './merge-group.js';
import { onPullRequest, onPullRequestClosed, onPullRequestEdited } from './pull-request.js';
import { onPullRequestReview } from './pull-request-review.js';
import { onPush } from './push.js';
import { visibleError } from './visible-error.js';

/** Whatever the App is subscribed to besides is ignored. */
const HANDLED: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'check_run',
  'check_suite',
  'merge_group',
  'issue_comment',
  'push',
]);

/**
 * Which event is handled by which file. Events arrive twice, late and in any order: each handler judges present facts.
 *
 * @returns waits for what is under way: Probot answers an event after nine seconds, whether it has been handled or not.
 */
export function wireLapse(app: Probot, ports: AppPorts): () => Promise<void> {
  const evaluate = createEvaluator(ports);
  const underWay = new Set<Promise<void>>();
  function guard(context: Pick<Context, 'log' | 'id' | 'name' | 'payload'>, handled: Promise<void>): Promise<void> {
    const told = tellFailure(context, handled).finally(() => underWay.delete(told));
    underWay.add(told);
    return told;
  }
  app.on(
    ['pull_request.opened', 'pull_request.synchronize', 'pull_request.reopened', 'pull_request.ready_for_review'],
    (context) => guard(context, onPullRequest(context, evaluate)),
  );
  app.on('pull_request.edited', (context) => guard(context, onPullRequestEdited(context, evaluate)));
  app.on('pull_request.closed', (context) => guard(context, onPullRequestClosed(context, evaluate)));
  app.on(['pull_request_review.submitted', 'pull_request_review.edited', 'pull_request_review.dismissed'], (context) =>
    guard(context, onPullRequestReview(context, evaluate)),
  );
  app.on('check_run.rerequested', (context) => guard(context, onCheckRunRerequested(context, evaluate)));
  app.on('check_suite.rerequested', (context) => guard(context, onCheckSuiteRerequested(context, evaluate)));
  app.on('merge_group.checks_requested', (context) => guard(context, onMergeGroup(context, ports)));
  app.on('issue_comment.created', (context) => guard(context, onIssueComment(context, ports)));
  app.on('push', (context) => guard(context, onPush(context, evaluate)));
  app.onAny(async ({ name }) => {
    if (!HANDLED.has(name)) app.log.info({ event: name }, 'ignored an event');
  });
  return async () => void (await Promise.allSettled(underWay));
}

/** What goes wrong belongs into our log; the answer to the webhook, which shows an error's message, says only that. */
async function tellFailure(
  context: Pick<Context, 'log' | 'id' | 'name' | 'payload'>,
  handled: Promise<void>,
): Promise<void> {
  try {
    await handled;
  } catch (error) {
    context.log.error({ err: visibleError(error), event: context.name }, 'an event could not be handled');
    // Octokit hangs the event onto what is thrown, and Probot logs that twice, with all that strangers wrote in it.
    Object.defineProperty(context.payload, 'toJSON', { value: () => 'not logged', configurable: true });
    throw new Error('the event could not be handled; the log of the App says why');
  }
}
