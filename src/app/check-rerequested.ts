import type { Context } from 'probot';
import { type Evaluator, evaluateOpen } from './evaluate.js';

/** Somebody pressed "Re-run" on one of our checks: GitHub shows it as pending until it is published anew. */
export async function onCheckRunRerequested(context: Context<'check_run'>, evaluate: Evaluator): Promise<void> {
  const { head_sha: headSha } = context.payload.check_run;
  await evaluateOpen(context, (pullRequest) => pullRequest.headSha === headSha, evaluate, true);
}

/** Somebody pressed "Re-run all checks". */
export async function onCheckSuiteRerequested(context: Context<'check_suite'>, evaluate: Evaluator): Promise<void> {
  const { head_sha: headSha } = context.payload.check_suite;
  await evaluateOpen(context, (pullRequest) => pullRequest.headSha === headSha, evaluate, true);
}
