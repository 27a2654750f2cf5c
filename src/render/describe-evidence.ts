import type { RunReport } from '../plan/run-report.js';
import { endSentence } from './sentence.js';

/** What a run recorded, in one sentence; null where it recorded nothing. */
export function describeEvidence(evidence: RunReport['evidence']): string | null {
  if (evidence == null || evidence.written === 0) return null;
  const records = evidence.written === 1 ? '1 grant' : `${evidence.written} grants`;
  return `Evidence of ${records} recorded at ${evidence.commit?.slice(0, 12)} of lapse/evidence.`;
}

/** What could not be read or recorded. May quote hostile text. */
export function describeEvidenceFaults(evidence: RunReport['evidence']): readonly string[] {
  return (evidence?.faults ?? []).map(endSentence);
}
