import type { Command } from 'commander';
import { providers } from '../providers/providers.js';
import { renderProblems } from '../render/terminal/render-problems.js';
import { describeMatrix, renderTargets } from '../render/terminal/render-targets.js';
import { listTargets } from '../use-cases/list-targets.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse targets
  $ lapse targets --json`;

export function addTargets(program: Command, cli: Cli): void {
  program
    .command('targets')
    .summary('list the accounts that systems are bound to')
    .description('List the targets of HEAD: with --json as a matrix for GitHub Actions, in one line.')
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, command: Command) =>
      runCommand(cli, () => targets(cli, command.optsWithGlobals<GlobalOptions>())),
    );
}

/** A faulty system is told and holds up no other: the run of a target that is well must not wait for it (law 7). */
async function targets(cli: Cli, options: GlobalOptions): Promise<ExitCode> {
  const repository = await openHere(options);
  const list = await listTargets(repository, providers);
  // One line: what is written to GITHUB_OUTPUT ends with its line.
  if (options.json === true) cli.write(`${JSON.stringify(describeMatrix(list.targets))}\n`);
  else cli.write(renderTargets(list.targets, cli));
  cli.report(renderProblems(list.problems, { colour: false }));
  return list.isKnown ? 0 : 1;
}
