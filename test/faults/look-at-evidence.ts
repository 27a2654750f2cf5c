import { EVIDENCE_BRANCH, EVIDENCE_README, readEvidencePath } from '../../src/evidence/evidence-path.js';
import { findRewriting } from '../../src/evidence/find-rewriting.js';
import { readEvidence } from '../../src/evidence/read-evidence.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { openShared } from './run-in-process.js';

/** What the branch of the evidence holds, and whether it only ever grew. */
export interface SeenEvidence {
  readonly records: readonly EvidenceRecord[];
  /** What is wrong with it, whatever it says. */
  readonly faults: readonly string[];
}

/** @param head of the branch; undefined: there is none. */
export async function lookAtEvidence(gitDirectory: string, head: string | undefined): Promise<SeenEvidence> {
  if (head === undefined) return { records: [], faults: [] };
  const repository = await openShared(gitDirectory);
  const history = await repository.readHistory(head, [EVIDENCE_README, 'aws-sandbox'], null);
  const changes = history.toReversed().flatMap((commit) => commit.changes);
  const bytes = await repository.readBlobs([...new Set(changes.flatMap(({ oid }) => oid ?? []))]);
  const records = new Map<string, EvidenceRecord>();
  const faults: string[] = [];
  for (const { path, status, oid } of changes) {
    if (path === EVIDENCE_README) continue;
    const blob = bytes.get(oid ?? '');
    if (status === 'D' || blob === undefined || readEvidencePath(path) === null) {
      faults.push(`${EVIDENCE_BRANCH}: ${status} ${path}`);
      continue;
    }
    const reading = readEvidence(path, blob);
    if ('fault' in reading) {
      faults.push(`${path}: ${reading.fault}`);
      continue;
    }
    const before = records.get(path);
    const rewriting = before === undefined ? null : findRewriting(before, reading.record);
    if (rewriting !== null) faults.push(`${path}: ${rewriting}`);
    records.set(path, reading.record);
  }
  return { records: [...records.values()], faults };
}
