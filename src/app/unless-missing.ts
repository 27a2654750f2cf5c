import type { Context } from 'probot';
import { statusOf } from '../github/errors.js';
import { type GitHub, GitHubError } from '../github/github.js';

/**
 * Handles what an event tells of a pull request; null where GitHub answers that there is none, with one line of log. To send
 * such an event again would help nobody, so it is acknowledged; every other failure is thrown.
 */
export async function unlessMissing<Result>(
  number: number | null,
  event: Pick<Context, 'log'>,
  github: Pick<GitHub, 'readHead'>,
  handle: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await handle();
  } catch (error) {
    if (number === null || !isNotFound(error) || !(await isMissing(number, github))) throw error;
    event.log.warn({ pullRequest: number }, 'GitHub has no such pull request: nothing was judged');
    return null;
  }
}

/** Much is asked for besides, and not found for want of a permission: so this is asked for alone. */
async function isMissing(number: number, github: Pick<GitHub, 'readHead'>): Promise<boolean> {
  try {
    await github.readHead(number);
    return false;
  } catch (error) {
    // A status is no answer to the query: the App has no installation, or its GitHub is no GitHub.
    return isNotFound(error) && statusOf(error) === null;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof GitHubError && error.kind === 'not-found';
}
