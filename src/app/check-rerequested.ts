import type { Context } from 'probot';
import { evaluateHead } from './evaluate.js';
import type { AppPorts } from './lapse-app.js';

/** Somebody pressed "Re-run" on one of our checks. */
export async function onCheckRunRerequested(context: Context<'check_run'>, ports: AppPorts): Promise<void> {
  await evaluateHead(context, context.payload.check_run.head_sha, ports);
}

/** Somebody pressed "Re-run all checks". */
export async function onCheckSuiteRerequested(context: Context<'check_suite'>, ports: AppPorts): Promise<void> {
  await evaluateHead(context, context.payload.check_suite.head_sha, ports);
}
