import type { Repository } from '../git/repository.js';
import { UsageError } from './usage-error.js';

/** A clone without its whole history cannot say when a grant was merged (design §3). */
export class ShallowCloneError extends UsageError {}

/** @throws {ShallowCloneError} with the cure, for people and for workflows. */
export async function refuseShallowClone(repository: Repository): Promise<void> {
  if (!(await repository.isShallow())) return;
  throw new ShallowCloneError(
    'this is a shallow clone, and grants are read from the whole history',
    'fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout',
  );
}
