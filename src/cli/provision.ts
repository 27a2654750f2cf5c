import type { Command } from 'commander';
import type { Cli } from './cli.js';
import { addRunOptions, type RunFlags, runReconcile } from './reconcile.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse provision --dry-run
  $ lapse provision --json`;

export function addProvision(program: Command, cli: Cli): void {
  const command = program
    .command('provision')
    .summary('make the providers hold what the default branch says')
    .description('Create what grants need, remove what has ended or has no grant: what the Action of this name runs.');
  addRunOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, invoked: Command) =>
      runCommand(cli, async () => {
        const { provision } = await import('../use-cases/provision.js');
        return runReconcile(cli, invoked.optsWithGlobals<RunFlags>(), provision);
      }),
    );
}
