import { readAccessPath } from '../access/access-path.js';
import { condenseVersion } from '../access/condense-version.js';
import type { HistoryCommit } from '../access/history.js';
import { resolveIncarnations } from '../access/incarnations.js';
import type { AuditSources } from '../audit/sources.js';
import type { Repository } from '../git/repository.js';
import { PATHS_OF_OURS } from './paths-of-ours.js';
import { readEvidenceBranch } from './read-evidence-branch.js';
import { refuseShallowClone } from './refuse-shallow-clone.js';

/**
 * All that a clone says of what there was, of HEAD and of the evidence: each thing is read once, with a number of git
 * processes that does not depend on how much there is.
 *
 * @param evidenceRevision the head of the evidence, or a name of it; null: none is read.
 * @param commit the commit of the default branch; null: HEAD.
 * @throws {ShallowCloneError} where the history is not all there.
 * @throws {GitError} where the evidence's revision names no commit.
 */
export async function readAuditSources(
  repository: Repository,
  evidenceRevision: string | null,
  commit: string | null = null,
): Promise<AuditSources> {
  await refuseShallowClone(repository);
  const judged = commit ?? (await repository.resolve('HEAD'));
  const history = await repository.readHistory(judged, PATHS_OF_OURS, null);
  const blobs = await repository.readBlobs(listVersions(history), condenseVersion);
  const lives = resolveIncarnations(history, blobs);
  return { commit: judged, history, lives, evidence: await readEvidenceBranch(repository, evidenceRevision) };
}

/** The ids of every version of every request file; what else the history touches is not parsed. */
function listVersions(history: readonly HistoryCommit[]): readonly string[] {
  const oids = new Set<string>();
  for (const { changes } of history) {
    for (const { path, oid } of changes) if (oid !== null && readAccessPath(path).kind === 'request') oids.add(oid);
  }
  return [...oids];
}
