import type { Command } from 'commander';
import { renderJson } from '../render/terminal/render-json.js';
import { describeOwners, renderOwners } from '../render/terminal/render-owners.js';
import { renderProblems } from '../render/terminal/render-problems.js';
import { findPathOwners } from '../use-cases/find-path-owners.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';
import { toRepositoryPaths } from './repository-paths.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse owners access/aws-sandbox/alice/billing.yaml
  $ lapse owners --json src/main.ts docs/`;

export function addOwners(program: Command, cli: Cli): void {
  program
    .command('owners')
    .summary('tell who owns a path')
    .description(
      'Tell who owns each path and which line of CODEOWNERS says so, in the working tree, as GitHub reads it.',
    )
    .argument('<path...>', 'paths, from the folder that you work in; they need not exist')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], _options: unknown, command: Command) =>
      runCommand(cli, () => owners(cli, paths, command.optsWithGlobals<GlobalOptions>())),
    );
}

async function owners(cli: Cli, typed: readonly string[], options: GlobalOptions): Promise<ExitCode> {
  const repository = await openHere(options);
  const paths = await toRepositoryPaths(options.C ?? '.', typed);
  const { codeOwners, found } = await findPathOwners(repository, paths);
  if (options.json === true) cli.write(renderJson(found.map(describeOwners)));
  if (codeOwners === null) {
    cli.report(
      'lapse: there is no CODEOWNERS file that GitHub would use, so nobody owns anything: add .github/CODEOWNERS (at most 3 MB)\n',
    );
    return 1;
  }
  if (options.json !== true) cli.write(renderOwners(found, codeOwners.path, cli));
  cli.report(renderProblems(codeOwners.problems, { colour: false }));
  return 0;
}
