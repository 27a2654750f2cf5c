import { DRIFT_PARTS, partOf } from '../plan/drift.js';
import { DRIFT_TITLE, renderDriftClosing, renderDriftIssue, renderDriftSection } from '../render/render-drift-issue.js';
import type { DriftOfRun } from './drift-of-run.js';
import { keepIssue, keepUnread, type Sections } from './keep-issue.js';
import type { Reconciled } from './reconcile.js';
import type { RunPorts } from './run-ports.js';

/**
 * Keeps the issue about drift: opened by the run that finds some, also where that run has mended it, so that somebody asks who
 * did it; closed by the next one that finds none.
 */
export function keepDriftIssue(
  { tip, systems }: Pick<Reconciled, 'tip' | 'systems'>,
  { found, parts }: DriftOfRun,
  ports: Pick<RunPorts, 'github' | 'progress'>,
): Promise<void> {
  const revise = (before: Sections): Sections => {
    const sections = keepUnread(before, systems);
    for (const system of systems.read) {
      for (const part of DRIFT_PARTS) {
        const key = `${system} ${part}`;
        const own = found.filter((one) => one.system === system && partOf(one) === part);
        const earlier = before.get(key);
        if (!parts.includes(part)) {
          if (earlier !== undefined) sections.set(key, earlier);
        } else if (own.length > 0) {
          sections.set(key, renderDriftSection(system, part, own));
        }
      }
    }
    return sections;
  };
  const issue = {
    label: 'lapse-drift',
    title: DRIFT_TITLE,
    subject: 'Drift',
    revise,
    render: renderDriftIssue,
    renderClosing: renderDriftClosing,
  } as const;
  return keepIssue(issue, tip, ports);
}
