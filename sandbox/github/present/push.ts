import type { Commit } from '../git/commit-object.js';
import { runGit, splitNul } from '../git/run-git.js';
import type { Actor, Repository, World } from '../state.js';
import { iso } from './account.js';
import { accountOfEmail } from './commit.js';
import { pageUrlOf } from './repository.js';

const none = '0'.repeat(40);

/** The most commits that a push event carries: https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const mostCommits = 2048;

interface Touched {
  readonly added: string[];
  readonly modified: string[];
  readonly removed: string[];
}

/** The body of a `push` event. `from` null: the ref is new; `to` null: it is gone. */
export async function presentPush(
  world: World,
  repository: Repository,
  actor: Actor,
  ref: string,
  from: string | null,
  to: string | null,
) {
  const page = pageUrlOf(world, repository);
  const commits =
    to === null || !ref.startsWith('refs/heads/') ? [] : await commitsBetween(world, repository, from, to);
  const head = to === null ? null : await world.store.commit(repository.gitDirectory, to);
  const touched = await filesTouched(repository, head ? [...commits, head] : commits);
  const present = (commit: Commit) => ({
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: iso(commit.author.at),
    url: `${page}/commit/${commit.sha}`,
    author: presentPerson(world, commit.author),
    committer: presentPerson(world, commit.committer),
    ...(touched.get(commit.sha) ?? { added: [], modified: [], removed: [] }),
  });
  const forced = from !== null && to !== null && !(await world.store.isAncestor(repository.gitDirectory, from, to));
  return {
    ref,
    before: from ?? none,
    after: to ?? none,
    created: from === null,
    deleted: to === null,
    forced,
    base_ref: null,
    compare: `${page}/compare/${(from ?? none).slice(0, 12)}...${(to ?? none).slice(0, 12)}`,
    commits: commits.map(present),
    head_commit: head ? present(head) : null,
    pusher: { name: actor.account.login, email: actor.account.email },
  };
}

function presentPerson(world: World, person: { readonly name: string; readonly email: string }) {
  const username = accountOfEmail(world, person.email)?.login;
  return { name: person.name, email: person.email, ...(username ? { username } : {}) };
}

/** What the push brought, oldest first; for a new branch, what no other branch had. */
async function commitsBetween(world: World, repository: Repository, from: string | null, to: string) {
  const { store } = world;
  let excluded = from ? [`^${from}`] : [];
  if (!from) {
    const refs = store.refs(repository.gitDirectory);
    const others = [...refs].filter(([name, sha]) => name.startsWith('refs/heads/') && sha !== to);
    excluded = [...new Set(others.map(([, sha]) => `^${sha}`))];
  }
  const shas = (await store.commitsOf(repository.gitDirectory, [to, ...excluded])).slice(-mostCommits);
  const commits: Commit[] = [];
  for (const sha of shas) {
    const commit = await store.commit(repository.gitDirectory, sha);
    if (commit) commits.push(commit);
  }
  return commits;
}

/** What each commit changed against its first parent, with one git process for all of them. */
async function filesTouched(repository: Repository, commits: readonly Commit[]): Promise<Map<string, Touched>> {
  const touched = new Map<string, Touched>();
  if (commits.length === 0) return touched;
  const pairs = commits.map((commit) => [commit.sha, commit.parents[0]].filter(Boolean).join(' '));
  const args = ['diff-tree', '--stdin', '--root', '-r', '-z', '--name-status', '--no-renames'];
  const fields = splitNul(await runGit(repository.gitDirectory, args, `${pairs.join('\n')}\n`));
  let current: Touched = { added: [], modified: [], removed: [] };
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (/^[0-9a-f]{40}$/.test(field)) {
      current = { added: [], modified: [], removed: [] };
      touched.set(field, current);
      continue;
    }
    at += 1;
    const list = field === 'A' ? current.added : field === 'D' ? current.removed : current.modified;
    list.push(fields[at] ?? '');
  }
  return touched;
}
