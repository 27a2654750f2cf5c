import { findRepository, levelOf } from '../find.js';
import { sees } from '../permissions.js';
import { iso } from '../present/account.js';
import { pageUrlOf } from '../present/repository.js';
import { resolveCommit } from '../routes/git-data.js';
import type { Pull, Repository, World } from '../state.js';
import { listUnknownOwners } from '../unknown-owners.js';
import { actorOf, userOf } from './actors.js';
import { connectionOf, type PageArguments } from './connection.js';
import { type Context, GraphqlRefusal, requirePermission } from './context.js';
import { gitObjectOf } from './git-objects.js';
import { type IssuesArguments, issueOf, selectIssues } from './issue.js';
import { pullOf } from './pull.js';

export function viewerOf({ world, actor }: Context) {
  return userOf(world, actor.account);
}

/** The repository that the caller may see; NOT_FOUND otherwise. */
export function findVisible({ world, actor }: Context, fullName: string): Repository {
  const repository = findRepository(world, fullName);
  if (!repository || !sees(world, actor, repository))
    throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a Repository with the name '${fullName}'.`);
  return repository;
}

export function resolveRepository({ owner, name }: { owner: string; name: string }, context: Context) {
  return repositoryOf(context.world, findVisible(context, `${owner}/${name}`));
}

/** GraphQL's Repository. */
export function repositoryOf(world: World, repository: Repository): Record<string, unknown> {
  return {
    __typename: 'Repository',
    id: repository.nodeId,
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: repository.fullName,
    owner: actorOf(world, repository.owner),
    url: pageUrlOf(world, repository),
    resourcePath: `/${repository.fullName}`,
    visibility: repository.visibility.toUpperCase(),
    isPrivate: repository.visibility === 'private',
    isFork: false,
    isArchived: false,
    isDisabled: false,
    isEmpty: false,
    createdAt: iso(repository.createdAt),
    pushedAt: iso(repository.pushedAt),
    mergeCommitAllowed: repository.allow.merge,
    squashMergeAllowed: repository.allow.squash,
    rebaseMergeAllowed: repository.allow.rebase,
    autoMergeAllowed: false,
    viewerPermission: (_: unknown, { actor }: Context) =>
      ('permissions' in actor
        ? actor.permissions['contents']
        : levelOf(world, repository, actor.account)
      )?.toUpperCase() ?? null,
    defaultBranchRef: (_: unknown, context: Context) => {
      requirePermission(context, 'contents:read');
      return refOf(world, repository, `refs/heads/${repository.defaultBranch}`);
    },
    ref: ({ qualifiedName }: { qualifiedName: string }, context: Context) => {
      requirePermission(context, 'contents:read');
      const full = qualifiedName.startsWith('refs/') ? qualifiedName : `refs/heads/${qualifiedName}`;
      return refOf(world, repository, full);
    },
    object: (args: ObjectArguments, context: Context) => {
      requirePermission(context, 'contents:read');
      return objectOf(world, repository, args);
    },
    codeowners: async ({ refName }: { refName?: string | null }, context: Context) => {
      requirePermission(context, 'contents:read');
      const sha = await resolveCommit(world, repository, refName ?? repository.defaultBranch);
      const errors = sha === null ? null : await listUnknownOwners(world, repository, sha);
      return errors === null ? null : { __typename: 'RepositoryCodeowners', errors };
    },
    pullRequest: ({ number }: { number: number }, context: Context) => {
      requirePermission(context, 'pull_requests:read');
      const pull = repository.pulls.get(number);
      if (!pull)
        throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
      return pullOf(world, repository, pull);
    },
    issues: (args: IssuesArguments, context: Context) => {
      requirePermission(context, 'issues:read');
      return connectionOf('issues', selectIssues(repository, args), args, (issue) => issueOf(world, repository, issue));
    },
    pullRequests: (args: PullsArguments, context: Context) => {
      requirePermission(context, 'pull_requests:read');
      return connectionOf('pullRequests', selectPulls(repository, args), args, (pull) =>
        pullOf(world, repository, pull),
      );
    },
  };
}

/** GraphQL's Ref, by its full name; null where there is none. */
export async function refOf(world: World, repository: Repository, fullName: string) {
  const sha = await world.store.resolve(repository.gitDirectory, fullName);
  if (!sha) return null;
  const [, , ...name] = fullName.split('/');
  return {
    __typename: 'Ref',
    id: Buffer.from(`${repository.id}:${fullName}`).toString('base64url'),
    name: name.join('/'),
    prefix: `${fullName.split('/').slice(0, 2).join('/')}/`,
    repository: () => repositoryOf(world, repository),
    target: async () => gitObjectOf(world, repository, await world.store.object(repository.gitDirectory, sha)),
    associatedPullRequests: (args: PullsArguments) => {
      const pulls = selectPulls(repository, args).filter((pull) => `refs/heads/${pull.headRef}` === fullName);
      return connectionOf('associatedPullRequests', pulls, args, (pull) => pullOf(world, repository, pull));
    },
  };
}

interface ObjectArguments {
  readonly oid?: string | null;
  readonly expression?: string | null;
}

/** By id, or by an expression `revision` or `revision:path`; the path may hold anything. */
async function objectOf(world: World, repository: Repository, { oid, expression }: ObjectArguments) {
  const { gitDirectory } = repository;
  if (oid) return gitObjectOf(world, repository, await world.store.object(gitDirectory, oid));
  if (!expression) return null;
  const colon = expression.indexOf(':');
  const revision = colon < 0 ? expression : expression.slice(0, colon);
  // A full id needs no process to be resolved, and may name a tree or a blob.
  const isId = /^[0-9a-f]{40}$/.test(revision);
  const name = revision === 'HEAD' ? repository.defaultBranch : revision;
  const found = isId ? revision : await resolveCommit(world, repository, name);
  if (!found) return null;
  const object =
    colon < 0
      ? await world.store.object(gitDirectory, found)
      : await world.store.at(gitDirectory, found, expression.slice(colon + 1));
  const folder = colon < 0 ? '' : expression.slice(colon + 1).replace(/\/*$/, '/');
  return gitObjectOf(world, repository, object, folder === '/' ? '' : folder);
}

interface PullsArguments extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
}

function selectPulls(repository: Repository, args: PullsArguments): Pull[] {
  const stateOf = (pull: Pull) => (pull.mergedAt !== null ? 'MERGED' : pull.state.toUpperCase());
  const found = [...repository.pulls.values()].filter(
    (pull) =>
      (!args.states || args.states.includes(stateOf(pull))) &&
      (!args.baseRefName || pull.baseRef === args.baseRefName) &&
      (!args.headRefName || pull.headRef === args.headRefName) &&
      (!args.labels || args.labels.some((label) => pull.labels.includes(label))),
  );
  if (args.orderBy?.field === 'UPDATED_AT') found.sort((a, b) => a.updatedAt - b.updatedAt);
  return args.orderBy?.direction === 'DESC' ? found.reverse() : found;
}
