import type { HistoryChange, HistoryCommit } from '../access/history.js';
import type { Instant } from '../access/instant.js';
import { requireObjectId } from './object-id.js';
import { GitError } from './repository.js';
import { streamGit } from './run-git.js';

/** Commit, parents, committer date in seconds, author, subject: https://git-scm.com/docs/git-log#_pretty_formats */
const FORMAT = ['%H', '%P', '%ct', '%an', '%s'].join('%x00');
const MAXIMUM_SECONDS = 8.64e12;
/** About a million changes. Trees can share what they hold, so that commits of a few kilobytes change millions of files. */
const MAXIMUM_LOG_BYTES = 128 * 1024 * 1024;

/**
 * The first-parent line in one process, newest first: each commit with what it changed below the paths against its
 * first parent, so that a merge shows what it brought.
 */
export async function readHistory(
  directory: string,
  commit: string,
  paths: readonly string[],
  since: Instant | null,
  after?: string,
): Promise<HistoryCommit[]> {
  if (paths.length === 0) return [];
  const args = ['log', '--first-parent', '--diff-merges=first-parent', '--raw', '--no-abbrev', '--no-renames'];
  args.push('--ignore-submodules=none', '--no-color', '--encoding=UTF-8', '-z', `--format=${FORMAT}`);
  if (since !== null) args.push(sinceFilter(since));
  args.push(requireObjectId(commit));
  // Without its ancestors: what comes after it on the line are its descendants, so none of them is left out.
  if (after !== undefined) args.push(`^${requireObjectId(after)}`);
  args.push('--', ...paths);
  return parseLog(await readLog(directory, args));
}

async function readLog(directory: string, args: readonly string[]): Promise<string> {
  const output: Buffer[] = [];
  let size = 0;
  await streamGit(directory, args, {}, (chunk) => {
    size += chunk.length;
    output.push(chunk);
    if (size > MAXIMUM_LOG_BYTES) {
      const most = `${MAXIMUM_LOG_BYTES / 1024 / 1024} MiB`;
      throw new GitError(
        `the history of access/ is longer than ${most}: look for a commit that changes very many files`,
      );
    }
  });
  return Buffer.concat(output, size).toString('utf8');
}

/**
 * Not `--since`: that one stops at the first commit with an older date, and a committer date is whatever the committer
 * says, so that one forged date would hide all that lies behind it. The filter looks at each commit for itself.
 * https://git-scm.com/docs/git-log#Documentation/git-log.txt---since-as-filterltdategt (git 2.37).
 * Git's dates are whole seconds; `@<seconds> +0000` is its own form, which no locale reads otherwise.
 */
function sinceFilter(since: Instant): string {
  return `--since-as-filter=@${Math.max(0, Math.floor(since / 1000))} +0000`;
}

/**
 * Five fields a commit, each ended by NUL, then its changes, the first one after a newline. Fields hold neither NUL nor
 * are they guessed at: what follows a field is known by its place, so no author can write a line that reads as another.
 */
function parseLog(output: string): HistoryCommit[] {
  const tokens = output.split('\0');
  if (tokens.pop() !== '') throw new GitError('git log was cut off');
  const commits: HistoryCommit[] = [];
  let position = 0;
  while (position < tokens.length) {
    const [sha, parents, seconds, authorName, subject] = tokens.slice(position, position + 5);
    if (sha === undefined || parents === undefined || seconds === undefined) throw new GitError('git log was cut off');
    if (authorName === undefined || subject === undefined) throw new GitError('git log was cut off');
    position += 5;
    const changes: HistoryChange[] = [];
    while (/^\n?:/.test(tokens[position] ?? '')) {
      changes.push(parseChange(tokens[position] ?? '', tokens[position + 1]));
      position += 2;
    }
    commits.push({
      sha: requireObjectId(sha),
      parents: parents === '' ? [] : parents.split(' ').map(requireObjectId),
      committedAt: committedAt(seconds),
      authorName,
      subject,
      changes,
    });
  }
  return commits;
}

/** `:<old mode> <new mode> <old oid> <new oid> <status>`: https://git-scm.com/docs/git-diff#_raw_output_format */
function parseChange(raw: string, path: string | undefined): HistoryChange {
  const match = /^\n?:\d{6} (\d{6}) [0-9a-f]{40} ([0-9a-f]{40}) ([AMDT])$/.exec(raw);
  const [, mode, oid, status] = match ?? [];
  if (mode === undefined || oid === undefined || path === undefined || path === '') {
    throw new GitError(`git log printed ${JSON.stringify(raw.slice(0, 200))}`);
  }
  if (status === 'D') return { status, path, mode, oid: null };
  if (status === 'A' || status === 'M' || status === 'T') return { status, path, mode, oid };
  throw new GitError(`git log printed the status ${status}`);
}

/** A date that is none, or that no calendar reaches, counts as 1970: what such a commit adds is long over (law 7). */
function committedAt(seconds: string): Instant {
  const value = /^\d+$/.test(seconds) ? Number(seconds) : 0;
  return value <= MAXIMUM_SECONDS ? value * 1000 : 0;
}
