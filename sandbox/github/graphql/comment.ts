import { associationOf } from '../find.js';
import { sees } from '../permissions.js';
import { iso, isoOrNull } from '../present/account.js';
import { pageUrlOf } from '../present/repository.js';
import type { Account, Comment, Repository, World } from '../state.js';
import { actorOf } from './actors.js';
import { type Context, GraphqlRefusal, requirePermission } from './context.js';
import { repositoryOf } from './repository.js';

/** GraphQL's IssueComment. */
export function commentOf(world: World, repository: Repository, comment: Comment): Record<string, unknown> {
  const { lastEdit } = comment;
  return {
    __typename: 'IssueComment',
    id: comment.nodeId,
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    createdAt: iso(comment.createdAt),
    updatedAt: iso(comment.updatedAt),
    lastEditedAt: isoOrNull(lastEdit?.at ?? null),
    editor: lastEdit ? actorOf(world, lastEdit.editor) : null,
    includesCreatedEdit: lastEdit !== null,
    isMinimized: false,
    url: `${pageUrlOf(world, repository)}/pull/${comment.number}#issuecomment-${comment.id}`,
    repository: () => repositoryOf(world, repository),
    ...writtenBy(world, repository, comment.author),
  };
}

export function writtenBy(world: World, repository: Repository, author: Account) {
  return {
    author: actorOf(world, author),
    authorAssociation: associationOf(world, repository, author),
    viewerDidAuthor: (_: unknown, { actor }: Context) => actor.account === author,
  };
}

/** Of all that GraphQL calls a node, the comments. */
export function resolveNode({ id }: { id: string }, context: Context) {
  const { world, actor } = context;
  for (const repository of world.repositories.values()) {
    const comment = [...repository.comments.values()].find((one) => one.nodeId === id);
    if (comment === undefined || !sees(world, actor, repository)) continue;
    requirePermission(context, repository.pulls.has(comment.number) ? 'pull_requests:read' : 'issues:read');
    return commentOf(world, repository, comment);
  }
  throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}
