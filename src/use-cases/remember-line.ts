import { GitError, type Repository } from '../git/repository.js';

/** As far back as nearly every request that is still to be given; what is older is asked about by itself. */
const REACH = 10_000;

/**
 * The repository, with the newest commits of a branch's first-parent line read once, when they are first needed: a thousand
 * new grants would start git two thousand times. It answers what the repository itself would.
 */
export function rememberLine(repository: Repository, tip: string): Repository {
  let reading: Promise<Line> | null = null;
  return {
    ...repository,
    async firstParents(commit, count) {
      reading ??= readLine(repository, tip);
      const { commits, positions, isWhole } = await reading;
      const start = positions.get(commit);
      const isKnown = start !== undefined && Number.isSafeInteger(count) && count >= 0;
      if (isKnown && (isWhole || start + count <= commits.length)) return commits.slice(start, start + count);
      return repository.firstParents(commit, count);
    },
  };
}

interface Line {
  readonly commits: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** Down to the branch's first commit. */
  readonly isWhole: boolean;
}

async function readLine(repository: Repository, tip: string): Promise<Line> {
  try {
    const commits = await repository.firstParents(tip, REACH);
    const positions = new Map(commits.map((sha, index) => [sha, index]));
    return { commits, positions, isWhole: commits.length < REACH };
  } catch (error) {
    // Each grant asks for its own then, and one that git cannot tell takes no other with it (law 7).
    if (!(error instanceof GitError)) throw error;
    return { commits: [], positions: new Map(), isWhole: false };
  }
}
