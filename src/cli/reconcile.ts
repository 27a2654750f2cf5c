import type { Command } from 'commander';
import { needsAttention, type RunReport } from '../plan/run-report.js';
import { renderJson } from '../render/terminal/render-json.js';
import { describeRun, renderRun } from '../render/terminal/render-run.js';
import type { RunOptions, RunPorts } from '../use-cases/run-ports.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openRunPorts } from './run-ports.js';

export interface RunFlags extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly confirm?: boolean;
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
    .option('--confirm', 'let removals go ahead that are more than a quarter of what stands')
    .addHelpText('after', ENVIRONMENT);
}

/** Runs one half of the reconcile and writes what it did. */
export async function runReconcile(
  cli: Cli,
  flags: RunFlags,
  run: (ports: RunPorts, options: RunOptions) => Promise<RunReport>,
): Promise<ExitCode> {
  const ports = await openRunPorts(cli, flags);
  const report = await run(ports, { dryRun: flags.dryRun === true, confirmed: flags.confirm === true });
  cli.write(flags.json === true ? renderJson(describeRun(report)) : renderRun(report, cli));
  return needsAttention(report) ? 1 : 0;
}
