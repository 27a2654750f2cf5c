import { type Commit, parseCommit } from './commit-object.js';
import { type ChangedFile, diffTrees } from './diff.js';
import { type GitObject, ObjectReader } from './object-reader.js';
import { readRefs } from './read-refs.js';
import { runGit, splitNul, tryGit } from './run-git.js';

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number | undefined;
}

/** Reads of the bare repositories. What an object id names never changes, hence the caches. */
export class GitStore {
  readonly #readers = new Map<string, ObjectReader>();
  readonly #commits = new Map<string, Commit>();
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #changes = new Map<string, Promise<unknown>>();

  /** Runs changes of one repository one after the other. */
  async alone<T>(directory: string, change: () => Promise<T>): Promise<T> {
    const previous = this.#changes.get(directory) ?? Promise.resolve();
    const next = previous.then(change, change);
    this.#changes.set(
      directory,
      next.catch(() => {}),
    );
    return next;
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  /** Asks git once for what object ids alone decide. */
  #once<T>(directory: string, question: readonly string[], ask: () => Promise<T>): Promise<T> {
    const key = [directory, ...question].join('\0');
    const known = this.#answers.get(key) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }

  #reader(directory: string): ObjectReader {
    const reader = this.#readers.get(directory) ?? new ObjectReader(directory);
    this.#readers.set(directory, reader);
    return reader;
  }

  object(directory: string, oid: string): Promise<GitObject | null> {
    // Names that are not ids never reach git: it would read them as revisions.
    return /^[0-9a-f]{40}($|:|\^\{tree\}$)/.test(oid) ? this.#reader(directory).read(oid) : Promise.resolve(null);
  }

  /** What stands at a path of a commit or tree; the path may hold anything. Null where nothing does. */
  at(directory: string, oid: string, path: string): Promise<GitObject | null> {
    // git reads a leading `./` as relative to a work tree, and ends with an error where there is none.
    if (path.includes('\0') || path === '.' || path === '..' || /^\.{1,2}\//.test(path)) return Promise.resolve(null);
    return this.object(directory, `${oid}:${path}`);
  }

  async commit(directory: string, sha: string): Promise<Commit | null> {
    const known = this.#commits.get(`${directory} ${sha}`);
    if (known) return known;
    const object = await this.object(directory, sha);
    if (object?.type !== 'commit') return null;
    const commit = parseCommit(object.oid, object.content);
    this.#commits.set(`${directory} ${sha}`, commit);
    return commit;
  }

  /** Full ref names (branches and tags) to object ids. */
  refs(directory: string): Map<string, string> {
    return readRefs(directory);
  }

  branch(directory: string, name: string): Promise<string | null> {
    return this.resolve(directory, `refs/heads/${name}`);
  }

  /** The object that a full ref name or an object id (also a short one) names; `peel` such as `^{commit}` goes on from it. */
  async resolve(directory: string, revision: string, peel = ''): Promise<string | null> {
    // What no ref name may hold (git-check-ref-format) would be git's language of revisions.
    if (/[\p{Cc} ^~:?*[\\]|@\{|\.\.|^-|^$/u.test(revision)) return null;
    return (await this.#reader(directory).read(`${revision}${peel}`))?.oid ?? null;
  }

  mergeBase(directory: string, one: string, other: string): Promise<string | null> {
    return this.#once(directory, ['merge-base', one, other], async () => {
      const run = await tryGit(directory, ['merge-base', '--end-of-options', one, other]);
      return run.code === 0 ? run.stdout.toString('utf8').trim() : null;
    });
  }

  async isAncestor(directory: string, ancestor: string, descendant: string): Promise<boolean> {
    if (ancestor === descendant) return true;
    if ((await this.commit(directory, descendant))?.parents.includes(ancestor)) return true;
    return this.#once(directory, ['is-ancestor', ancestor, descendant], async () => {
      const args = ['merge-base', '--is-ancestor', '--end-of-options', ancestor, descendant];
      return (await tryGit(directory, args)).code === 0;
    });
  }

  /** The tree of a merge; null where there are conflicts, or no history in common. */
  mergedTree(directory: string, ours: string, theirs: string): Promise<string | null> {
    return this.#once(directory, ['merge-tree', ours, theirs], async () => {
      const run = await tryGit(directory, ['merge-tree', '--write-tree', ours, theirs]);
      return run.code === 0 ? run.stdout.toString('utf8').slice(0, 40) : null;
    });
  }

  /** Commit ids of a range given by ids, oldest first; with a path, only those that changed it. */
  async commitsOf(directory: string, range: readonly string[], path?: string): Promise<string[]> {
    const [to = '', excluded] = range;
    // One commit on top of another is what nearly every push is.
    if (path === undefined && range.length === 2 && excluded !== undefined) {
      const parents = (await this.commit(directory, to))?.parents ?? [];
      if (parents.length === 1 && excluded === `^${parents[0]}`) return [to];
    }
    return this.#once(directory, ['rev-list', ...range, '--', path ?? ''], async () => {
      const args = ['--literal-pathspecs', 'rev-list', '--reverse', '--topo-order', '--end-of-options', ...range, '--'];
      const out = await runGit(directory, path === undefined ? args : [...args, path]);
      return out.toString('utf8').split('\n').filter(Boolean);
    });
  }

  async tree(directory: string, oid: string, recursive: boolean): Promise<TreeEntry[]> {
    const out = await runGit(directory, [
      'ls-tree',
      '-z',
      '-l',
      ...(recursive ? ['-r', '-t'] : []),
      '--end-of-options',
      oid,
    ]);
    return splitNul(out).map((entry) => {
      const tab = entry.indexOf('\t');
      const [mode = '', type = '', sha = '', size = ''] = entry.slice(0, tab).split(/ +/);
      return { path: entry.slice(tab + 1), mode, type, sha, size: size === '-' ? undefined : Number(size) };
    });
  }

  diff(directory: string, from: string, to: string): Promise<ChangedFile[]> {
    return this.#once(directory, ['diff', from, to], () => diffTrees(directory, from, to));
  }
}

/** The empty tree, which git knows without its being written. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
