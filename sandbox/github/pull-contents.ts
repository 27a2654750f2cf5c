import type { Commit } from './git/commit-object.js';
import type { ChangedFile } from './git/diff.js';
import { emptyTree } from './git/git-store.js';
import type { Pull, Repository, World } from './state.js';

/** The limits of GitHub's lists: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files and #list-commits-on-a-pull-request */
export const mostFiles = 3000;
export const mostCommits = 250;

/** The real difference between the merge base and the head, as GitHub's three-dot diff. */
export async function filesOfPull(world: World, repository: Repository, pull: Pull): Promise<ChangedFile[]> {
  const { store } = world;
  const from = (await store.mergeBase(repository.gitDirectory, pull.baseSha, pull.headSha)) ?? emptyTree;
  return store.diff(repository.gitDirectory, from, pull.headSha);
}

/** The commits of the head that the base lacked when the head last moved, oldest first. */
export async function commitsOfPull(world: World, repository: Repository, pull: Pull): Promise<Commit[]> {
  const { store } = world;
  const shas = await store.commitsOf(repository.gitDirectory, [pull.headSha, `^${pull.baseSha}`]);
  const commits: Commit[] = [];
  for (const sha of shas) {
    const commit = await store.commit(repository.gitDirectory, sha);
    if (commit) commits.push(commit);
  }
  return commits;
}

/** Whether the head merges into the base's tip as it is now without conflicts. */
export async function isMergeable(world: World, repository: Repository, pull: Pull): Promise<boolean> {
  const tip = await world.store.branch(repository.gitDirectory, pull.baseRef);
  return tip !== null && (await world.store.mergedTree(repository.gitDirectory, tip, pull.headSha)) !== null;
}
