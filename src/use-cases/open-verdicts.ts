import type { Grant } from '../access/grant.js';
import { GitError } from '../git/repository.js';
import { GitHubError, type RepositoryTip } from '../github/github.js';
import type { Refusal } from '../plan/run-report.js';
import { openPastMerges, type PastMerges } from './past-merges.js';
import { rememberLine } from './remember-line.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { UsageError } from './usage-error.js';
import { type Past, type Verdict, verifyGrant, WAIT } from './verify-grant.js';
import { AS_IT_STANDS, openPolicyTrust, type PolicyTrust } from './verify-policy.js';

/** Where GitHub did not tell: nothing is given, and nothing is taken away either (law 9). */
export const NOT_VERIFIED = 'not-verified';

/** Whether grants may be given, as GitHub and the branch say now (law 6); one for a whole run. */
export interface Verdicts {
  /** null: approved. A grant is worked out once. @throws only for what is no answer of GitHub or of the clone. */
  tell(grant: Grant): Promise<Refusal | null>;
  /** The same with its proofs. */
  prove(grant: Grant): Promise<Verdict>;
  /** Whether {@link tell} has been asked: then {@link prove} asks nobody. */
  hasTold(grant: Grant): boolean;
  /** Asks at once for what {@link tell} would ask for grant by grant. */
  prepare(grants: readonly Grant[]): Promise<void>;
}

/** @throws {UsageError} where `trusted-from` is no commit of the branch, and the run may give something. */
export async function openVerdicts(
  tip: RepositoryTip,
  { trustedFrom }: Pick<RunOptions, 'trustedFrom'>,
  ports: RunPorts,
  scope: 'everything' | 'removals',
): Promise<Verdicts> {
  const merges = openPastMerges(tip.branch, ports);
  const trust = await openTrust(trustedFrom, tip, merges, ports, scope);
  const past: Past = { merges, trust, tip: tip.sha };
  const remembering = { ...ports, repository: rememberLine(ports.repository, tip.sha) };
  const told = new Map<string, Promise<Verdict>>();
  // A name has several lives, and each its own approvals.
  const keyOf = (grant: Grant) => [grant.name, ...grant.versions.map(({ commit }) => commit)].join(' ');
  function prove(grant: Grant): Promise<Verdict> {
    const verdict = told.get(keyOf(grant)) ?? work(grant, past, remembering);
    told.set(keyOf(grant), verdict);
    return verdict;
  }
  return {
    tell: async (grant) => (await prove(grant)).refusal,
    prove,
    hasTold: (grant) => told.has(keyOf(grant)),
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

async function openTrust(
  trustedFrom: string | undefined,
  tip: RepositoryTip,
  merges: PastMerges,
  ports: RunPorts,
  scope: 'everything' | 'removals',
): Promise<PolicyTrust> {
  if (trustedFrom === undefined) return AS_IT_STANDS;
  try {
    return await openPolicyTrust(trustedFrom, tip.sha, merges, ports);
  } catch (error) {
    // What takes access away rests on no policy, so a line that somebody rewrote must not hold it up (law 7).
    if (scope === 'everything' || !(error instanceof UsageError)) throw error;
    ports.progress(`Access is taken away, and nothing else counts as approved: ${error.message}; ${error.cure}`);
    return { findDistrust: async () => ({ rule: NOT_VERIFIED, path: 'trusted-from', why: error.message }) };
  }
}

async function work(grant: Grant, past: Past, ports: RunPorts): Promise<Verdict> {
  ports.progress(`Working out the approvals of ${grant.name} again`);
  try {
    return await verifyGrant(grant, past, ports);
  } catch (error) {
    if (!(error instanceof GitHubError || error instanceof GitError)) throw error;
    const { name, system } = grant;
    const refusal = { rule: NOT_VERIFIED, grant: name, system, message: error.message, cure: WAIT, pullRequest: null };
    return { refusal, approvals: [] };
  }
}
