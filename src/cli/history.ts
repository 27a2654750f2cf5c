import type { Command } from 'commander';
import { describeEntry, renderHistory } from '../render/terminal/render-history.js';
import { renderJson } from '../render/terminal/render-json.js';
import { tellHistory } from '../use-cases/tell-history.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { Cli, ExitCode } from './cli.js';
import { openHere } from './open-here.js';
import { runCommand } from './run-command.js';
import { readPeriod, readScope, type ScopeOptions } from './scope-options.js';
import { tellEvidence } from './tell-evidence.js';

const EXAMPLES = `
Examples:
  $ lapse history alice
  $ lapse history aws-sandbox/billing-readonly --since 2026-11-01
  $ lapse history aws-sandbox/alice/billing --json`;

interface HistoryOptions extends ScopeOptions {
  readonly grant?: string;
}

export function addHistory(program: Command, cli: Cli): void {
  program
    .command('history')
    .summary("tell one person's, one system's or one role's story")
    .description('Tell what happened to access, in order of time: asked, approved, given, ended, read back as gone.')
    .argument('[name]', 'a login, a system, a role (alone or as system/role) or a grant')
    .option('--user <login>', 'only this person')
    .option('--system <name>', 'only this system')
    .option('--role <name>', 'only this role, as system/role, or of every system')
    .option('--grant <name>', 'only this grant, as system/login/name')
    .option('--since <time>', 'only what happened at or after this time, a date or RFC 3339')
    .option('--until <time>', 'only what happened before this time; a date has all of its day in')
    .option('--evidence <revision>', 'where the evidence is (default: lapse/evidence, as fetched from origin)')
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, _options: unknown, command: Command) =>
      runCommand(cli, () => runHistory(cli, name, command.optsWithGlobals<HistoryOptions>())),
    );
}

async function runHistory(cli: Cli, name: string | undefined, options: HistoryOptions): Promise<ExitCode> {
  const scope = { ...readScope(options), grant: options.grant ?? null };
  if (name === undefined && Object.values(scope).every((part) => part === null)) {
    throw new UsageError('nobody and nothing is named', 'name a person, a system, a role or a grant');
  }
  const period = readPeriod(options);
  const repository = await openHere(options);
  const question = { name: name ?? null, scope, period, evidence: options.evidence ?? null };
  const { story, sources } = await tellHistory({ repository, now: () => cli.now() }, question);
  tellEvidence(sources, cli);
  cli.write(options.json === true ? renderJson(story.map(describeEntry)) : renderHistory(story, cli));
  return 0;
}
