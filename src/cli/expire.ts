import type { Command } from 'commander';
import type { Cli } from './cli.js';
import { addRunOptions, type RunFlags, runReconcile } from './reconcile.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse expire --dry-run
  $ lapse expire --confirm`;

export function addExpire(program: Command, cli: Cli): void {
  const command = program
    .command('expire')
    .summary('remove what has ended and open the revert pull requests')
    .description(
      'Remove what has ended, never create, and open a revert pull request for each request that has ended.',
    );
  addRunOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, invoked: Command) =>
      runCommand(cli, async () => {
        const { expire } = await import('../use-cases/expire.js');
        return runReconcile(cli, invoked.optsWithGlobals<RunFlags>(), expire);
      }),
    );
}
