import type { OpenRevert, RepositoryTip } from '../github/github.js';
import type { BranchLine } from './branch-line.js';
import type { RevertTurns } from './revert-turns.js';
import type { RunPorts } from './run-ports.js';

/** What is known before the first revert of a run is opened. */
export interface RevertContext {
  readonly tip: RepositoryTip;
  readonly line: BranchLine;
  /** The reverts that are open, by branch. */
  readonly open: ReadonlyMap<string, OpenRevert>;
  readonly turns: RevertTurns;
  readonly ports: RunPorts;
}
