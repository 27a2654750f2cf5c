import type { Command } from 'commander';
import { providers } from '../providers/providers.js';
import { describeGrant, renderGrants } from '../render/terminal/render-grants.js';
import { renderJson } from '../render/terminal/render-json.js';
import { renderProblems } from '../render/terminal/render-problems.js';
import { listGrants } from '../use-cases/list-grants.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';
import { readTime } from './options.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse grants
  $ lapse grants --at 2026-11-23T18:00:00Z --json`;

interface GrantsOptions extends GlobalOptions {
  readonly at?: string;
}

export function addGrants(program: Command, cli: Cli): void {
  program
    .command('grants')
    .summary('list the grants of HEAD')
    .description('List the grants that stand at HEAD, with their windows resolved from the git history.')
    .option('--at <time>', 'their state at this time, a date or RFC 3339 (default: now)')
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, command: Command) =>
      runCommand(cli, () => grants(cli, command.optsWithGlobals<GrantsOptions>())),
    );
}

async function grants(cli: Cli, options: GrantsOptions): Promise<ExitCode> {
  const at = options.at === undefined ? cli.now() : readTime('--at', options.at);
  const repository = await openHere(options);
  const found = await listGrants(repository, providers, at);
  cli.write(options.json === true ? renderJson(found.map(describeGrant)) : renderGrants(found, cli));
  const problems = found.flatMap((grant) => grant.problems);
  cli.report(renderProblems(problems, { colour: false }));
  return found.some((grant) => grant.state === 'invalid') ? 1 : 0;
}
