import * as core from '@actions/core';
import { context } from '@actions/github';
import { openRepository } from '../src/git/git-repository.js';
import { createOctokit } from '../src/github/octokit.js';
import { openGitHub } from '../src/github/open-github.js';
import { needsAttention, type RunReport } from '../src/plan/run-report.js';
import { providers } from '../src/providers/providers.js';
import { renderRunSummary } from '../src/render/run-summary.js';
import { showInvisible } from '../src/render/show-invisible.js';
import { readTargetNames } from '../src/use-cases/pick-targets.js';
import type { RunOptions, RunPorts } from '../src/use-cases/run-ports.js';
import { fitSummary } from './fit-summary.js';
import { failAction, writeLog } from './log.js';
import { pause, readIdentityToken } from './surroundings.js';

/** What the Actions `provision` and `expire` have in common: inputs in, one run, summary and outputs out. */
export async function runReconcile(run: (ports: RunPorts, options: RunOptions) => Promise<RunReport>): Promise<void> {
  try {
    const options: RunOptions = {
      dryRun: readBoolean('dry-run'),
      confirmed: readBoolean('confirm'),
      targets: readTargetNames(core.getInput('targets')),
      trustedFrom: core.getInput('trusted-from') || undefined,
      runUrl: `${context.serverUrl}/${context.repo.owner}/${context.repo.repo}/actions/runs/${context.runId}`,
    };
    await publish(await run(await openPorts(), options));
  } catch (error) {
    failAction(error);
  }
}

/** What is not given is false, as action.yml says; `getBooleanInput` speaks of YAML's schemas to whoever leaves it out. */
function readBoolean(name: string): boolean {
  return core.getInput(name) !== '' && core.getBooleanInput(name);
}

async function openPorts(): Promise<RunPorts> {
  const token = core.getInput('github-token', { required: true });
  core.setSecret(token);
  const { owner, repo } = context.repo;
  const octokit = createOctokit({ token, apiUrl: context.apiUrl, graphqlUrl: context.graphqlUrl });
  return {
    repository: await openRepository(core.getInput('working-directory'), { token, serverUrl: context.serverUrl }),
    github: openGitHub({ octokit, owner, name: repo }),
    providers,
    identityToken: readIdentityToken(),
    now: () => Date.now(),
    sleep: pause,
    progress: writeLog,
  };
}

async function publish(report: RunReport): Promise<void> {
  const count = (result: string): number => report.outcomes.filter((outcome) => outcome.result === result).length;
  core.setOutput('changed', count('done'));
  core.setOutput('planned', count('planned'));
  core.setOutput('failed', count('failed') + count('withheld') + report.refusals.length);
  core.setOutput('commit', report.commit);
  core.setOutput('recorded', report.evidence?.written ?? 0);
  for (const warning of report.warnings ?? []) core.warning(showInvisible(warning));
  await core.summary.addRaw(fitSummary(renderRunSummary(report)), true).write();
  if (needsAttention(report)) core.setFailed('Something needs a person: the summary of this run says what and why.');
}
