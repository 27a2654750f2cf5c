import type { Finding } from '../audit/finding.js';
import type { AuditReport } from '../audit/report.js';
import { settleOnline } from '../audit/settle-online.js';
import type { AuditSources } from '../audit/sources.js';
import { evidencePath } from '../evidence/evidence-path.js';
import type { Repository } from '../git/repository.js';
import { providers } from '../providers/providers.js';
import { showInvisible } from '../render/show-invisible.js';
import { verifyAudit } from '../use-cases/verify-audit.js';
import { verifyOnline } from '../use-cases/verify-online.js';
import type { Cli } from './cli.js';
import { connectGitHub } from './run-ports.js';

/** How much is held against what. */
export interface Verification {
  /** GitHub's public keys; null: signatures stay unproved. */
  readonly keyFile: string | null;
  /** Whether GitHub is asked again, about the rows of the report. */
  readonly isOnline: boolean;
}

/**
 * All that does not add up or cannot be proved: everything that can be worked out again from the clone, whatever was asked
 * for, and, where GitHub is to be asked, what it says of the rows that were.
 */
export async function verify(
  sources: AuditSources,
  { rows }: AuditReport,
  { keyFile, isOnline }: Verification,
  repository: Repository,
  cli: Cli,
): Promise<readonly Finding[]> {
  // A token that is missing is said before the work.
  const github = isOnline ? await connectGitHub(cli) : null;
  const found = await verifyAudit(sources, { repository, providers, keyFile, now: () => cli.now() });
  if (github === null) return found;
  const progress = (line: string): void => cli.report(`${showInvisible(line)}\n`);
  const asked = new Set(
    rows.flatMap(({ grant, addedIn }) => (addedIn === null ? [] : evidencePath({ grant, addedIn }))),
  );
  const isWhole = [...sources.evidence.records.keys()].every((path) => asked.has(path));
  return settleOnline(found, await verifyOnline(sources, rows, { repository, github, progress }), isWhole);
}
