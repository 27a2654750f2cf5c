import { evidencePath } from '../../src/evidence/evidence-path.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { createRepository, type TestRepository } from './test-repository.js';

export const EVIDENCE = 'refs/remotes/origin/lapse/evidence';

/** Gives a clone the branch of the evidence as a fetch from GitHub leaves it there, with these records and files. */
export function layEvidence(
  repository: TestRepository,
  records: readonly EvidenceRecord[],
  others: Readonly<Record<string, string>> = {},
): void {
  const files = records.map((record) => [evidencePath(record), writeEvidence(record)] as const);
  const origin = createRepository({ ...Object.fromEntries(files), ...others });
  try {
    origin.commit('Evidence', '2026-11-22T12:00:00Z');
    repository.git('fetch', '--quiet', origin.path, `+main:${EVIDENCE}`);
  } finally {
    origin.remove();
  }
}
