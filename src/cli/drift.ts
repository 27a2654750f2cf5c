import type { Command } from 'commander';
import { FETCH_EVIDENCE } from '../evidence/evidence-path.js';
import { showInvisible } from '../render/show-invisible.js';
import { renderDrift } from '../render/terminal/render-drift.js';
import { renderJson } from '../render/terminal/render-json.js';
import { renderProblems } from '../render/terminal/render-problems.js';
import { renderRefusal } from '../render/terminal/render-run.js';
import type { ObservedDrift } from '../use-cases/observe-drift.js';
import type { Cli, ExitCode, GlobalOptions } from './cli.js';
import { openObserving } from './open-observing.js';
import { readNames } from './options.js';
import { runCommand } from './run-command.js';

const EXAMPLES = `
Examples:
  $ lapse drift
  $ lapse drift --targets aws-iam:111122223333 --json

Exit codes: 0 no drift; 1 drift; 2 it could not be told of every target.

Environment:
  GITHUB_REPOSITORY_ID   GitHub's number of the repository; where it is not set, it is asked of GitHub, which takes
                         GITHUB_TOKEN and GITHUB_REPOSITORY
  AWS credentials and AWS_ENDPOINT_URL as for any AWS tool`;

const NO_EVIDENCE = `this clone has no evidence, so what is missing cannot be told, nor a changed role from what was changed by hand; fetch it: ${FETCH_EVIDENCE}`;

interface DriftOptions extends GlobalOptions {
  readonly targets?: string;
  readonly evidence?: string;
}

export function addDrift(program: Command, cli: Cli): void {
  program
    .command('drift')
    .summary('tell what providers hold otherwise than HEAD says')
    .description(
      'Tell what the providers hold with our mark that no grant explains, what was changed there by hand, and what is missing. Writes nothing.',
    )
    .option('--targets <names>', 'only these targets, between commas (default: all; lapse targets lists them)')
    .option('--evidence <rev>', 'the revision of the evidence (default: origin/lapse/evidence)')
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, command: Command) =>
      runCommand(cli, () => drift(cli, command.optsWithGlobals<DriftOptions>())),
    );
}

async function drift(cli: Cli, options: DriftOptions): Promise<ExitCode> {
  const ports = await openObserving(cli, options);
  const { observeDrift } = await import('../use-cases/observe-drift.js');
  const observed = await observeDrift({
    ...ports,
    at: cli.now(),
    targets: options.targets === undefined ? undefined : readNames(options.targets),
    evidence: options.evidence,
  });
  const { evidence, refusals, problems } = observed;
  if (evidence.head === null) cli.report(`warning: ${NO_EVIDENCE}\n`);
  for (const { path, message } of evidence.faults) {
    cli.report(`warning: ${showInvisible(path)} of the evidence counts for nothing: ${showInvisible(message)}\n`);
  }
  if (options.json === true) {
    const faults = evidence.faults;
    cli.write(
      renderJson({ commit: ports.commit, evidence: evidence.head, drift: observed.drift, refusals, problems, faults }),
    );
  } else {
    cli.write(renderDrift(observed.drift, isWhole(observed), cli));
    for (const refusal of refusals) cli.write(renderRefusal(refusal, cli));
    cli.write(renderProblems(problems, cli));
  }
  return exitCodeOf(observed);
}

function isWhole({ refusals, isKnown }: ObservedDrift): boolean {
  return isKnown && refusals.length === 0;
}

/** Whoever asks for drift must not take silence for an answer: a target that was not read decides. */
function exitCodeOf(observed: ObservedDrift): ExitCode {
  if (!isWhole(observed)) return 2;
  return observed.drift.length > 0 ? 1 : 0;
}
