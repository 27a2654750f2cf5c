import { emitPull } from './emit.js';
import type { Commit, Signature } from './git/commit-object.js';
import { moveRef, writeCommit } from './git/write-git.js';
import { noReplyOf } from './present/commit.js';
import { reasonAgainstMerge } from './protection.js';
import { commitsOfPull } from './pull-contents.js';
import { changeRefs, markMerged } from './ref-changes.js';
import { Refusal } from './refusal.js';
import { violationsOfMerge, violationText } from './rulesets.js';
import type { Account, Actor, Pull, Repository, World } from './state.js';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface MergeWishes {
  readonly method: MergeMethod;
  readonly sha: string | undefined;
  readonly title: string | undefined;
  readonly message: string | undefined;
}

/** The committer of what GitHub itself commits: https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification */
export function webFlow(at: number): Signature {
  return { name: 'GitHub', email: 'noreply@github.com', at };
}

export function signatureOf(account: Account, at: number): Signature {
  return { name: account.login, email: account.email || noReplyOf(account), at };
}

/** Merges a pull request and gives the sha; throws what GitHub refuses (https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request). */
export async function mergePull(world: World, repository: Repository, actor: Actor, pull: Pull, wishes: MergeWishes) {
  return changeRefs(world, repository, actor, async () => {
    if (pull.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
    if (wishes.sha !== undefined && wishes.sha !== pull.headSha)
      throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
    if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft');
    refuseMethod(repository, wishes.method);
    const reason = await reasonAgainstMerge(world, repository, actor, pull);
    if (reason) throw new Refusal(405, reason);
    const violations = await violationsOfMerge(world, repository, actor, pull, wishes.method);
    if (violations.length > 0) throw new Refusal(405, violationText(violations));
    const tip = await world.store.branch(repository.gitDirectory, pull.baseRef);
    const sha = tip && (await writeMerge(world, repository, actor, pull, wishes, tip));
    if (!tip || !sha) throw new Refusal(405, 'Pull Request is not mergeable');
    if (!(await moveRef(repository.gitDirectory, `refs/heads/${pull.baseRef}`, sha, tip)))
      throw new Refusal(405, 'Base branch was modified. Review and try the merge again.');
    pull.baseSha = tip;
    markMerged(world, pull, actor, sha, await world.store.commitsOf(repository.gitDirectory, [sha, `^${tip}`]));
    await emitPull(world, repository, actor, 'closed', pull);
    return sha;
  });
}

function refuseMethod(repository: Repository, method: MergeMethod): void {
  if (repository.allow[method]) return;
  const names = { merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' };
  throw new Refusal(405, `${names[method]} are not allowed on this repository.`);
}

/** The commit that the base moves to; null where there are conflicts. */
async function writeMerge(
  world: World,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  wishes: MergeWishes,
  tip: string,
): Promise<string | null> {
  const { gitDirectory } = repository;
  if (wishes.method === 'rebase') return rebase(world, repository, actor, pull, tip);
  const tree = await world.store.mergedTree(gitDirectory, tip, pull.headSha);
  if (!tree) return null;
  const now = world.now();
  const squashed = wishes.method === 'squash';
  const commits = await commitsOfPull(world, repository, pull);
  const sha = writeCommit(gitDirectory, {
    tree,
    parents: squashed ? [tip] : [tip, pull.headSha],
    message: squashed ? squashMessage(pull, commits, wishes) : mergeMessage(pull, wishes),
    author: signatureOf(squashed ? pull.author : actor.account, now),
    committer: webFlow(now),
  });
  repository.signed.add(sha);
  return sha;
}

function mergeMessage(pull: Pull, { title, message }: MergeWishes): string {
  const from = `${pull.headRepository.owner.login}/${pull.headRef}`;
  return join(title ?? `Merge pull request #${pull.number} from ${from}`, message ?? pull.title);
}

/** One commit keeps its own words, several are listed. */
function squashMessage(pull: Pull, commits: readonly Commit[], { title, message }: MergeWishes): string {
  const [only] = commits;
  if (only && commits.length === 1) {
    const [headline = '', ...rest] = only.message.split('\n');
    return join(title ?? `${headline} (#${pull.number})`, message ?? rest.join('\n').trim());
  }
  const listed = commits.map((commit) => `* ${commit.message}`).join('\n\n');
  return join(title ?? `${pull.title} (#${pull.number})`, message ?? listed);
}

function join(title: string, message: string): string {
  return message === '' ? title : `${title}\n\n${message}`;
}

/**
 * Picks the commits one by one onto the tip. The committer becomes who merged, and nobody signs the result:
 * https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges
 */
async function rebase(world: World, repository: Repository, actor: Actor, pull: Pull, tip: string) {
  const { gitDirectory } = repository;
  let current = tip;
  for (const commit of await commitsOfPull(world, repository, pull)) {
    if (commit.parents.length > 1) continue;
    const onto = await world.store.commit(gitDirectory, current);
    if (!onto) return null;
    // A stand-in for the tip, with the picked commit's parent as its own, makes that parent the merge base.
    const committer = signatureOf(actor.account, world.now());
    const standIn = { tree: onto.tree, parents: commit.parents, message: '', author: committer, committer };
    const tree = await world.store.mergedTree(gitDirectory, writeCommit(gitDirectory, standIn), commit.sha);
    if (!tree) return null;
    const { message, author } = commit;
    current = writeCommit(gitDirectory, { tree, parents: [current], message, author, committer });
  }
  return current;
}
