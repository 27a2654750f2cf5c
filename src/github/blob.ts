import { createHash } from 'node:crypto';
import { MAXIMUM_CODEOWNERS_BYTES, MAXIMUM_FILE_BYTES, type SourceFile } from '../access/source-file.js';
import { ask, type Connection } from './connection.js';
import { GitHubError } from './github.js';

/** A `TreeEntry` as {@link ENTRY_FIELDS} asks for it. */
export interface TreeEntry {
  readonly name: string;
  /** Git's octal mode as a number: 33188 is `100644`. */
  readonly mode: number;
  readonly type: string;
  readonly oid: string;
  readonly size: number;
  /** `{}` for what is no blob. */
  readonly object: { readonly text?: string | null; readonly isTruncated?: boolean } | null;
}

export const ENTRY_FIELDS = `
  name
  mode
  type
  oid
  size
  object { ... on Blob { text isTruncated } }
`;

/**
 * A tree entry with the exact bytes that git has (law 4). GraphQL hands out decoded text, which for a byte order mark,
 * other encodings or long files is not what is stored: where git's id of it differs, the blob is read by REST.
 */
export async function readEntry(connection: Connection, path: string, entry: TreeEntry): Promise<SourceFile> {
  const file = { path, mode: entry.mode.toString(8).padStart(6, '0'), oid: entry.oid, size: entry.size };
  if (!file.mode.startsWith('100') || entry.size > limitOf(path)) return { ...file, bytes: null };
  const { text, isTruncated } = entry.object ?? {};
  if (typeof text === 'string' && isTruncated !== true) {
    const bytes = Buffer.from(text, 'utf8');
    if (blobId(bytes) === entry.oid) return { ...file, bytes };
  }
  return { ...file, bytes: await readBlob(connection, entry.oid) };
}

async function readBlob(connection: Connection, oid: string): Promise<Uint8Array> {
  const { data } = await ask<{ content: string }>(connection, 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
    file_sha: oid,
  });
  const bytes = Buffer.from(data.content, 'base64');
  if (blobId(bytes) !== oid) {
    throw new GitHubError('unavailable', `GitHub gave other bytes for the blob ${oid} than it names: try again later.`);
  }
  return bytes;
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function limitOf(path: string): number {
  return path === 'CODEOWNERS' || path.endsWith('/CODEOWNERS') ? MAXIMUM_CODEOWNERS_BYTES : MAXIMUM_FILE_BYTES;
}
