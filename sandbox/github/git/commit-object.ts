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

/** The raw bytes of a commit object. Throws where git would refuse to write it. */
export function formatCommit({ tree, parents, author, committer, message }: Omit<Commit, 'sha'>): Buffer {
  if (message.includes('\0')) throw new Error('a NUL byte in a commit message is not allowed');
  const headers = [
    `tree ${tree}`,
    ...[...new Set(parents)].map((parent) => `parent ${parent}`),
    `author ${formatSignature(author)}`,
    `committer ${formatSignature(committer)}`,
  ];
  return Buffer.from(`${headers.join('\n')}\n\n${message}`);
}

function formatSignature({ name, email, at }: Signature): string {
  const cleaned = dropCrud(name);
  if (cleaned === '') throw new Error('an empty name of an author or committer is not allowed');
  const seconds = Math.floor(at / 1000);
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new Error(`not a time of a commit: ${at}`);
  return `${cleaned} <${dropCrud(email)}> ${seconds} +0000`;
}

/** What git leaves out of names and addresses: https://git-scm.com/docs/git-commit-tree#_commit_information */
function dropCrud(text: string): string {
  const crud = /^[\0- .,:;<>"\\']+|[\0- .,:;<>"\\']+$/g;
  return text.replace(crud, '').replace(/[\n<>]/g, '');
}
