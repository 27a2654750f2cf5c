import type { Refusal } from '../plan/run-report.js';
import {
  renderUnapproved,
  renderUnapprovedIssue,
  UNAPPROVED_CLOSING,
  UNAPPROVED_TITLE,
} from '../render/render-unapproved-issue.js';
import { keepIssue, keepUnread, type Sections } from './keep-issue.js';
import { NOT_VERIFIED } from './open-verdicts.js';
import type { Reconciled } from './reconcile.js';
import type { RunPorts } from './run-ports.js';

/** Keeps the issue about what stands on the branch and is not given (law 6). */
export function keepUnapprovedIssue(
  { tip, refusals, systems }: Pick<Reconciled, 'tip' | 'refusals' | 'systems'>,
  ports: Pick<RunPorts, 'github' | 'progress'>,
): Promise<void> {
  const revise = (before: Sections): Sections => {
    const sections = keepUnread(before, systems);
    for (const system of systems.read) {
      const own = refusals.filter((refusal) => refusal.system === system && refusal.grant !== null);
      const earlier = before.get(system);
      if (own.some(isDefinite)) sections.set(system, renderUnapproved(system, own));
      else if (own.length > 0 && earlier !== undefined) sections.set(system, earlier);
    }
    return sections;
  };
  const issue = {
    label: 'lapse-unapproved',
    title: UNAPPROVED_TITLE,
    subject: 'What is not approved',
    revise,
    render: renderUnapprovedIssue,
    renderClosing: () => UNAPPROVED_CLOSING,
  } as const;
  return keepIssue(issue, tip, ports);
}

/** Where GitHub does not answer, nobody has done anything wrong: that opens no issue, and closes none. */
function isDefinite({ rule }: Refusal): boolean {
  return rule !== NOT_VERIFIED;
}
