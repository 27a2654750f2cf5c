import { isRecord, optionalText, textOf } from '../body.js';
import { emitPull } from '../emit.js';
import { findPull, findRepository, levelOf, reaches } from '../find.js';
import { readCommit } from '../present/commit.js';
import { presentPull, presentPullSimple } from '../present/pull.js';
import { recordHead } from '../ref-changes.js';
import { invalid, notFound, Refusal, refusedFor } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import type { Pull, Repository } from '../state.js';

/** https://docs.github.com/en/rest/pulls/pulls */
export const pullRoutes: readonly Route[] = [
  repositoryRoute('GET /pulls', 'pull_requests:read', 'read', listPulls),
  repositoryRoute('POST /pulls', 'pull_requests:write', 'read', createPull),
  repositoryRoute('GET /pulls/{pull_number}', 'pull_requests:read', 'read', getPull),
  repositoryRoute('PATCH /pulls/{pull_number}', 'pull_requests:write', 'read', updatePull),
  repositoryRoute('GET /commits/{commit_sha}/pulls', 'pull_requests:read', 'read', listPullsOfCommit),
];

function listPulls(call: RepositoryCall): Answer {
  const { world, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const found = [...repository.pulls.values()].filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      // Without an owner GitHub ignores the head filter.
      (!head?.includes(':') || `${pull.headRepository.owner.login}:${pull.headRef}` === head) &&
      (!base || pull.baseRef === base),
  );
  const updated = query.get('sort') === 'updated';
  found.sort((a, b) => (updated ? a.updatedAt - b.updatedAt : 0) || a.number - b.number);
  // Newest first, unless asked otherwise; other orders than the created one ascend.
  if ((query.get('direction') ?? (query.get('sort') && !updated ? 'asc' : 'desc')) === 'desc') found.reverse();
  const { items, headers } = pageOf(call, found);
  return { status: 200, headers, body: items.map((pull) => presentPullSimple(world, repository, pull)) };
}

async function createPull(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, body } = call;
  const title = textOf(body, 'title', 'PullRequest');
  const head = findHead(call, textOf(body, 'head', 'PullRequest'));
  const baseRef = textOf(body, 'base', 'PullRequest');
  if (actor.kind === 'user' && !reaches(levelOf(world, head.repository, actor.account), 'write')) throw notFound();
  const baseSha = await world.store.branch(repository.gitDirectory, baseRef);
  if (!baseSha) throw invalid('PullRequest', 'base');
  const headSha = await world.store.branch(head.repository.gitDirectory, head.ref);
  if (!headSha) throw invalid('PullRequest', 'head');
  refuseSecond(repository, head, baseRef);
  const now = world.now();
  const id = world.nextId();
  const number = repository.lastNumber + 1;
  const pull: Pull = {
    id,
    issueId: world.nextId(),
    nodeId: `PR_${Buffer.from(String(id)).toString('base64url')}`,
    number,
    title,
    body: optionalText(body, 'body', 'PullRequest') ?? null,
    author: actor.account,
    state: 'open',
    draft: body['draft'] === true,
    labels: [],
    headRepository: head.repository,
    headRef: head.ref,
    headSha,
    lastPusher: actor.account,
    baseRef,
    baseSha,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    baseChangedAt: null,
    introduced: [],
    reviews: [],
  };
  await recordHead(repository, pull, headSha);
  if ((await world.store.commitsOf(repository.gitDirectory, [headSha, `^${baseSha}`])).length === 0)
    throw refusedFor('PullRequest', `No commits between ${baseRef} and ${head.ref}`);
  // Taken only now, after the awaits, so that two at once get two numbers and no refusal burns one.
  refuseSecond(repository, head, baseRef);
  if (repository.lastNumber >= number) return createPull(call);
  repository.lastNumber = number;
  repository.pulls.set(number, pull);
  await emitPull(world, repository, actor, 'opened', pull);
  return { status: 201, body: await presentPull(world, repository, pull) };
}

interface Head {
  readonly repository: Repository;
  readonly ref: string;
}

/** `branch`, or `owner:branch` of a repository of the same name: a fork. */
function findHead({ world, repository }: RepositoryCall, head: string): Head {
  const colon = head.indexOf(':');
  if (colon < 0) return { repository, ref: head };
  const owner = head.slice(0, colon);
  const ref = head.slice(colon + 1);
  if (owner.toLowerCase() === repository.owner.login.toLowerCase()) return { repository, ref };
  const fork = findRepository(world, `${owner}/${repository.name}`);
  if (!fork) throw invalid('PullRequest', 'head');
  return { repository: fork, ref };
}

function refuseSecond(repository: Repository, head: Head, baseRef: string): void {
  for (const pull of repository.pulls.values()) {
    const same = pull.headRepository === head.repository && pull.headRef === head.ref && pull.baseRef === baseRef;
    if (same && pull.state === 'open')
      throw refusedFor('PullRequest', `A pull request already exists for ${head.repository.owner.login}:${head.ref}.`);
  }
}

async function getPull({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const pull = findPull(repository, params['pull_number']);
  return { status: 200, body: await presentPull(world, repository, pull) };
}

async function updatePull({ world, repository, actor, params, body }: RepositoryCall): Promise<Answer> {
  const pull = findPull(repository, params['pull_number']);
  if (
    actor.kind === 'user' &&
    actor.account !== pull.author &&
    !reaches(levelOf(world, repository, actor.account), 'write')
  )
    throw new Refusal(403, 'Must have admin rights to Repository.');
  const title = optionalText(body, 'title', 'PullRequest');
  const text = body['body'] === null ? null : optionalText(body, 'body', 'PullRequest');
  const base = optionalText(body, 'base', 'PullRequest');
  const state = optionalText(body, 'state', 'PullRequest');
  if (state !== undefined && state !== 'open' && state !== 'closed') throw invalid('PullRequest', 'state');
  const changes: Record<string, unknown> = {};
  if (title !== undefined && title !== pull.title) {
    changes['title'] = { from: pull.title };
    pull.title = title;
  }
  if (text !== undefined && text !== pull.body) {
    changes['body'] = { from: pull.body };
    pull.body = text;
  }
  if (base !== undefined && base !== pull.baseRef) {
    const sha = await world.store.branch(repository.gitDirectory, base);
    if (!sha || pull.state === 'closed') throw invalid('PullRequest', 'base');
    changes['base'] = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } };
    pull.baseRef = base;
    pull.baseSha = sha;
    pull.baseChangedAt = world.now();
  }
  if (isRecord(changes) && Object.keys(changes).length > 0) {
    pull.updatedAt = world.now();
    await emitPull(world, repository, actor, 'edited', pull, { changes });
  }
  if (state !== undefined && state !== pull.state) await changeState({ world, repository, actor }, pull, state);
  return { status: 200, body: await presentPull(world, repository, pull) };
}

async function changeState(
  { world, repository, actor }: Pick<RepositoryCall, 'world' | 'repository' | 'actor'>,
  pull: Pull,
  state: 'open' | 'closed',
): Promise<void> {
  if (state === 'open') {
    if (pull.mergedAt !== null) throw refusedFor('PullRequest', 'A merged pull request cannot be reopened.');
    const sha = await world.store.branch(pull.headRepository.gitDirectory, pull.headRef);
    if (!sha) throw refusedFor('PullRequest', `The ${pull.headRef} branch has been deleted.`);
    refuseSecond(repository, { repository: pull.headRepository, ref: pull.headRef }, pull.baseRef);
    await recordHead(repository, pull, sha);
    pull.headSha = sha;
  }
  pull.state = state;
  pull.updatedAt = world.now();
  pull.closedAt = state === 'closed' ? world.now() : null;
  await emitPull(world, repository, actor, state === 'closed' ? 'closed' : 'reopened', pull);
}

/** The merged pull requests that brought the commit to the default branch, otherwise the open ones that hold it. */
async function listPullsOfCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params } = call;
  const sha = (await readCommit(world, repository, params['commit_sha'] ?? '')).sha;
  const found = await pullsWith(call, sha);
  const { items, headers } = pageOf(call, found);
  return { status: 200, headers, body: items.map((pull) => presentPullSimple(world, repository, pull)) };
}

/** https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit */
export async function pullsWith({ world, repository }: Pick<RepositoryCall, 'world' | 'repository'>, sha: string) {
  const pulls = [...repository.pulls.values()];
  const merged = pulls.filter((pull) => pull.mergedAt !== null && pull.introduced.includes(sha));
  if (merged.length > 0) return merged;
  const open: Pull[] = [];
  for (const pull of pulls) {
    if (pull.state !== 'open') continue;
    const commits = await world.store.commitsOf(repository.gitDirectory, [pull.headSha, `^${pull.baseSha}`]);
    if (commits.includes(sha)) open.push(pull);
  }
  return open;
}
