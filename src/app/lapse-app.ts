import type { Context, Probot } from 'probot';
import type { AppPorts } from './app-ports.js';
import { onCheckRunRerequested, onCheckSuiteRerequested } from './check-rerequested.js';
import { onMergeGroup } from './merge-group.js';
import { onPullRequest } from './pull-request.js';
import { onPullRequestReview } from './pull-request-review.js';
import { onPush } from './push.js';

/** Which event is handled by which file. Events arrive twice, late and in any order: each handler judges present facts. */
export function wireLapse(app: Probot, ports: AppPorts): void {
  app.on(
    [
      'pull_request.opened',
      'pull_request.synchronize',
      'pull_request.reopened',
      'pull_request.edited',
      'pull_request.ready_for_review',
    ],
    (context) => guard(context, onPullRequest(context, ports)),
  );
  app.on(['pull_request_review.submitted', 'pull_request_review.edited', 'pull_request_review.dismissed'], (context) =>
    guard(context, onPullRequestReview(context, ports)),
  );
  app.on('check_run.rerequested', (context) => guard(context, onCheckRunRerequested(context, ports)));
  app.on('check_suite.rerequested', (context) => guard(context, onCheckSuiteRerequested(context, ports)));
  app.on('merge_group.checks_requested', (context) => guard(context, onMergeGroup(context, ports)));
  app.on('push', (context) => guard(context, onPush(context, ports)));
}

/** What goes wrong belongs into our log; the answer to the webhook, which shows an error's message, says only that. */
async function guard(context: Pick<Context, 'log' | 'id' | 'name'>, handled: Promise<void>): Promise<void> {
  try {
    await handled;
  } catch (error) {
    context.log.error({ err: error, event: context.name }, 'an event could not be handled');
    throw new Error('the event could not be handled; the log of the App says why');
  }
}
