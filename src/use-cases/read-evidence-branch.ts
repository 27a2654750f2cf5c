import type { EvidenceReading } from '../audit/sources.js';
import { EVIDENCE_BRANCH, EVIDENCE_README, type LifeName, readEvidencePath } from '../evidence/evidence-path.js';
import { MAXIMUM_EVIDENCE_BYTES, readEvidence } from '../evidence/read-evidence.js';
import type { EvidenceRecord } from '../evidence/record.js';
import { GitError, type Repository, type TreeEntry } from '../git/repository.js';
import { UsageError } from './usage-error.js';

/** Where a clone has the branch of the evidence: as it was fetched from GitHub, and else one of its own. */
const PLACES = [`refs/remotes/origin/${EVIDENCE_BRANCH}`, `refs/heads/${EVIDENCE_BRANCH}`] as const;

/** The revision at which the clone has the branch of the evidence; null: it has none. */
export async function findEvidence(repository: Repository): Promise<string | null> {
  for (const place of PLACES) if ((await resolveOrNull(repository, place)) !== null) return place;
  return null;
}

/**
 * The revision that somebody names for the evidence, or where the clone has it; null: it has none.
 * @throws {UsageError} where one is named that the clone does not have.
 */
export async function requireEvidence(repository: Repository, revision: string | null): Promise<string | null> {
  if (revision === null) return findEvidence(repository);
  try {
    return await repository.resolve(revision);
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw new UsageError(cause.message, 'give --evidence a branch or a commit of the clone', { cause });
  }
}

/**
 * Every record of the branch of the evidence: two git processes and one for its head, however many there are. What cannot
 * be read is a fault with the path that it stands at, and takes no record with it (law 7).
 *
 * @param revision its head, or a name of it; null: there is none.
 * @param wants leaves out the records of other lives, unread.
 * @param below lists what is in these folders alone; none: the whole branch.
 * @throws {GitError} where it names no commit, or holds more files than can be listed.
 */
export async function readEvidenceBranch(
  repository: Repository,
  revision: string | null,
  wants: (life: LifeName) => boolean = () => true,
  below: readonly string[] = [],
): Promise<EvidenceReading> {
  if (revision === null) return { head: null, records: new Map(), faults: [] };
  const head = await repository.resolve(revision);
  const records = new Map<string, EvidenceRecord>();
  const faults: { path: string; message: string }[] = [];
  const paths = new Map<string, string[]>();
  for (const entry of await repository.listTree(head, below)) {
    const life = readEvidencePath(entry.path);
    if (entry.path === EVIDENCE_README || (life !== null && !wants(life))) continue;
    const message = findFault(entry);
    const same = paths.get(entry.oid);
    if (message !== null) faults.push({ path: entry.path, message });
    else if (same === undefined) paths.set(entry.oid, [entry.path]);
    else same.push(entry.path);
  }
  await repository.streamBlobs([...paths.keys()], MAXIMUM_EVIDENCE_BYTES, (oid, bytes) => {
    for (const path of paths.get(oid) ?? []) {
      const reading = bytes === null ? { fault: 'The clone does not have it.' } : readEvidence(path, bytes);
      if ('record' in reading) records.set(path, reading.record);
      else faults.push({ path, message: reading.fault });
    }
  });
  return { head, records, faults: faults.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Why an entry is no record, whatever it holds; null: nothing is wrong with it from outside. */
function findFault({ path, mode, size }: TreeEntry): string | null {
  if (readEvidencePath(path) === null) return 'Its path is none of a record.';
  if (!mode.startsWith('100')) return 'It is no regular file.';
  return size > MAXIMUM_EVIDENCE_BYTES ? `It is larger than ${MAXIMUM_EVIDENCE_BYTES} bytes.` : null;
}

async function resolveOrNull(repository: Repository, revision: string): Promise<string | null> {
  try {
    return await repository.resolve(revision);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
