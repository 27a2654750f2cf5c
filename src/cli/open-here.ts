import type { Credentials } from '../git/credentials.js';
import { openRepository } from '../git/git-repository.js';
import { GitError, type Repository } from '../git/repository.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { GlobalOptions } from './cli.js';

/**
 * The repository that `-C` names, or that the command is run in.
 * @param credentials for fetching what the clone lacks; only a run needs it.
 * @throws {UsageError} where there is none.
 */
export async function openHere(options: GlobalOptions, credentials: Credentials | null = null): Promise<Repository> {
  try {
    return await openRepository(options.C ?? '.', credentials);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UsageError(error.message, 'run it in a clone, or name one with -C', { cause: error });
  }
}
