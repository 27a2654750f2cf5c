import type { Command } from 'commander';
import { renderJson } from '../render/terminal/render-json.js';
import { describeChange, renderChange } from '../render/terminal/render-plan.js';
import { renderProblems } from '../render/terminal/render-problems.js';
import { renderRefusal } from '../render/terminal/render-run.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openObserving } from './open-observing.js';
import { readTime } from './options.js';
import { exitCodeOf } from './reconcile.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse plan
  $ lapse plan --at 2026-11-23T18:00:00Z --json

Environment:
  GITHUB_REPOSITORY_ID   GitHub's number of the repository; where it is not set, it is asked of GitHub, which takes
                         GITHUB_TOKEN and GITHUB_REPOSITORY
  AWS credentials and AWS_ENDPOINT_URL as for any AWS tool`;

interface PlanOptions extends GlobalOptions {
  readonly at?: string;
}

export function addPlan(program: Command, cli: Cli): void {
  program
    .command('plan')
    .summary('tell what would change at the providers')
    .description('Tell what would change at the providers to make them hold what HEAD says. Writes nothing.')
    .option('--at <time>', 'plan for this time, a date or RFC 3339 (default: now)')
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, command: Command) =>
      runCommand(cli, () => plan(cli, command.optsWithGlobals<PlanOptions>())),
    );
}

async function plan(cli: Cli, options: PlanOptions): Promise<ExitCode> {
  const at = options.at === undefined ? cli.now() : readTime('--at', options.at);
  const ports = await openObserving(cli, options);
  const { planChanges } = await import('../use-cases/plan-changes.js');
  const planned = await planChanges({
    ...ports,
    at,
  });
  const { changes, unchanged, refusals, problems } = planned;
  if (options.json === true) {
    cli.write(renderJson({ changes: changes.map(describeChange), unchanged, refusals, problems }));
  } else {
    for (const change of changes) cli.write(renderChange(change, cli));
    for (const refusal of refusals) cli.write(renderRefusal(refusal, cli));
    cli.write(renderProblems(problems, cli));
    cli.write(`${changes.length} to change, ${unchanged} unchanged\n`);
  }
  return exitCodeOf(refusals, refusals.length > 0 || problems.some((problem) => problem.severity === 'error'));
}
