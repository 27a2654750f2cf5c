import type { Context } from 'probot';
import type { AppPorts } from './app-ports.js';
import { evaluate } from './evaluate.js';

/** Opened, pushed to, reopened, edited (also: retargeted), ready for review: judge it as it is now. */
export async function onPullRequest(context: Context<'pull_request'>, ports: AppPorts): Promise<void> {
  const { number, head } = context.payload.pull_request;
  await evaluate(context, { number, headSha: head.sha }, ports);
}
