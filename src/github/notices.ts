import { ask, type Connection, query } from './connection.js';
import { cutAtLine, MAXIMUM_COMMENT } from './text-limits.js';

export const NOTICES_QUERY = `
query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(last: 100) { nodes { fullDatabaseId viewerDidAuthor body } }
    }
  }
}`;

interface NoticesAnswer {
  readonly repository: {
    readonly pullRequest: {
      readonly comments: {
        readonly nodes: readonly {
          readonly fullDatabaseId: string;
          readonly viewerDidAuthor: boolean;
          readonly body: string;
        }[];
      };
    } | null;
  } | null;
}

/**
 * Tells on a merged request what became of a grant of it: one comment, rewritten in place, and none where it says so
 * already. Another one than that of the evaluation, which is the state of the pull request before its merge.
 */
export async function writeNotice(connection: Connection, number: number, grant: string, text: string): Promise<void> {
  // A grant's name holds lower-case letters, digits, `-`, `_` and `/`: nothing that ends a comment of HTML.
  await writeMarked(connection, number, `<!-- lapse:access ${grant} -->`, text);
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

async function writeMarked(connection: Connection, number: number, marker: string, text: string): Promise<void> {
  const call = { what: `the query of the comments of pull request ${number}`, permission: 'Pull requests: read' };
  const { repository } = await query<NoticesAnswer>(connection, call, NOTICES_QUERY, { number });
  const comments = repository?.pullRequest?.comments.nodes ?? [];
  const ours = comments.find((comment) => comment.viewerDidAuthor && comment.body.startsWith(marker));
  const body = cutAtLine(`${marker}\n\n${text}`, MAXIMUM_COMMENT);
  if (ours === undefined) {
    await ask(connection, 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: number, body });
  } else if (ours.body !== body) {
    const parameters = { comment_id: Number(ours.fullDatabaseId), body };
    await ask(connection, 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', parameters);
  }
}
