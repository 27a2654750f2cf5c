import type { Grant } from '../access/grant.js';
import { GitError } from '../git/repository.js';
import { GitHubError, type RepositoryTip } from '../github/github.js';
import type { Refusal } from '../plan/run-report.js';
import { openPastMerges } from './past-merges.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { type Past, verifyGrant, WAIT } from './verify-grant.js';
import { AS_IT_STANDS, openPolicyTrust } from './verify-policy.js';

/** Where GitHub did not tell: nothing is given, and nothing is taken away either (law 9). */
export const NOT_VERIFIED = 'not-verified';

/** Whether grants may be given, as GitHub and the branch say now (law 6); one for a whole run. */
export interface Verdicts {
  /** null: approved. A grant is worked out once. @throws only for what is no answer of GitHub or of the clone. */
  tell(grant: Grant): Promise<Refusal | null>;
  /** Asks at once for what {@link tell} would ask for grant by grant. */
  prepare(grants: readonly Grant[]): Promise<void>;
}

/** @throws {UsageError} where `trusted-from` is no commit of the branch. */
export async function openVerdicts(
  tip: RepositoryTip,
  { trustedFrom }: Pick<RunOptions, 'trustedFrom'>,
  ports: RunPorts,
): Promise<Verdicts> {
  const merges = openPastMerges(tip.branch, ports);
  const trust = trustedFrom === undefined ? AS_IT_STANDS : await openPolicyTrust(trustedFrom, tip.sha, merges, ports);
  const past: Past = { merges, trust, tip: tip.sha };
  const told = new Map<string, Promise<Refusal | null>>();
  return {
    tell(grant) {
      // A name has several lives, and each its own approvals.
      const key = [grant.name, ...grant.versions.map(({ commit }) => commit)].join(' ');
      const verdict = told.get(key) ?? work(grant, past, ports);
      told.set(key, verdict);
      return verdict;
    },
    async prepare(grants) {
      const commits = grants.flatMap(({ versions }) => versions.map(({ commit }) => commit));
      try {
        await merges.find(commits);
      } catch (error) {
        // Each grant asks for its own then, so that one commit that GitHub does not know refuses one grant (law 7).
        if (!(error instanceof GitHubError)) throw error;
      }
    },
  };
}

async function work(grant: Grant, past: Past, ports: RunPorts): Promise<Refusal | null> {
  ports.progress(`Working out the approvals of ${grant.name} again`);
  try {
    return await verifyGrant(grant, past, ports);
  } catch (error) {
    if (!(error instanceof GitHubError || error instanceof GitError)) throw error;
    const { name, system } = grant;
    return { rule: NOT_VERIFIED, grant: name, system, message: error.message, cure: WAIT, pullRequest: null };
  }
}
