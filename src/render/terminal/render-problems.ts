import type { Problem } from '../../access/problem.js';
import { showInvisible } from '../show-invisible.js';
import { paint, type Style } from './style.js';

/**
 * `path:line:column  rule  message`, as editors and `grep` read it, and the cure on the next line. Empty without problems.
 * Message, path and cure may hold hostile text.
 */
export function renderProblems(problems: readonly Problem[], style: Style): string {
  return problems.map((problem) => renderProblem(problem, style)).join('');
}

function renderProblem(problem: Problem, style: Style): string {
  const place = `${showInvisible(problem.path)}:${problem.line}:${problem.column}`;
  const look = problem.severity === 'error' ? 'red' : 'yellow';
  const rule = problem.severity === 'error' ? problem.rule : `warning: ${problem.rule}`;
  const head = `${paint(place, 'bold', style)}  ${paint(showInvisible(rule), look, style)}  ${showInvisible(problem.message)}`;
  return `${head}\n    ${showInvisible(problem.cure)}\n`;
}

/** `3 files checked: all well`, `3 files checked: 2 errors, 1 warning`. */
export function renderVerdict(files: number, problems: readonly Problem[], style: Style): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const counts = [count(errors, 'error'), count(warnings, 'warning')].filter((text) => text !== '').join(', ');
  const verdict =
    counts === '' ? paint('all well', 'green', style) : paint(counts, errors > 0 ? 'red' : 'yellow', style);
  return `${files} ${files === 1 ? 'file' : 'files'} checked: ${verdict}\n`;
}

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
