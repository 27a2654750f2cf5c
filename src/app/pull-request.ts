import type { Context } from 'probot';
import { type Evaluator, evaluateOthers, evaluateTogether } from './evaluate.js';

/** Opened, pushed to, reopened, edited, ready for review: judge it as it is now. */
export async function onPullRequest(context: Context<'pull_request'>, evaluate: Evaluator): Promise<void> {
  const { number, head } = context.payload.pull_request;
  await evaluateTogether(context, { number, headSha: head.sha }, evaluate);
}

/** Edited; where it went to another base, it may no longer hold those that share its head commit. */
export async function onPullRequestEdited(context: Context<'pull_request.edited'>, evaluate: Evaluator): Promise<void> {
  try {
    await onPullRequest(context, evaluate);
  } finally {
    if (context.payload.changes?.base !== undefined) await onPullRequestClosed(context, evaluate);
  }
}

/** Closed, merged or not: nothing is left to judge but those that it held. */
export async function onPullRequestClosed(context: Context<'pull_request'>, evaluate: Evaluator): Promise<void> {
  const { number, head } = context.payload.pull_request;
  await evaluateOthers(context, { number, headSha: head.sha }, evaluate);
}
