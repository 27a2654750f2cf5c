import assert from 'node:assert/strict';
import type { Problem } from '../../src/access/problem.js';
import type { SourceFile } from '../../src/access/source-file.js';

/** Holds problems to what each promises: a rule, a place within the file, what is wrong, and a cure. */
export function expectProblems(file: SourceFile, problems: readonly Problem[]): void {
  const lines = new TextDecoder().decode(file.bytes ?? new Uint8Array()).split('\n');
  assert.ok(problems.length <= 20, `${problems.length} problems`);
  for (const problem of problems) {
    assert.match(problem.rule, /^[a-z]+(?:-[a-z0-9]+)*$/);
    assert.equal(problem.path, file.path);
    assert.ok(Number.isSafeInteger(problem.line) && problem.line >= 1 && problem.line <= lines.length, show(problem));
    const width = lines[problem.line - 1]?.length ?? 0;
    assert.ok(
      Number.isSafeInteger(problem.column) && problem.column >= 1 && problem.column <= width + 1,
      show(problem),
    );
    assert.match(problem.message, /\S\.$/, show(problem));
    assert.match(problem.cure, /\S[.:/]?/, show(problem));
    assert.ok(problem.message.length < 1_000 && problem.cure.length < 1_000, show(problem));
  }
}

function show(problem: Problem): string {
  return JSON.stringify(problem).slice(0, 2_000);
}
