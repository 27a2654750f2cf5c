import { ask, type Connection } from './connection.js';
import { COMMENT_MARKER, GitHubError, type Reaction } from './github.js';
import { cutAtLine, MAXIMUM_COMMENT } from './text-limits.js';

/** Rewrites our comment; writes it anew where there is none yet, or somebody deleted it meanwhile. */
export async function writeComment(
  connection: Connection,
  number: number,
  commentId: number | null,
  text: string,
): Promise<void> {
  // Without its marker it would not be found again, and each evaluation would write another one.
  const body = cutAtLine(`${COMMENT_MARKER}\n\n${text}`, MAXIMUM_COMMENT);
  if (commentId !== null) {
    try {
      await ask(connection, 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        comment_id: commentId,
        body,
      });
      return;
    } catch (error) {
      if (!(error instanceof GitHubError && error.kind === 'not-found')) throw error;
    }
  }
  await ask(connection, 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number, body });
}

/** https://docs.github.com/en/rest/reactions/reactions#create-reaction-for-an-issue-comment: 200 where it is there already. */
export async function addReaction(connection: Connection, commentId: number, reaction: Reaction): Promise<void> {
  await ask(connection, 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
    comment_id: commentId,
    content: reaction,
  });
}
