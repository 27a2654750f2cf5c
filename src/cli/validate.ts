import type { Command } from 'commander';
import { providers } from '../providers/providers.js';
import { renderEffects } from '../render/terminal/render-effects.js';
import { renderJson } from '../render/terminal/render-json.js';
import { renderProblems, renderVerdict } from '../render/terminal/render-problems.js';
import { describePolicyChange, type PolicyChange } from '../use-cases/describe-policy-change.js';
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
    .option(
      '--base <ref>',
      'judge requests by the policy files of this revision, and tell what changes of them do to grants',
    )
    .addHelpText('after', EXAMPLES)
    .action((files: string[], _options: unknown, command: Command) =>
      runCommand(cli, () => validate(cli, files, command.optsWithGlobals<ValidateOptions>())),
    );
}

async function validate(cli: Cli, typed: readonly string[], options: ValidateOptions): Promise<ExitCode> {
  const repository = await openHere(options);
  const only = typed.length === 0 ? null : await toRepositoryPaths(options.C ?? '.', typed);
  const ports = { repository, providers };
  const [base, now] = [options.base ?? null, cli.now()];
  const result = await validateFiles(ports, { base, only, now });
  const change: PolicyChange = base === null ? { kind: 'none' } : await describePolicyChange(ports, { base, now });
  if (options.json === true) {
    cli.write(renderJson(change.kind === 'known' ? { ...result, effects: change.effects } : result));
  } else {
    const problems = result.files.flatMap((file) => file.problems);
    cli.write(renderProblems(problems, cli));
    cli.write(renderVerdict(result.files.length, problems, cli));
    if (change.kind === 'known') cli.write(renderEffects(change.effects, cli));
  }
  if (change.kind === 'unknown') {
    cli.report(`what the change of policy does to grants is not known: ${change.message}; ${change.cure}\n`);
  }
  return result.valid ? 0 : 1;
}
