import * as core from '@actions/core';
import { context } from '@actions/github';
import type { Problem } from '../../src/access/problem.js';
import { openRepository } from '../../src/git/git-repository.js';
import { providers } from '../../src/providers/providers.js';
import { showInvisible } from '../../src/render/show-invisible.js';
import { validateFiles } from '../../src/use-cases/validate-files.js';
import { failAction } from '../log.js';
import { renderValidationSummary } from './render-summary.js';

/** GitHub shows at most this many annotations of a step and a level; the summary has them all. */
const MOST_ANNOTATIONS = 10;

void main();

/** Checks the checked-out tree by the policy of the base, and tells each problem on its line. Needs no token. */
async function main(): Promise<void> {
  try {
    const repository = await openRepository(core.getInput('working-directory'));
    const ports = { repository, providers };
    const result = await validateFiles(ports, { base: chooseBase(), only: null, now: Date.now() });
    const problems = result.files.flatMap((file) => file.problems);
    for (const problem of problems.slice(0, MOST_ANNOTATIONS)) annotate(problem);
    core.setOutput('valid', result.valid);
    core.setOutput('problems', problems.length);
    // Other CI systems have no job summary; the annotations say the same.
    if (process.env['GITHUB_STEP_SUMMARY']) {
      await core.summary.addRaw(renderValidationSummary(result.files), true).write();
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

function annotate(problem: Problem): void {
  const tell = problem.severity === 'error' ? core.error : core.warning;
  tell(showInvisible(`${problem.message} ${problem.cure}`), {
    title: problem.rule,
    file: problem.path,
    startLine: problem.line,
    startColumn: problem.column,
  });
}
