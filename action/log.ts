import * as core from '@actions/core';
import { showInvisible } from '../src/render/show-invisible.js';
import { UsageError } from '../src/use-cases/usage-error.js';

/**
 * One line of the log. Hostile text in it can neither begin a line nor hold a command to the runner: it takes `::` at the
 * start of a line and `##[` anywhere in it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function writeLog(line: string): void {
  const shown = showInvisible(line)
    .replaceAll('##[', '#\\u{23}[')
    .replace(/^(\s*):/, '$1\\u{3a}');
  core.info(shown);
}

/** Ends the Action as failed, with what is wrong and what to do about it. */
export function failAction(error: unknown): void {
  core.setFailed(showInvisible(describe(error)));
  if (error instanceof Error && error.stack !== undefined) core.debug(error.stack);
}

function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}: ${error.cure}`;
  return error instanceof Error ? error.message : String(error);
}
