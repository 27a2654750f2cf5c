/** What is wrong with a file, for the person who has to mend it. A value, never an exception. */
export interface Problem {
  /** A stable name, such as `over-maximum`: tests, documentation and people refer to it. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** The file's path in the repository, with `/`. Hostile text: neutralise it before showing it. */
  readonly path: string;
  /** Counted from 1; 1 where the problem is the whole file's. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** What is wrong, in one sentence. May quote hostile text. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly cure: string;
}

/** True where at least one problem is an error: the file gives no access. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
