import { type Command, Option } from 'commander';
import { providers } from '../providers/providers.js';
import { AUDIT_FORMATS, type AuditFormat, renderAudit } from '../render/terminal/render-audit.js';
import { audit } from '../use-cases/audit.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';
import { readEnd, readTime } from './options.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse audit
  $ lapse audit --since 2026-07-01 --until 2026-09-30 --format csv > quarter.csv`;

interface AuditOptions extends GlobalOptions {
  readonly since?: string;
  readonly until?: string;
  readonly format?: AuditFormat;
}

export function addAudit(program: Command, cli: Cli): void {
  program
    .command('audit')
    .summary('tell who had what, when and why')
    .description('Tell who had what, when and why: every grant that the history of HEAD ever held, removed ones too.')
    .option('--since <time>', 'only what gave access at or after this time, a date or RFC 3339')
    .option('--until <time>', 'only what gave access before this time; a date has all of its day in')
    .addOption(new Option('--format <format>', 'how to write it (default: table)').choices(AUDIT_FORMATS))
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, command: Command) =>
      runCommand(cli, () => runAudit(cli, command.optsWithGlobals<AuditOptions>())),
    );
}

async function runAudit(cli: Cli, options: AuditOptions): Promise<ExitCode> {
  const period = {
    since: options.since === undefined ? null : readTime('--since', options.since),
    until: options.until === undefined ? null : readEnd('--until', options.until),
  };
  const repository = await openHere(options);
  const rows = await audit({ repository, providers, now: () => cli.now() }, period);
  cli.write(renderAudit(rows, chooseFormat(options), cli));
  return 0;
}

function chooseFormat(options: AuditOptions): AuditFormat {
  if (options.json !== true) return options.format ?? 'table';
  if (options.format === undefined || options.format === 'json') return 'json';
  throw new UsageError('--json and --format contradict each other', 'give one of the two');
}
