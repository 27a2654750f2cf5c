import type { Positions } from './position.js';
import type { Problem } from './problem.js';

/** A problem that still says its place as a JSON pointer. */
export interface Fault {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly pointer: string;
  /** Whether the key or the value at the pointer is to be shown. */
  readonly on: 'key' | 'value';
  readonly message: string;
  readonly cure: string;
}

/** What a parser of one file gives. */
export interface ReadResult<T> {
  /** null where nothing of the file can be used. */
  readonly value: T | null;
  readonly problems: readonly Problem[];
  readonly positions: Positions;
}

/** More than this many problems in one file help nobody. */
export const MAXIMUM_PROBLEMS = 20;

export function faultAt(rule: string, pointer: string, message: string, cure: string): Fault {
  return { rule, severity: 'error', pointer, on: 'value', message, cure };
}

/** A problem that is the whole file's. */
export function fileProblem(path: string, rule: string, message: string, cure: string): Problem {
  return { rule, severity: 'error', path, line: 1, column: 1, message, cure };
}

/** Locates faults, in the order of the file, at most {@link MAXIMUM_PROBLEMS}: errors are never cut for warnings. */
export function locate(path: string, positions: Positions, faults: readonly Fault[]): Problem[] {
  const errorsFirst = [...faults].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
  const problems = errorsFirst.slice(0, MAXIMUM_PROBLEMS).map((fault) => {
    const { line, column } = fault.on === 'key' ? positions.key(fault.pointer) : positions.value(fault.pointer);
    const { rule, severity, message, cure } = fault;
    return { rule, severity, path, line, column, message, cure };
  });
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Quotes text of a stranger, shortened. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
