import type { Grant } from '../access/grant.js';
import { EVIDENCE_BRANCH } from '../evidence/evidence-path.js';
import { readReconciled } from '../evidence/reconciled-commit.js';
import { ALL_COMMITS, GitError } from '../git/repository.js';
import type { RepositoryTip } from '../github/github.js';
import type { Refusal } from '../plan/run-report.js';
import type { Verdicts } from './open-verdicts.js';
import type { RunPorts } from './run-ports.js';

/** Of a grant in a history that nobody has confirmed: whether it is approved there, nobody was asked. */
export const HISTORY_REWRITTEN = 'history-rewritten';

/** Nearly always far enough back: so many commits came since a run recorded something. */
const REACH = 1_000;

const CURE =
  'If it was right, look at what this run would change and run once with --confirm (in Actions: LAPSE_CONFIRM); else push the old history back.';

/**
 * The commit that a run reconciled before and recorded, where the default branch's first-parent line does not hold it any more:
 * another history was pushed over it, in which what was taken back may stand again. null: there is none, or nothing tells.
 */
export async function findLostCommit(
  { sha, evidence }: RepositoryTip,
  { repository, progress }: Pick<RunPorts, 'repository' | 'progress'>,
): Promise<string | null> {
  if (evidence === null) return null;
  try {
    await repository.ensureCommit(evidence, EVIDENCE_BRANCH);
    const known = readReconciled(await repository.readMessage(evidence));
    if (known === null || known === sha) return null;
    const line = await repository.firstParents(sha, REACH);
    const isThere =
      line.includes(known) ||
      (line.length >= REACH && (await repository.firstParents(sha, ALL_COMMITS)).includes(known));
    return isThere ? null : known;
  } catch (error) {
    // The evidence stops nothing by being away (ADR 0015); that it cannot be written fails the run.
    if (!(error instanceof GitError)) throw error;
    progress(`Whether the default branch was rewritten cannot be told: ${error.message}`);
    return null;
  }
}

/** In one sentence, for the summary of a run. */
export function tellLost(lost: string): string {
  return `The default branch has lost commit ${lost.slice(0, 12)}, which an earlier run had reconciled: another history was pushed over it. Nothing is given, and what neither an expiry nor a deleted file explains stays. ${CURE}`;
}

/** Nothing is approved by a history that nobody has confirmed. */
export function refuseByLost(verdicts: Verdicts, lost: string): Verdicts {
  const message = `the default branch has lost commit ${lost.slice(0, 12)}, which an earlier run had reconciled`;
  const refuse = ({ name, system }: Grant): Refusal => {
    return { rule: HISTORY_REWRITTEN, grant: name, system, message, cure: CURE, pullRequest: null };
  };
  return {
    ...verdicts,
    tell: async (grant) => refuse(grant),
    prove: async (grant) => ({ refusal: refuse(grant), approvals: [] }),
  };
}
