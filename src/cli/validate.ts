import type { Command } from 'commander';
import { providers } from '../providers/providers.js';
import { renderJson } from '../render/terminal/render-json.js';
import { renderProblems, renderVerdict } from '../render/terminal/render-problems.js';
import { validateFiles } from '../use-cases/validate-files.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';
import { toRepositoryPaths } from './repository-paths.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse validate
  $ lapse validate access/aws-sandbox/alice/billing.yaml
  $ lapse validate --base origin/main --json`;

interface ValidateOptions extends GlobalOptions {
  readonly base?: string;
}

export function addValidate(program: Command, cli: Cli): void {
  program
    .command('validate')
    .summary('check requests and policy files')
    .description('Check the requests and policy files of the working tree, all of them or the given ones.')
    .argument('[file...]', 'files or folders to report on; policy is read from the whole tree all the same')
    .option('--base <ref>', 'judge requests by the policy files of this revision')
    .addHelpText('after', EXAMPLES)
    .action((files: string[], _options: unknown, command: Command) =>
      runCommand(cli, () => validate(cli, files, command.optsWithGlobals<ValidateOptions>())),
    );
}

async function validate(cli: Cli, typed: readonly string[], options: ValidateOptions): Promise<ExitCode> {
  const repository = await openHere(options);
  const only = typed.length === 0 ? null : await toRepositoryPaths(options.C ?? '.', typed);
  const result = await validateFiles({ repository, providers }, { base: options.base ?? null, only, now: cli.now() });
  if (options.json === true) {
    cli.write(renderJson(result));
  } else {
    const problems = result.files.flatMap((file) => file.problems);
    cli.write(renderProblems(problems, cli));
    cli.write(renderVerdict(result.files.length, problems, cli));
  }
  return result.valid ? 0 : 1;
}
