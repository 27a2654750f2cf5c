/** A commit as git stores it: https://git-scm.com/docs/git-commit-tree. Times are ms since the epoch, UTC. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly at: number;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** Reads the raw bytes of a commit object. Throws where they are not one. */
export function parseCommit(sha: string, content: Buffer): Commit {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n');
  const valuesOf = (key: string) =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const [tree] = valuesOf('tree');
  if (!tree) throw new Error(`${sha} is not a commit`);
  return {
    sha,
    tree,
    parents: valuesOf('parent'),
    author: parseSignature(valuesOf('author')[0]),
    committer: parseSignature(valuesOf('committer')[0]),
    // GitHub's API gives messages without the newline at the end.
    message: end < 0 ? '' : text.slice(end + 2).replace(/\n+$/, ''),
  };
}

function parseSignature(line = ''): Signature {
  const parts = /^(.*?) ?<([^>]*)> (\d+)/s.exec(line);
  return { name: parts?.[1] ?? '', email: parts?.[2] ?? '', at: Number(parts?.[3] ?? 0) * 1000 };
}
