import { emit, emitPull, isHeard } from './emit.js';
import { runGit } from './git/run-git.js';
import { presentPush } from './present/push.js';
import { dismissStaleReviews } from './stale-reviews.js';
import type { Actor, Pull, Repository, World } from './state.js';

/**
 * Runs a change of a repository's refs, then does what GitHub does about every ref that moved: `push` webhooks, heads of
 * pull requests that follow, pull requests that the push merged or orphaned. Changes run one after the other.
 */
export async function changeRefs<T>(
  world: World,
  repository: Repository,
  actor: Actor,
  change: () => Promise<T>,
): Promise<T> {
  const { store } = world;
  return store.alone(repository.gitDirectory, async () => {
    const before = store.refs(repository.gitDirectory);
    const result = await change();
    const after = store.refs(repository.gitDirectory);
    for (const ref of new Set([...before.keys(), ...after.keys()])) {
      const from = before.get(ref) ?? null;
      const to = after.get(ref) ?? null;
      if (from !== to) await followRef(world, repository, actor, ref, from, to);
    }
    return result;
  });
}

async function followRef(
  world: World,
  repository: Repository,
  actor: Actor,
  ref: string,
  from: string | null,
  to: string | null,
): Promise<void> {
  repository.pushedAt = world.now();
  if (isHeard(world, repository, actor, 'push'))
    emit(world, repository, actor, 'push', await presentPush(world, repository, actor, ref, from, to));
  if (!ref.startsWith('refs/heads/')) return;
  const branch = ref.slice('refs/heads/'.length);
  for (const target of world.repositories.values()) {
    for (const pull of target.pulls.values()) {
      if (pull.state !== 'open') continue;
      if (pull.headRepository === repository && pull.headRef === branch) await moveHead(world, target, actor, pull, to);
      if (target === repository && pull.baseRef === branch && pull.state === 'open')
        await followBase(world, target, actor, pull, to);
    }
  }
}

async function moveHead(world: World, repository: Repository, actor: Actor, pull: Pull, to: string | null) {
  pull.updatedAt = world.now();
  if (to === null) return closeUnmerged(world, repository, actor, pull);
  const { headSha: before, baseSha } = pull;
  await recordHead(repository, pull, to);
  pull.headSha = to;
  pull.lastPusher = actor.account;
  pull.baseSha = (await world.store.branch(repository.gitDirectory, pull.baseRef)) ?? pull.baseSha;
  await emitPull(world, repository, actor, 'synchronize', pull, { before, after: to });
  await dismissStaleReviews(world, repository, actor, pull, { headSha: before, baseSha });
}

/** Keeps the head at refs/pull/N/head, where GitHub keeps it too, with the objects of a fork fetched. */
export async function recordHead(repository: Repository, pull: Pull, sha: string): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`;
  if (pull.headRepository !== repository) {
    const source = pull.headRepository.gitDirectory;
    await runGit(repository.gitDirectory, ['fetch', '--quiet', '--no-tags', source, `+${sha}:${ref}`]);
  } else {
    await runGit(repository.gitDirectory, ['update-ref', ref, sha]);
  }
}

async function closeUnmerged(world: World, repository: Repository, actor: Actor, pull: Pull): Promise<void> {
  pull.state = 'closed';
  pull.closedAt = world.now();
  await emitPull(world, repository, actor, 'closed', pull);
}

/** A push to the base that contains the head merges the pull request; deleting the base closes it. */
async function followBase(world: World, repository: Repository, actor: Actor, pull: Pull, to: string | null) {
  if (to === null) return closeUnmerged(world, repository, actor, pull);
  if (pull.mergedAt !== null) return;
  if (!(await world.store.isAncestor(repository.gitDirectory, pull.headSha, to))) return;
  const introduced = await world.store.commitsOf(repository.gitDirectory, [to, `^${pull.baseSha}`]);
  markMerged(world, pull, actor, to, introduced);
  await emitPull(world, repository, actor, 'closed', pull);
}

export function markMerged(world: World, pull: Pull, actor: Actor, sha: string, introduced: readonly string[]): void {
  const now = world.now();
  pull.state = 'closed';
  pull.closedAt = now;
  pull.updatedAt = now;
  pull.mergedAt = now;
  pull.mergedBy = actor.account;
  pull.mergeCommitSha = sha;
  pull.introduced = [...introduced];
}
