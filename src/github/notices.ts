import { ask, type Connection, query } from './connection.js';
import { GitHubError, type Notice } from './github.js';
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
 * Tells on a merged request what became of grants of it: one comment each, rewritten in place, and none where it says so
 * already. Another one than that of the evaluation, which is the state of the pull request before its merge.
 */
export async function writeNotices(connection: Connection, number: number, notices: readonly Notice[]): Promise<void> {
  // A grant's name holds lower-case letters, digits, `-`, `_` and `/`: nothing that ends a comment of HTML.
  const marked = notices.map(({ grant, body, mode = 'rewrite' }) => {
    return { marker: `<!-- lapse:access ${grant} -->`, text: body, mode };
  });
  await writeMarked(connection, number, marked);
}

/** Answers the command in another comment, by its id: a doubled webhook does not answer twice. */
export async function writeAnswer(
  connection: Connection,
  number: number,
  commentId: number,
  text: string,
): Promise<void> {
  await writeMarked(connection, number, [{ marker: `<!-- lapse:answer ${commentId} -->`, text, mode: 'rewrite' }]);
}

interface MarkedText {
  readonly marker: string;
  readonly text: string;
  readonly mode: 'rewrite' | 'first';
}

/** However many there are, what stands is read once before, and once again where something was added. */
async function writeMarked(connection: Connection, number: number, texts: readonly MarkedText[]): Promise<void> {
  const standing = await readOurs(connection, number);
  const added: string[] = [];
  for (const { marker, text, mode } of texts) {
    const ours = standing.find((comment) => comment.body.startsWith(marker));
    const body = cutAtLine(`${marker}\n\n${text}`, MAXIMUM_COMMENT);
    if (ours === undefined) {
      await ask(connection, 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        issue_number: number,
        body,
      });
      added.push(marker);
    } else if (mode === 'rewrite' && ours.body !== body) {
      const parameters = { comment_id: Number(ours.fullDatabaseId), body };
      await ask(connection, 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', parameters);
    }
  }
  if (added.length > 0) await removeDoubles(connection, number, added);
}

/** Our own comments, oldest first. */
async function readOurs(connection: Connection, number: number): Promise<readonly ReadComment[]> {
  const call = { what: `the query of the comments of pull request ${number}`, permission: 'Pull requests: read' };
  const { repository } = await query<NoticesAnswer>(connection, call, NOTICES_QUERY, { number });
  const comments = repository?.pullRequest?.comments.nodes ?? [];
  return comments.filter((comment) => comment.viewerDidAuthor);
}

/**
 * GitHub knows no comment that is written only where there is none: of two runs at once each can find none and write one.
 * Whoever wrote last sees both, and the oldest stays.
 */
async function removeDoubles(connection: Connection, number: number, markers: readonly string[]): Promise<void> {
  const standing = await readOurs(connection, number);
  const doubles = markers.flatMap((marker) => standing.filter(({ body }) => body.startsWith(marker)).slice(1));
  for (const { fullDatabaseId } of doubles) {
    try {
      const parameters = { comment_id: Number(fullDatabaseId) };
      await ask(connection, 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', parameters);
    } catch (error) {
      if (!(error instanceof GitHubError && error.kind === 'not-found')) throw error;
    }
  }
}
