import { ask, type Connection, query } from './connection.js';
import { statusOf } from './errors.js';
import type { IssueLabel, IssueText, OpenIssue, OpenIssues } from './github.js';
import { cutAtLine, MAXIMUM_COMMENT } from './text-limits.js';

/** How each label is made. Anybody may give one to an issue of theirs, so it alone tells nothing. */
const LABELS = {
  'lapse-unapproved': { color: 'b60205', description: 'Merged without approval, and not given by Lapse' },
  'lapse-drift': { color: 'd93f0b', description: 'The provider holds other access than the branch says' },
} as const satisfies Record<IssueLabel, { readonly color: string; readonly description: string }>;

interface IssuePage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly { readonly number: number; readonly viewerDidAuthor: boolean; readonly body: string }[];
}

/** Of a label, of a hundred issues each. Every run reads them before it takes access away, so planted ones may not hold it up. */
const MOST_FURTHER_PAGES = 10;

/** Oldest first, so that of two that were opened at once every run goes on with the same one. */
function issuesFields(label: string, first: number, after: string): string {
  const order = 'orderBy: { field: CREATED_AT, direction: ASC }';
  return `issues(labels: [${label}], states: OPEN, first: ${first}${after}, ${order}) {
    pageInfo { hasNextPage endCursor }
    nodes { number viewerDidAuthor body }
  }`;
}

/** The first issues with each label, each page under its own alias. */
export const FIRST_ISSUES = `unapproved: ${issuesFields('"lapse-unapproved"', 20, '')}
    drift: ${issuesFields('"lapse-drift"', 20, '')}`;

export interface FirstIssues {
  readonly unapproved: IssuePage;
  readonly drift: IssuePage;
}

export const FURTHER_ISSUES_QUERY = `
query ($owner: String!, $name: String!, $label: String!, $after: String) {
  repository(owner: $owner, name: $name) { ${issuesFields('$label', 100, ', after: $after')} }
}`;

interface FurtherIssuesAnswer {
  readonly repository: { readonly issues: IssuePage } | null;
}

export async function pickOurs(connection: Connection, first: FirstIssues): Promise<OpenIssues> {
  return {
    'lapse-unapproved': await pickOursWith(connection, 'lapse-unapproved', first.unapproved),
    'lapse-drift': await pickOursWith(connection, 'lapse-drift', first.drift),
  };
}

/**
 * Ours among those with the label. Further pages are read only where others have planted a page full of them.
 * @returns null where they have planted more than are read.
 */
async function pickOursWith(
  connection: Connection,
  label: IssueLabel,
  first: IssuePage,
): Promise<readonly OpenIssue[] | null> {
  const call = { what: 'the query of open issues', permission: 'Issues: read' };
  let page = first;
  for (let further = 0; ; further += 1) {
    const ours = page.nodes.filter((issue) => issue.viewerDidAuthor).map(({ number, body }) => ({ number, body }));
    const { hasNextPage, endCursor } = page.pageInfo;
    if (ours.length > 0 || !hasNextPage) return ours;
    if (further === MOST_FURTHER_PAGES) return null;
    const variables = { label, after: endCursor };
    const answer = await query<FurtherIssuesAnswer>(connection, call, FURTHER_ISSUES_QUERY, variables);
    if (answer.repository === null) return [];
    page = answer.repository.issues;
  }
}

/** Opens the issue, or rewrites the one that is open; one that says so already is left alone. */
export async function writeIssue(
  connection: Connection,
  label: IssueLabel,
  open: OpenIssue | null,
  text: IssueText,
): Promise<void> {
  const body = cutAtLine(text.body, MAXIMUM_COMMENT);
  if (open === null) {
    await createLabel(connection, label);
    await ask(connection, 'POST /repos/{owner}/{repo}/issues', { title: text.title, body, labels: [label] });
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
async function createLabel(connection: Connection, name: IssueLabel): Promise<void> {
  try {
    await ask(connection, 'POST /repos/{owner}/{repo}/labels', { name, ...LABELS[name] });
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
  }
}
