import type { MergedPullRequest } from '../github/github.js';
import type { LaidCommit } from './laid-commits.js';
import type { Content, PolicyChange, PolicyHistory } from './policy-changes.js';

/** Why a policy file does not count. */
export interface Distrust {
  /** `not-verified`: GitHub did not tell. */
  readonly rule: 'untrusted-policy' | 'not-verified';
  readonly path: string;
  /** A clause about the path: `which commit 1234567890ab changed without a pull request`. */
  readonly why: string;
}

/** The commits between which a policy file does not count, by their position on the first-parent line. */
export interface PolicySpan {
  readonly from: number;
  /** The first commit at which it counts again; null: it still does not. */
  readonly until: number | null;
  readonly distrust: Distrust;
}

/** What one pull request, or one push, made of one file. */
export interface FileChange {
  readonly path: string;
  readonly content: Content;
  /** Those that changed the file, oldest first; at least one. */
  readonly commits: readonly [LaidCommit, ...LaidCommit[]];
  /** null: no pull request brought it. */
  readonly pullRequest: MergedPullRequest | null;
}

interface Step extends FileChange {
  readonly from: number;
  readonly until: number;
}

/**
 * Follows policy files from commit to commit. What is not approved makes a file count for nothing until it is back to
 * what it last held when it did count: an approval on top shows its reviewers only the difference, and not what was
 * slipped in before.
 *
 * @param pullRequestOf the merged pull request that brought a commit.
 * @param judge why a change does not count, null where it does; is given the spans that are known so far.
 */
export async function findSpans(
  { changes, initial }: PolicyHistory,
  paths: readonly string[],
  pullRequestOf: (commit: string) => MergedPullRequest | null,
  judge: (change: FileChange, known: readonly PolicySpan[]) => Promise<Distrust | null>,
): Promise<readonly PolicySpan[]> {
  const trusted = new Map<string, Content>(paths.map((path) => [path, initial.get(path) ?? null]));
  const closed: PolicySpan[] = [];
  const open = new Map<string, PolicySpan>();
  for (const step of listSteps(changes, paths, pullRequestOf)) {
    const { path, content } = step;
    const span = open.get(path);
    if (content === trusted.get(path)) {
      if (span !== undefined) closed.push({ ...span, until: step.until });
      open.delete(path);
    } else if (span === undefined) {
      const distrust = await judge(step, [...closed, ...open.values()]);
      if (distrust === null) trusted.set(path, content);
      else open.set(path, { from: step.from, until: null, distrust });
    }
  }
  return [...closed, ...open.values()];
}

/** A rebase merge lays several commits down at once: of what it made of a file, only the last was ever in force. */
function listSteps(
  changes: readonly PolicyChange[],
  paths: readonly string[],
  pullRequestOf: (commit: string) => MergedPullRequest | null,
): readonly Step[] {
  const steps: Step[] = [];
  let current = new Map<string, Step>();
  let number: number | null = null;
  for (const { commit, position, contents } of changes) {
    const touched = paths.filter((path) => contents.has(path));
    if (touched.length === 0) continue;
    const pullRequest = pullRequestOf(commit.sha);
    if (pullRequest === null || pullRequest.number !== number) {
      steps.push(...current.values());
      current = new Map();
    }
    number = pullRequest?.number ?? null;
    const laid = { commit: commit.sha, committedAt: commit.committedAt };
    for (const path of touched) {
      const before = current.get(path);
      current.set(path, {
        path,
        content: contents.get(path) ?? null,
        pullRequest,
        commits: before === undefined ? [laid] : [...before.commits, laid],
        from: before?.from ?? position,
        until: position,
      });
    }
  }
  return [...steps, ...current.values()];
}

/** What does not count at a commit. */
export function spanAt(spans: readonly PolicySpan[], position: number): PolicySpan | null {
  return spans.find(({ from, until }) => from <= position && (until === null || position < until)) ?? null;
}
