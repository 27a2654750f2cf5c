/** The first-parent line of the default branch. */
export interface JudgedLine {
  /** Oldest first. */
  readonly commits: readonly string[];
  /** Commit → how many commits of the line are older. */
  readonly positions: ReadonlyMap<string, number>;
}

/** @param newestFirst the whole line, down to the first commit. */
export function judgeLine(newestFirst: readonly string[]): JudgedLine {
  const commits = [...newestFirst].reverse();
  return { commits, positions: new Map(commits.map((sha, index) => [sha, index])) };
}
