import { type Command, Option } from 'commander';
import type { AuditReport } from '../audit/report.js';
import { providers } from '../providers/providers.js';
import { renderAuditPage } from '../render/html/render-audit-page.js';
import { renderAudit, TEXT_FORMATS } from '../render/terminal/render-audit.js';
import { audit } from '../use-cases/audit.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { Cli, ExitCode } from './cli.js';
import { openHere } from './open-here.js';
import { readTime } from './options.js';
import { readPageAssets } from './page-assets.js';
import { runCommand } from './run-command.js';
import { readPeriod, readScope, type ScopeOptions } from './scope-options.js';
import { tellEvidence } from './tell-evidence.js';
import { verify } from './verify.js';

const FORMATS = [...TEXT_FORMATS, 'html'] as const;
type AuditFormat = (typeof FORMATS)[number];

const HELP = `
Examples:
  $ lapse audit
  $ lapse audit --since 2026-07-01 --until 2026-09-30 --format csv > quarter.csv
  $ lapse audit --at 2026-11-23T18:00:00Z --system aws-sandbox
  $ lapse audit --verify --github-key web-flow.gpg
  $ lapse audit --verify --format html > audit.html

Environment, with --online only:
  GITHUB_TOKEN        an App's installation token, or one that may read pull requests
  GITHUB_REPOSITORY   owner/name
  GITHUB_API_URL, GITHUB_GRAPHQL_URL: other endpoints than the public ones`;

interface AuditOptions extends ScopeOptions {
  readonly at?: string;
  readonly verify?: boolean;
  readonly online?: boolean;
  readonly githubKey?: string;
  readonly format?: AuditFormat;
}

export function addAudit(program: Command, cli: Cli): void {
  program
    .command('audit')
    .summary('tell who had what, when, why and by whose approval')
    .description(
      'Tell who had what, when, why and by whose approval: every grant that the history of HEAD ever held, removed ones too, with what the evidence says of each.',
    )
    .option('--since <time>', 'only what gave access at or after this time, a date or RFC 3339')
    .option('--until <time>', 'only what gave access before this time; a date has all of its day in')
    .option('--at <time>', 'who had what at this time, by the tree and the policy of then')
    .option('--user <login>', 'only this person')
    .option('--system <name>', 'only this system')
    .option('--role <name>', 'only this role, as system/role, or of every system')
    .option('--evidence <revision>', 'where the evidence is (default: lapse/evidence, as fetched from origin)')
    .option('--verify', 'hold the evidence against the history, and tell what does not add up')
    .option('--github-key <file>', "with --verify: GitHub's public keys, to check the signatures of the evidence")
    .option('--online', 'with --verify: read the reviews and merges from GitHub again, and compare')
    .addOption(new Option('--format <format>', 'how to write it (default: table)').choices(FORMATS))
    .addHelpText('after', HELP)
    .action((_options: unknown, command: Command) =>
      runCommand(cli, () => runAudit(cli, command.optsWithGlobals<AuditOptions>())),
    );
}

async function runAudit(cli: Cli, options: AuditOptions): Promise<ExitCode> {
  const format = chooseFormat(options);
  refuseContradictions(options);
  const question = {
    period: readPeriod(options),
    scope: readScope(options),
    at: options.at === undefined ? null : readTime('--at', options.at),
    evidence: options.evidence ?? null,
  };
  const repository = await openHere(options);
  const { report, sources, standing } = await audit({ repository, providers, now: () => cli.now() }, question);
  tellEvidence(sources, cli);
  const how = { keyFile: options.githubKey ?? null, isOnline: options.online === true };
  const findings = options.verify === true ? await verify(sources, report, how, repository, cli) : null;
  const whole: AuditReport = { ...report, findings };
  if (format === 'html') {
    const pageQuestion = { scope: question.scope, isAtTime: question.at !== null };
    cli.write(renderAuditPage(whole, await readPageAssets(), pageQuestion));
  } else {
    const { text, aside } = renderAudit(whole, standing, format, cli);
    cli.write(text);
    cli.report(aside);
  }
  return findings?.some(({ level }) => level === 'wrong') ? 1 : 0;
}

function chooseFormat(options: AuditOptions): AuditFormat {
  if (options.json !== true) return options.format ?? 'table';
  if (options.format === undefined || options.format === 'json') return 'json';
  throw new UsageError('--json and --format contradict each other', 'give one of the two');
}

/** @throws {UsageError} rather than pass over an option that somebody relies on. */
function refuseContradictions({ at, since, until, verify: isVerified, online, githubKey }: AuditOptions): void {
  if (at !== undefined && (since !== undefined || until !== undefined)) {
    throw new UsageError('--at and a period contradict each other', 'give --at alone, or --since and --until');
  }
  if (at !== undefined && isVerified === true) {
    const cure = 'give --verify without --at: it verifies all that there is';
    throw new UsageError('--at and --verify contradict each other', cure);
  }
  if (isVerified !== true && (online === true || githubKey !== undefined)) {
    throw new UsageError('--online and --github-key say how to verify', 'give --verify too');
  }
}
