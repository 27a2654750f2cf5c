import type { Context } from 'probot';
import type { AppPorts } from './app-ports.js';
import { evaluateOpen } from './evaluate.js';

/** Somebody pressed "Re-run" on one of our checks. */
export async function onCheckRunRerequested(context: Context<'check_run'>, ports: AppPorts): Promise<void> {
  const { head_sha: headSha } = context.payload.check_run;
  await evaluateOpen(context, (pullRequest) => pullRequest.headSha === headSha, ports);
}

/** Somebody pressed "Re-run all checks". */
export async function onCheckSuiteRerequested(context: Context<'check_suite'>, ports: AppPorts): Promise<void> {
  const { head_sha: headSha } = context.payload.check_suite;
  await evaluateOpen(context, (pullRequest) => pullRequest.headSha === headSha, ports);
}
