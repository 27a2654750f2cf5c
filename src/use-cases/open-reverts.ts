import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { revertBatchBranch } from '../access/own-branch.js';
import { GitHubError } from '../github/github.js';
import type { RevertOutcome } from '../plan/run-report.js';
import { openRevert, type RevertOf, revertOf } from './open-revert.js';
import { formBatches, MOST_IN_A_BATCH } from './open-revert-batch.js';
import type { RevertContext } from './revert-context.js';

/** So many refusals to answer in a row are no accident. */
const MOST_UNANSWERED = 3;

/**
 * One revert for each ended request, or one for all of a system where the config wants batches. None is held back by
 * another's failure (law 7), but for GitHub asking for a rest.
 */
export async function openReverts(
  ended: readonly Grant[],
  wishes: { readonly inBatches: boolean; goneAt(grant: Grant): Instant },
  context: RevertContext,
): Promise<RevertOutcome[]> {
  const { singles, batches, left } = wishes.inBatches
    ? formBatches(ended, wishes.goneAt, context)
    : { singles: ended, batches: [], left: [] };
  const reverts = [...singles.map((grant) => revertOf(grant, wishes.goneAt(grant))), ...batches];
  const outcomes: RevertOutcome[] = [];
  let unanswered = 0;
  for (const [index, revert] of reverts.entries()) {
    const { outcome, error } = await tryOne(revert, `${index + 1} of ${reverts.length}`, context);
    unanswered = error?.kind === 'unavailable' ? unanswered + 1 : 0;
    if (unanswered === MOST_UNANSWERED) context.turns.giveUp();
    outcomes.push(...outcome);
  }
  const message = `a pull request holds ${MOST_IN_A_BATCH} of them at most; the next one takes it`;
  const waiting = { pullRequest: null, result: 'waiting', message } as const;
  return [
    ...outcomes,
    ...left.map(({ name, system }) => ({ grant: name, branch: revertBatchBranch(system), ...waiting })),
  ];
}

async function tryOne(
  revert: RevertOf,
  place: string,
  context: RevertContext,
): Promise<{ outcome: RevertOutcome[]; error: GitHubError | null }> {
  const { branch, grants } = revert;
  const spread = (result: Omit<RevertOutcome, 'grant' | 'branch'>) =>
    grants.map(({ name }) => ({ grant: name, branch, ...result }));
  if (context.turns.left() > 0) context.ports.progress(`Reverting by ${branch} (${place})`);
  try {
    return { outcome: spread(await openRevert(revert, context)), error: null };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { outcome: spread({ pullRequest: null, result: 'failed', message: error.message }), error };
  }
}
