import { readExtensionBranch } from '../access/own-branch.js';
import { readCommand } from '../access/read-command.js';
import type { Commanded } from '../approval/facts.js';
import { ACTOR_FIELDS, type Actor, toAccount } from './account.js';
import { ask, type Connection, query } from './connection.js';
import { GitHubError } from './github.js';

export const COMMENT_QUERY = `
query ($comment: ID!) {
  node(id: $comment) {
    ... on IssueComment { fullDatabaseId lastEditedAt body author { ${ACTOR_FIELDS} } }
  }
}`;

interface CommentAnswer {
  readonly node: {
    /** Missing where the node is no comment. */
    readonly fullDatabaseId?: string;
    readonly lastEditedAt?: string | null;
    readonly body?: string;
    readonly author?: Actor | null;
  } | null;
}

/**
 * The command by which somebody had us open a pull request from this branch, read from GitHub now; null where there is
 * none to be had. Whoever may write can edit the pull request's text and other people's comments: only a comment that
 * nobody edited proves what its author said. Two requests, because REST names no editing and GraphQL takes no number.
 */
export async function readCommanded(connection: Connection, headBranch: string): Promise<Commanded | null> {
  const branch = readExtensionBranch(headBranch);
  if (branch === null) return null;
  const comment = await readComment(connection, branch.commentId);
  // REST's `updated_at` moves for other reasons too; only an explicit null says that nobody edited it.
  if (comment?.lastEditedAt !== null || comment.body === undefined) return null;
  if (Number(comment.fullDatabaseId) !== branch.commentId) return null;
  const by = toAccount(comment.author ?? null);
  if (by === null || by.type !== 'User') return null;
  const command = readCommand(comment.body);
  if (command?.kind !== 'extend') return null;
  if (command.grant !== null && command.grant !== branch.grant) return null;
  return { by, grant: branch.grant, length: command.length };
}

/** null where it was deleted. */
async function readComment(connection: Connection, commentId: number): Promise<CommentAnswer['node']> {
  const call = { what: `the query of comment ${commentId}`, permission: 'Pull requests: read' };
  try {
    const { data } = await ask<{ node_id: string }>(
      connection,
      'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
      { comment_id: commentId },
    );
    const { node } = await query<CommentAnswer>(connection, call, COMMENT_QUERY, { comment: data.node_id });
    return node;
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'not-found') return null;
    throw error;
  }
}
