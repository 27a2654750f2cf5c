import { type Connection, query } from './connection.js';
import { COMMENT_MARKER, GitHubError, type PullRequestReading } from './github.js';
import {
  type Comment,
  FURTHER_PAGE_QUERIES,
  type FurtherPageAnswer,
  type ListName,
  type Page,
} from './pull-request-query.js';

/** Ours: written by the App that reads, and beginning with our marker, which anybody may write. */
export async function findComment(
  connection: Connection,
  number: number,
  first: Page<Comment>,
): Promise<PullRequestReading['comment']> {
  let page: Page<Comment> | null = first;
  while (page !== null) {
    const ours = page.nodes.find((comment) => comment.viewerDidAuthor && comment.body.startsWith(COMMENT_MARKER));
    if (ours !== undefined)
      return { id: Number(ours.fullDatabaseId), body: ours.body.slice(COMMENT_MARKER.length).trim() };
    page = await readNext(connection, number, 'comments', page);
  }
  return null;
}

/** All pages of a list, of which the first has been read. */
export async function readAll<T>(connection: Connection, number: number, name: ListName, first: Page<T>): Promise<T[]> {
  const all: T[] = [];
  let page: Page<T> | null = first;
  while (page !== null) {
    all.push(...page.nodes);
    page = await readNext(connection, number, name, page);
  }
  return all;
}

async function readNext<T>(
  connection: Connection,
  number: number,
  name: ListName,
  page: Page<T>,
): Promise<Page<T> | null> {
  if (!page.pageInfo.hasNextPage || page.nodes.length === 0) return null;
  const call = {
    what: `the query of the ${name} of pull request ${number}`,
    permission: 'Pull requests: read, Contents: read',
  };
  const variables = { number, after: page.pageInfo.endCursor };
  const answer = await query<FurtherPageAnswer<T>>(connection, call, FURTHER_PAGE_QUERIES[name], variables);
  const next = answer.repository?.pullRequest?.[name];
  if (next === undefined) throw new GitHubError('unavailable', `GitHub gave no further page for ${call.what}.`);
  return next;
}
