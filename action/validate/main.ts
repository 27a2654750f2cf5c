import * as core from '@actions/core';
import { context } from '@actions/github';
import { openRepository } from '../../src/git/git-repository.js';
import { providers } from '../../src/providers/providers.js';
import { describePolicyChange, type PolicyChange } from '../../src/use-cases/describe-policy-change.js';
import { validateFiles } from '../../src/use-cases/validate-files.js';
import { failAction } from '../log.js';
import { annotate } from './annotate.js';
import { renderEffects } from './render-effects.js';
import { renderValidationSummary } from './render-summary.js';

void main();

/** Checks the checked-out tree by the policy of the base, and tells each problem on its line. Needs no token. */
async function main(): Promise<void> {
  try {
    const repository = await openRepository(core.getInput('working-directory'));
    const ports = { repository, providers };
    const [base, now] = [chooseBase(), Date.now()];
    const result = await validateFiles(ports, { base, only: null, now });
    const change: PolicyChange = base === null ? { kind: 'none' } : await describePolicyChange(ports, { base, now });
    const problems = result.files.flatMap((file) => file.problems);
    annotate(problems, change);
    core.setOutput('valid', result.valid);
    core.setOutput('problems', problems.length);
    // Other CI systems have no job summary; the annotations say the same.
    if (process.env['GITHUB_STEP_SUMMARY']) {
      const summary = renderValidationSummary(result.files) + renderEffects(change);
      await core.summary.addRaw(summary, true).write();
    }
    if (!result.valid)
      core.setFailed('Some files below access/ have errors: the annotations and the summary say which.');
  } catch (error) {
    failAction(error);
  }
}

/** Outside of a pull request there is no base: the tree is judged by its own policy. */
function chooseBase(): string | null {
  const given = core.getInput('base');
  if (given !== '') return given;
  const branch: unknown = context.payload.pull_request?.['base']?.ref;
  return typeof branch === 'string' ? `refs/remotes/origin/${branch}` : null;
}
