import type { Instant } from '../access/instant.js';

/** What a command gets from its process, given in so that no command reaches for it (law 12). */
export interface Cli {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results may be coloured: they go to a terminal, and nobody has set NO_COLOR (https://no-color.org). */
  readonly colour: boolean;
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
  /** Results, to standard output. */
  write(text: string): void;
  /** Progress and errors, to standard error. */
  report(text: string): void;
  setExitCode(code: ExitCode): void;
}

/** 0: all well; 1: problems found; 2: used wrongly, could not run, or the credentials are of another account. */
export type ExitCode = 0 | 1 | 2;

/** The options that every command takes. */
export interface GlobalOptions {
  /** `-C`: where to work, as git's own. */
  readonly C?: string;
  readonly json?: boolean;
}
