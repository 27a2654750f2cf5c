import type { Context } from 'probot';
import { type Evaluator, evaluateTogether } from './evaluate.js';

/** A review was given, changed or dismissed: what counts is read anew, never taken from the event. */
export async function onPullRequestReview(context: Context<'pull_request_review'>, evaluate: Evaluator): Promise<void> {
  const { number, head } = context.payload.pull_request;
  await evaluateTogether(context, { number, headSha: head.sha }, evaluate);
}
