import { GitHubError } from '../github/github.js';
import { showInvisible } from '../render/show-invisible.js';
import { ShallowCloneError } from '../use-cases/refuse-shallow-clone.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { Cli, ExitCode } from './cli.js';

/** Runs a command's story and turns what it gives, or throws, into an exit code and at most one line of error. */
export async function runCommand(cli: Cli, story: () => Promise<ExitCode>): Promise<void> {
  try {
    cli.setExitCode(await story());
  } catch (error) {
    cli.report(describeError(error));
    if (cli.env['LAPSE_DEBUG'] === '1') cli.report(describeStack(error));
    cli.setExitCode(exitCodeOf(error));
  }
}

/** What is wrong with the clone or the permissions is a problem found, as a wrong file is. */
function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ShallowCloneError) return 1;
  if (error instanceof GitHubError && error.kind === 'not-permitted') return 1;
  return 2;
}

function describeError(error: unknown): string {
  if (error instanceof UsageError) return `lapse: ${showInvisible(error.message)}: ${showInvisible(error.cure)}\n`;
  return `lapse: ${showInvisible(error instanceof Error ? error.message : String(error))}\n`;
}

function describeStack(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = error.cause instanceof Error ? `caused by ${describeStack(error.cause)}` : '';
  return `${error.stack ?? ''}\n${cause}`;
}
