import { readAccessPath } from '../access/access-path.js';
import { type Connection, query } from './connection.js';
import type { ListedFile } from './list-files.js';

/** One page of GraphQL's list of changed files, and the head and base that it is of. */
export interface ChangedFilesPage {
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly files: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly { readonly path: string; readonly changeType: string }[];
  } | null;
}

export function changedFilesFields(after: string): string {
  return `headRefOid baseRefName files(first: 100${after}) { pageInfo { hasNextPage endCursor } nodes { path changeType } }`;
}

export const CHANGED_FILES_QUERY = `
query ($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { ${changedFilesFields(', after: $after')} }
  }
}`;

interface ChangedFilesAnswer {
  readonly repository: { readonly pullRequest: ChangedFilesPage | null } | null;
}

/**
 * Whether a list of files is that of the head, against the base that is judged. REST's names neither, so somebody who
 * pushes back and forth could have one head's files judged and another merged (law 4), and somebody who changes the base
 * and back could have files hidden that only the other base holds; GraphQL's, without former paths, comes with both.
 */
export async function isListOfHead(
  connection: Connection,
  pullRequest: { readonly number: number; readonly headSha: string; readonly baseBranch: string },
  listed: readonly ListedFile[],
  first: ChangedFilesPage,
): Promise<boolean> {
  const { number, headSha, baseBranch } = pullRequest;
  const call = { what: `the query of the files of pull request ${number}`, permission: 'Pull requests: read' };
  const atHead = new Set<string>();
  let page = first;
  while (true) {
    if (page.headRefOid !== headSha || page.baseRefName !== baseBranch || page.files === null) return false;
    for (const file of page.files.nodes) {
      if (isOurs(file.path)) atHead.add(keyOf(file.path, file.changeType === 'DELETED'));
    }
    const { hasNextPage, endCursor } = page.files.pageInfo;
    if (!hasNextPage) break;
    const variables = { number, after: endCursor };
    const answer: ChangedFilesAnswer = await query(connection, call, CHANGED_FILES_QUERY, variables);
    const next = answer.repository?.pullRequest;
    if (!next) return false;
    page = next;
  }
  const inList = new Set<string>();
  for (const file of listed) {
    const key = keyOf(file.path, file.status === 'removed');
    if (isOurs(file.path) && !atHead.has(key)) return false;
    inList.add(key);
    if (file.previousPath !== null) inList.add(keyOf(file.previousPath, true));
  }
  return [...atHead].every((key) => inList.has(key));
}

function isOurs(path: string): boolean {
  return readAccessPath(path).kind !== 'other';
}

function keyOf(path: string, isRemoved: boolean): string {
  return `${isRemoved ? '-' : '+'}${path}`;
}
