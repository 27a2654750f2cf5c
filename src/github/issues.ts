import { ask, type Connection, query } from './connection.js';
import { statusOf } from './errors.js';
import type { IssueText, OpenIssue } from './github.js';
import { cutAtLine, MAXIMUM_COMMENT } from './text-limits.js';

/** Of the issue that says what is not provisioned. Anybody may give it to an issue of theirs, so it alone tells nothing. */
const LABEL = 'lapse-unapproved';

export interface IssuePage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly { readonly number: number; readonly viewerDidAuthor: boolean; readonly body: string }[];
}

/** Oldest first, so that of two that were opened at once every run goes on with the same one. */
export function issuesFields(first: number, after: string): string {
  const order = 'orderBy: { field: CREATED_AT, direction: ASC }';
  return `issues(labels: ["${LABEL}"], states: OPEN, first: ${first}${after}, ${order}) {
    pageInfo { hasNextPage endCursor }
    nodes { number viewerDidAuthor body }
  }`;
}

export const FURTHER_ISSUES_QUERY = `
query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) { ${issuesFields(100, ', after: $after')} }
}`;

interface FurtherIssuesAnswer {
  readonly repository: { readonly issues: IssuePage } | null;
}

/** Ours among those with the label. Further pages are read only where others have planted a page full of them. */
export async function pickOurs(connection: Connection, first: IssuePage): Promise<readonly OpenIssue[]> {
  const call = { what: 'the query of open issues', permission: 'Issues: read' };
  let page = first;
  while (true) {
    const ours = page.nodes.filter((issue) => issue.viewerDidAuthor).map(({ number, body }) => ({ number, body }));
    const { hasNextPage, endCursor } = page.pageInfo;
    if (ours.length > 0 || !hasNextPage) return ours;
    const answer = await query<FurtherIssuesAnswer>(connection, call, FURTHER_ISSUES_QUERY, { after: endCursor });
    if (answer.repository === null) return [];
    page = answer.repository.issues;
  }
}

/** Opens the issue, or rewrites the one that is open; one that says so already is left alone. */
export async function writeIssue(connection: Connection, open: OpenIssue | null, text: IssueText): Promise<void> {
  const body = cutAtLine(text.body, MAXIMUM_COMMENT);
  if (open === null) {
    await createLabel(connection);
    await ask(connection, 'POST /repos/{owner}/{repo}/issues', { title: text.title, body, labels: [LABEL] });
  } else if (open.body !== body) {
    await ask(connection, 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: open.number, body });
  }
}

/** One request, so that no run that dies in between says so twice. */
export async function closeIssue(connection: Connection, number: number, body: string): Promise<void> {
  const closed = { issue_number: number, body, state: 'closed', state_reason: 'completed' };
  await ask(connection, 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', closed);
}

/** https://docs.github.com/en/rest/issues/labels#create-a-label: 422 where it is there already. */
async function createLabel(connection: Connection): Promise<void> {
  const label = { name: LABEL, color: 'b60205', description: 'Merged without approval, and not given by Lapse' };
  try {
    await ask(connection, 'POST /repos/{owner}/{repo}/labels', label);
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
  }
}
