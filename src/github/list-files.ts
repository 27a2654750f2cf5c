import type { ChangedFile } from '../approval/facts.js';
import { ask, type Connection } from './connection.js';

/** A changed file as GitHub lists it, without its contents. */
export interface ListedFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: ChangedFile['status'];
  /** The blob's id at the head; for a removed file, the one it had. */
  readonly oid: string;
  /** The change since the branch left the base; missing where GitHub gives none. */
  readonly patch?: string;
}

interface RestFile {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: ChangedFile['status'];
  readonly sha: string;
  readonly patch?: string;
}

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files: at most 3,000 files, 100 a page. */
const MAXIMUM_PAGES = 30;

/** By REST, because GraphQL does not say where a renamed file was before. */
export async function listFiles(connection: Connection, number: number): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  for (let page = 1; page <= MAXIMUM_PAGES; page += 1) {
    const { data, hasNext } = await ask<readonly RestFile[]>(
      connection,
      'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
      { pull_number: number, per_page: 100, ...(page === 1 ? {} : { page }) },
    );
    for (const file of data) {
      const { filename: path, previous_filename, status, sha: oid, patch } = file;
      const listed = { path, previousPath: previous_filename ?? null, status, oid };
      files.push(patch === undefined ? listed : { ...listed, patch });
    }
    if (!hasNext) break;
  }
  return files;
}
