import { ask, type Connection, query } from './connection.js';
import { GitHubError, type NoticeMode } from './github.js';
import { cutAtLine, MAXIMUM_COMMENT } from './text-limits.js';

export const NOTICES_QUERY = `
query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(last: 100) { nodes { fullDatabaseId viewerDidAuthor body } }
    }
  }
}`;

interface ReadComment {
  readonly fullDatabaseId: string;
  readonly viewerDidAuthor: boolean;
  readonly body: string;
}

interface NoticesAnswer {
  readonly repository: {
    readonly pullRequest: {
      readonly comments: {
        readonly nodes: readonly ReadComment[];
      };
    } | null;
  } | null;
}

/**
 * Tells on a merged request what became of a grant of it: one comment, rewritten in place, and none where it says so
 * already. Another one than that of the evaluation, which is the state of the pull request before its merge.
 */
export async function writeNotice(
  connection: Connection,
  number: number,
  grant: string,
  text: string,
  mode?: NoticeMode,
): Promise<void> {
  // A grant's name holds lower-case letters, digits, `-`, `_` and `/`: nothing that ends a comment of HTML.
  await writeMarked(connection, number, `<!-- lapse:access ${grant} -->`, text, mode);
}

/** Answers the command in another comment, by its id: a doubled webhook does not answer twice. */
export async function writeAnswer(
  connection: Connection,
  number: number,
  commentId: number,
  text: string,
): Promise<void> {
  await writeMarked(connection, number, `<!-- lapse:answer ${commentId} -->`, text);
}

async function writeMarked(
  connection: Connection,
  number: number,
  marker: string,
  text: string,
  mode: NoticeMode = 'rewrite',
): Promise<void> {
  const [ours] = await readMarked(connection, number, marker);
  const body = cutAtLine(`${marker}\n\n${text}`, MAXIMUM_COMMENT);
  if (ours === undefined) {
    await ask(connection, 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number, body });
    await removeDoubles(connection, number, marker);
  } else if (mode === 'rewrite' && ours.body !== body) {
    const parameters = { comment_id: Number(ours.fullDatabaseId), body };
    await ask(connection, 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', parameters);
  }
}

/** Our own comments with a marker, oldest first. */
async function readMarked(connection: Connection, number: number, marker: string): Promise<ReadComment[]> {
  const call = { what: `the query of the comments of pull request ${number}`, permission: 'Pull requests: read' };
  const { repository } = await query<NoticesAnswer>(connection, call, NOTICES_QUERY, { number });
  const comments = repository?.pullRequest?.comments.nodes ?? [];
  return comments.filter((comment) => comment.viewerDidAuthor && comment.body.startsWith(marker));
}

/**
 * GitHub knows no comment that is written only where there is none: of two runs at once each can find none and write one.
 * Whoever wrote last sees both, and the oldest stays.
 */
async function removeDoubles(connection: Connection, number: number, marker: string): Promise<void> {
  const [, ...doubles] = await readMarked(connection, number, marker);
  for (const { fullDatabaseId } of doubles) {
    try {
      const parameters = { comment_id: Number(fullDatabaseId) };
      await ask(connection, 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', parameters);
    } catch (error) {
      if (!(error instanceof GitHubError && error.kind === 'not-found')) throw error;
    }
  }
}
