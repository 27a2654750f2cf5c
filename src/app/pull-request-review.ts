import type { Context } from 'probot';
import type { AppPorts } from './app-ports.js';
import { evaluate } from './evaluate.js';

/** A review was given, changed or dismissed: what counts is read anew, never taken from the event. */
export async function onPullRequestReview(context: Context<'pull_request_review'>, ports: AppPorts): Promise<void> {
  const { number, head } = context.payload.pull_request;
  await evaluate(context, { number, headSha: head.sha }, ports);
}
