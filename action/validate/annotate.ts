import * as core from '@actions/core';
import type { Problem } from '../../src/access/problem.js';
import { showInvisible } from '../../src/render/show-invisible.js';
import type { PlacedEffect, PolicyChange } from '../../src/use-cases/describe-policy-change.js';
import { describeEffect } from './render-effects.js';

/** GitHub shows at most this many annotations of a step and a level; the summary has them all. */
const MOST_ANNOTATIONS = 10;

/**
 * Tells problems and effects on their lines. Warnings share their places: what a change does to grants comes before what is
 * merely odd, or somebody could hide the one behind the other.
 */
export function annotate(problems: readonly Problem[], change: PolicyChange): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const problem of errors.slice(0, MOST_ANNOTATIONS)) annotateProblem(problem, core.error);
  const told = change.kind === 'known' ? annotateEffects(change.effects) : 0;
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  for (const problem of warnings.slice(0, MOST_ANNOTATIONS - told)) annotateProblem(problem, core.warning);
}

/** Gives how many annotations it made. */
function annotateEffects(effects: readonly PlacedEffect[]): number {
  const shown = effects.slice(0, effects.length > MOST_ANNOTATIONS ? MOST_ANNOTATIONS - 1 : MOST_ANNOTATIONS);
  for (const effect of shown) {
    const place = { file: effect.path, startLine: effect.line, startColumn: effect.column };
    core.warning(showInvisible(describeEffect(effect)), { title: `Grant ${effect.kind}`, ...place });
  }
  const further = effects.length - shown.length;
  if (further === 0) return shown.length;
  core.warning(`${further} further grants are changed by it: the summary of this run lists them.`);
  return shown.length + 1;
}

function annotateProblem(problem: Problem, tell: typeof core.error): void {
  tell(showInvisible(`${problem.message} ${problem.cure}`), {
    title: problem.rule,
    // The command itself stands in the raw log; the path of a file that is in order has nothing to show.
    file: showInvisible(problem.path),
    startLine: problem.line,
    startColumn: problem.column,
  });
}
