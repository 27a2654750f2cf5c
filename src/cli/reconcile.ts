import type { Command } from 'commander';
import { needsAttention, type Refusal, type RunReport } from '../plan/run-report.js';
import { renderJson } from '../render/terminal/render-json.js';
import { describeRun, renderRun } from '../render/terminal/render-run.js';
import type { RunOptions, RunPorts } from '../use-cases/run-ports.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { readNames } from './options.js';
import { openRunPorts, readRunUrl } from './run-ports.js';

export interface RunFlags extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly confirm?: boolean;
  readonly targets?: string;
  readonly trustedFrom?: string;
}

const ENVIRONMENT = `
Environment:
  GITHUB_TOKEN        an App's installation token, or one that may do what the App may
  GITHUB_REPOSITORY   owner/name
  GITHUB_API_URL, GITHUB_GRAPHQL_URL, AWS_ENDPOINT_URL: other endpoints than the public ones`;

/** What `provision` and `expire` have in common. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--dry-run', 'read everything, write nothing')
    .option(
      '--confirm',
      'let removals go ahead that are more than a quarter of what stands, and go on with a branch that was force-pushed',
    )
    .option('--targets <names>', 'only these targets, between commas (default: all; lapse targets lists them)')
    .option('--trusted-from <sha>', 'policy files must have come with their approvals since this commit, a full id')
    .addHelpText('after', ENVIRONMENT);
}

/** Where the credentials are of another account the surroundings are wrong, and not a file. */
export function exitCodeOf(refusals: readonly Refusal[], hasProblems: boolean): ExitCode {
  if (refusals.some(({ rule }) => rule === 'wrong-target')) return 2;
  return hasProblems ? 1 : 0;
}

/** Runs one half of the reconcile and writes what it did. */
export async function runReconcile(
  cli: Cli,
  flags: RunFlags,
  run: (ports: RunPorts, options: RunOptions) => Promise<RunReport>,
): Promise<ExitCode> {
  const ports = await openRunPorts(cli, flags);
  const targets = flags.targets === undefined ? undefined : readNames(flags.targets);
  const report = await run(ports, {
    dryRun: flags.dryRun === true,
    confirmed: flags.confirm === true,
    targets,
    trustedFrom: flags.trustedFrom,
    runUrl: readRunUrl(cli),
  });
  cli.write(flags.json === true ? renderJson(describeRun(report)) : renderRun(report, cli));
  return exitCodeOf(report.refusals, needsAttention(report));
}
