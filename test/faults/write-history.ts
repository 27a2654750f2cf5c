import { changeTree, moveRef, writeCommit } from '../../sandbox/github/git/write-git.js';
import { signatureOf, webFlow } from '../../sandbox/github/merge.js';
import { recordHead } from '../../sandbox/github/ref-changes.js';
import type { Account, Pull, Repository, World } from '../../sandbox/github/state.js';
import type { Step } from './scenarios.js';

const HOUR = 3_600_000;
const BRANCH = 'main';

/**
 * Lays a commit on the default branch as if it had come about at its time: with the pull request that brought it, its
 * head and its review. Over HTTP each would take as long as many cases together.
 */
export async function layStep(world: World, repository: Repository, step: Step, now: number): Promise<void> {
  const at = now + step.at * HOUR;
  const directory = repository.gitDirectory;
  const tip = await world.store.branch(directory, BRANCH);
  const changes = Object.entries(step.changes).map(([path, text]) => ({
    path,
    content: text === null ? null : Buffer.from(text),
  }));
  const base = tip === null ? null : await world.store.commit(directory, tip);
  const tree = await changeTree(directory, base?.tree ?? null, changes);
  const parents = tip === null ? [] : [tip];
  const author = accountOf(world, step.by);
  const message = `Change ${Object.keys(step.changes).join(', ')}`;
  const own = signatureOf(author, at - HOUR);
  if (step.how === 'push') {
    const pushed = writeCommit(directory, {
      tree,
      parents,
      message,
      author: own,
      committer: signatureOf(author, at),
    });
    await moveRef(directory, `refs/heads/${BRANCH}`, pushed, tip);
    return;
  }
  const head = writeCommit(directory, { tree, parents, message, author: own, committer: own });
  const squash = { tree, parents, message: `${message} (squashed)`, author: own, committer: webFlow(at) };
  const merge = writeCommit(directory, squash);
  repository.signed.add(merge);
  repository.lastNumber += 1;
  const pull = pullOf(world, repository, { author, head, base: tip ?? '', merge, at, title: message });
  if (step.how === 'approved') {
    pull.reviews.push({
      id: world.nextId(),
      nodeId: `PRR_${pull.number}`,
      author: accountOf(world, reviewerOf(step)),
      commitId: head,
      submittedAt: at - HOUR / 2,
      state: 'APPROVED',
      body: '',
    });
  }
  await recordHead(repository, pull, head);
  repository.pulls.set(pull.number, pull);
  await moveRef(directory, `refs/heads/${BRANCH}`, merge, tip);
}

function pullOf(
  world: World,
  repository: Repository,
  merged: { author: Account; head: string; base: string; merge: string; at: number; title: string },
): Pull {
  const { author, head, base, merge, at, title } = merged;
  const id = world.nextId();
  return {
    id,
    nodeId: `PR_${id}`,
    issueId: world.nextId(),
    number: repository.lastNumber,
    title,
    body: null,
    author,
    lastPusher: author,
    state: 'closed',
    draft: false,
    labels: [],
    headRepository: repository,
    headRef: `branch-${repository.lastNumber}`,
    headSha: head,
    baseRef: BRANCH,
    baseSha: base,
    baseChangedAt: null,
    createdAt: at - HOUR,
    updatedAt: at,
    closedAt: at,
    mergedAt: at,
    mergedBy: author,
    mergeCommitSha: merge,
    introduced: [merge],
    reviews: [],
  };
}

/** Both own everything, and nobody approves their own access (law 5). */
function reviewerOf(step: Step): 'bob' | 'carol' {
  return Object.keys(step.changes).some((path) => path.includes('/bob/')) ? 'carol' : 'bob';
}

function accountOf(world: World, login: string): Account {
  const account = world.accounts.get(login);
  if (account === undefined) throw new Error(`Nobody is called ${login}.`);
  return account;
}
