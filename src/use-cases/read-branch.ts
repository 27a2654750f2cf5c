import { condenseVersion } from '../access/condense-version.js';
import type { Grant } from '../access/grant.js';
import { resolveGrants } from '../access/grants.js';
import type { HistoryCommit } from '../access/history.js';
import { historyHorizon } from '../access/history-horizon.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import { readPolicy } from '../access/read-policy.js';
import type { SourceFile } from '../access/source-file.js';
import type { Repository } from '../git/repository.js';
import { PATHS_OF_OURS } from './paths-of-ours.js';
import { refuseShallowClone } from './refuse-shallow-clone.js';

/** A branch as one commit of it says it, judged at one instant. */
export interface BranchReading {
  readonly commit: string;
  readonly files: readonly SourceFile[];
  readonly policy: Policy;
  /** First-parent, newest first, as far back as a grant can reach (design §3). */
  readonly history: readonly HistoryCommit[];
  /** Every version of every request file in the history, by id. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** The grants of the tree, by name. */
  readonly grants: readonly Grant[];
}

/**
 * Reads a branch from a clone: the tree, then the history as far back as a grant of it can reach, then every version.
 * @throws {UsageError} for a shallow clone, whose history cannot be judged.
 */
export async function readBranch(
  repository: Repository,
  providers: ReadonlyMap<string, ProviderTerms>,
  commit: string,
  now: Instant,
): Promise<BranchReading> {
  await refuseShallowClone(repository);
  const files = await repository.readTree(commit, PATHS_OF_OURS);
  const policy = readPolicy(files, providers);
  const history = await repository.readHistory(commit, ['access'], historyHorizon(policy, now));
  const oids = history.flatMap((entry) => entry.changes.flatMap((change) => change.oid ?? []));
  const blobs = await repository.readBlobs([...new Set(oids)], condenseVersion);
  const grants = resolveGrants({ files, history, blobs, policy, now });
  return { commit, files, policy, history, blobs, grants };
}
