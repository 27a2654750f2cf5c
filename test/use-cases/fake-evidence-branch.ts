import { GitHubError, type TextFile } from '../../src/github/github.js';

export interface FakeEvidenceCommit {
  readonly sha: string;
  readonly parent: string | null;
  /** All that the commit's tree holds: paths and texts. */
  readonly tree: ReadonlyMap<string, string>;
  /** The paths that it wrote. */
  readonly written: readonly string[];
  /** Headline and body, with an empty line between. */
  readonly message: string;
}

/** The branch of the evidence as GitHub holds it, oldest commit first; a test may look at it and push to it. */
export interface FakeEvidenceBranch {
  readonly commits: FakeEvidenceCommit[];
  head(): string | null;
  /** The text of a file at the head. */
  text(path: string): string | undefined;
  /** What the port does: a first commit, which fails where the branch is there. */
  create(files: readonly TextFile[], message: string): string;
  /** What the port does: a commit on the head that the caller knows. */
  add(expectedHead: string, files: readonly TextFile[], message: string): string;
  /** What somebody else does meanwhile: a commit on whatever the head is. null takes a file away. */
  push(files: Readonly<Record<string, string | null>>, message?: string): string;
}

export function fakeEvidenceBranch(): FakeEvidenceBranch {
  const commits: FakeEvidenceCommit[] = [];

  function lay(changes: readonly (readonly [string, string | null])[], message: string): string {
    const last = commits.at(-1);
    const tree = new Map(last?.tree);
    for (const [path, text] of changes) {
      if (text === null) tree.delete(path);
      else tree.set(path, text);
    }
    const sha = `${commits.length + 1}`.padStart(40, 'ad');
    commits.push({ sha, parent: last?.sha ?? null, tree, written: changes.map(([path]) => path), message });
    return sha;
  }

  const branch: FakeEvidenceBranch = {
    commits,
    head: () => commits.at(-1)?.sha ?? null,
    text: (path) => commits.at(-1)?.tree.get(path),
    create(files, message) {
      if (commits.length > 0) throw new GitHubError('stale', 'the branch is there already');
      return lay(files.map(toChange), message);
    },
    add(expectedHead, files, message) {
      if (branch.head() !== expectedHead) throw new GitHubError('stale', 'the branch has another head');
      return lay(files.map(toChange), message);
    },
    push: (files, message = 'By somebody else') => lay(Object.entries(files), message),
  };
  return branch;
}

function toChange({ path, text }: TextFile): readonly [string, string] {
  return [path, text];
}
