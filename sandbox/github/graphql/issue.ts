import { associationOf } from '../find.js';
import { iso, isoOrNull } from '../present/account.js';
import { pageUrlOf } from '../present/repository.js';
import { presentLabels } from '../present/thread.js';
import type { Repository, Thread, World } from '../state.js';
import { actorOf } from './actors.js';
import { connectionOf, type PageArguments } from './connection.js';
import type { Context } from './context.js';

export interface IssuesArguments extends PageArguments {
  readonly labels?: readonly string[] | null;
  readonly states?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
}

/** Issues alone: GraphQL counts pull requests among none of them. With several labels, those that have any. */
export function selectIssues(repository: Repository, args: IssuesArguments): Thread[] {
  const found = [...repository.issues.values()].filter(
    (issue) =>
      (!args.states || args.states.includes(issue.state.toUpperCase())) &&
      (!args.labels || args.labels.some((label) => issue.labels.includes(label))),
  );
  if (args.orderBy?.field === 'UPDATED_AT') found.sort((a, b) => a.updatedAt - b.updatedAt);
  return args.orderBy?.direction === 'DESC' ? found.reverse() : found;
}

/** GraphQL's Issue. */
export function issueOf(world: World, repository: Repository, issue: Thread): Record<string, unknown> {
  return {
    __typename: 'Issue',
    id: issue.nodeId,
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: `${pageUrlOf(world, repository)}/issues/${issue.number}`,
    state: issue.state.toUpperCase(),
    closed: issue.state === 'closed',
    closedAt: isoOrNull(issue.closedAt),
    createdAt: iso(issue.createdAt),
    updatedAt: iso(issue.updatedAt),
    author: actorOf(world, issue.author),
    authorAssociation: associationOf(world, repository, issue.author),
    viewerDidAuthor: (_: unknown, { actor }: Context) => actor.account === issue.author,
    labels: (args: PageArguments) =>
      connectionOf('labels', presentLabels(world, repository, issue), args, (one) => one),
  };
}
