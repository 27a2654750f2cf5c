import { GitHubError, type IssueLabel, type OpenIssue } from '../github/github.js';
import { readSections } from '../render/issue-sections.js';
import type { Reconciled } from './reconcile.js';
import type { RunPorts } from './run-ports.js';

/** By a system's name, or that and one word. */
export type Sections = ReadonlyMap<string, string>;

/** One issue that runs keep up to date together, each the sections that it can tell about. */
export interface KeptIssue {
  readonly label: IssueLabel;
  readonly title: string;
  /** What is told in it, where it cannot be. */
  readonly subject: string;
  /** What it has to say, after what it says; nothing: it is closed. */
  revise(before: Sections): Sections;
  render(sections: Sections): string;
  /** What is left in it when it is closed. */
  renderClosing(before: Sections): string;
}

/**
 * Keeps the one open issue with a label: opened, rewritten where it says something else, and closed when nothing is left.
 * That it cannot be written fails nothing, like a notice.
 *
 * @param tip as the run has read it: where the issue is up to date by that, nothing is asked.
 */
export async function keepIssue(
  issue: KeptIssue,
  tip: Reconciled['tip'],
  ports: Pick<RunPorts, 'github' | 'progress'>,
): Promise<void> {
  const { github } = ports;
  const { label, title } = issue;
  try {
    const known = tip.openIssues[label];
    if (known !== null && isUpToDate(issue, known)) return;
    // Runs of other targets write to it at the same time.
    const openIssues = known === null ? null : (await github.readTip()).openIssues[label];
    if (openIssues === null) {
      // One that cannot be found again would be opened anew by every run.
      ports.progress(
        `${issue.subject} is told in no issue: others have given the label ${label} to too many of theirs`,
      );
      return;
    }
    if (isUpToDate(issue, openIssues)) return;
    const [open = null, ...doubled] = openIssues;
    const before = readAll(openIssues);
    const body = compose(issue, before);
    if (body !== null) await github.writeIssue(label, open, { title, body });
    else if (open !== null) await github.closeIssue(open.number, issue.renderClosing(before));
    for (const { number } of doubled) await github.closeIssue(number, `#${open?.number} says the same.`);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    ports.progress(`${issue.subject} could not be told in an issue: ${error.message}`);
  }
}

/** What a run cannot tell stays as the last one that could has told it; what config.yaml no longer binds has no say. */
export function keepUnread(before: Sections, { read, bound }: Reconciled['systems']): Map<string, string> {
  const kept = [...before].filter(([key]) => {
    const [system = ''] = key.split(' ');
    return !read.has(system) && (bound?.has(system) ?? true);
  });
  return new Map(kept);
}

function isUpToDate(issue: KeptIssue, openIssues: readonly OpenIssue[]): boolean {
  const [open = null, ...doubled] = openIssues;
  return doubled.length === 0 && compose(issue, readAll(openIssues)) === (open?.body ?? null);
}

function compose(issue: KeptIssue, before: Sections): string | null {
  const sections = issue.revise(before);
  return sections.size === 0 ? null : issue.render(sections);
}

/** Of two that were opened at once each may have what the other lacks; of what both have, the older one's counts. */
function readAll(openIssues: readonly OpenIssue[]): Sections {
  return new Map([...openIssues].reverse().flatMap(({ body }) => [...readSections(body)]));
}
