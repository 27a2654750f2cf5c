import { GitHubError, type OpenIssue } from '../github/github.js';
import type { Refusal } from '../plan/run-report.js';
import {
  readSections,
  renderUnapproved,
  renderUnapprovedIssue,
  UNAPPROVED_CLOSING,
  UNAPPROVED_TITLE,
} from '../render/render-unapproved-issue.js';
import { NOT_VERIFIED } from './open-verdicts.js';
import type { Reconciled } from './reconcile.js';
import type { RunPorts } from './run-ports.js';

/**
 * Keeps the one open issue about what stands on the branch and is not given (law 6): opened, rewritten where it says
 * something else, and closed when nothing is left. That it cannot be written fails nothing, like a notice.
 */
export async function keepIssue(
  run: Pick<Reconciled, 'tip' | 'refusals' | 'systems'>,
  ports: Pick<RunPorts, 'github' | 'progress'>,
): Promise<void> {
  const { github } = ports;
  try {
    if (isUpToDate(run, run.tip.openIssues)) return;
    // Runs of other targets write to it at the same time.
    const { openIssues } = await github.readTip();
    if (isUpToDate(run, openIssues)) return;
    const [open = null, ...doubled] = openIssues;
    const body = compose(run, open);
    if (body !== null) await github.writeIssue(open, { title: UNAPPROVED_TITLE, body });
    else if (open !== null) await github.closeIssue(open.number, UNAPPROVED_CLOSING);
    for (const { number } of doubled) await github.closeIssue(number, `#${open?.number} says the same.`);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    ports.progress(`What is not approved could not be told in an issue: ${error.message}`);
  }
}

function isUpToDate(run: Pick<Reconciled, 'refusals' | 'systems'>, openIssues: readonly OpenIssue[]): boolean {
  const [open = null, ...doubled] = openIssues;
  return doubled.length === 0 && compose(run, open) === (open?.body ?? null);
}

/** What the issue has to say; null: nothing. What this run cannot tell stays as the last one that could has told it. */
function compose(
  { refusals, systems }: Pick<Reconciled, 'refusals' | 'systems'>,
  open: OpenIssue | null,
): string | null {
  const before = open === null ? new Map<string, string>() : readSections(open.body);
  const sections = new Map<string, string>();
  for (const [system, section] of before) {
    if (!systems.read.has(system) && (systems.bound?.has(system) ?? true)) sections.set(system, section);
  }
  for (const system of systems.read) {
    const own = refusals.filter((refusal) => refusal.system === system && refusal.grant !== null);
    const earlier = before.get(system);
    if (own.some(isDefinite)) sections.set(system, renderUnapproved(system, own));
    else if (own.length > 0 && earlier !== undefined) sections.set(system, earlier);
  }
  return sections.size === 0 ? null : renderUnapprovedIssue(sections);
}

/** Where GitHub does not answer, nobody has done anything wrong: that opens no issue, and closes none. */
function isDefinite({ rule }: Refusal): boolean {
  return rule !== NOT_VERIFIED;
}
