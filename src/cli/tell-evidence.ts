import type { AuditSources } from '../audit/sources.js';
import { EVIDENCE_BRANCH, FETCH_EVIDENCE } from '../evidence/evidence-path.js';
import { showInvisible } from '../render/show-invisible.js';
import type { Cli } from './cli.js';

/** Says on standard error what of the evidence is missing or cannot be read; the rest is told all the same. */
export function tellEvidence({ evidence }: AuditSources, cli: Cli): void {
  if (evidence.head === null) {
    cli.report(
      `lapse: this clone does not have the evidence (the branch ${EVIDENCE_BRANCH}): fetch it with \`${FETCH_EVIDENCE}\`\n` +
        '    Without it there is what the history of HEAD says: who asked for what and why, what was merged, changed and removed when, and each window. Not who approved it, what was given and read back, and when that was gone.\n',
    );
  }
  for (const { path, message } of evidence.faults) {
    cli.report(`lapse: ${showInvisible(`${EVIDENCE_BRANCH}:${path}`)} is no evidence: ${showInvisible(message)}\n`);
  }
}
