import type { Context } from 'probot';
import type { AppPorts } from './app-ports.js';
import { evaluateHead } from './evaluate.js';

/** Somebody pressed "Re-run" on one of our checks. */
export async function onCheckRunRerequested(context: Context<'check_run'>, ports: AppPorts): Promise<void> {
  await evaluateHead(context, context.payload.check_run.head_sha, ports);
}

/** Somebody pressed "Re-run all checks". */
export async function onCheckSuiteRerequested(context: Context<'check_suite'>, ports: AppPorts): Promise<void> {
  await evaluateHead(context, context.payload.check_suite.head_sha, ports);
}
