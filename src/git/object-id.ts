import { createHash, type Hash } from 'node:crypto';
import { GitError } from './repository.js';

const OBJECT_ID = /^[0-9a-f]{40}$/;

/** @throws {GitError} for anything but 40 hex digits, such as an option or an id of a SHA-256 repository. */
export function requireObjectId(value: string): string {
  if (!OBJECT_ID.test(value)) throw new GitError(`not a SHA-1 object id: ${JSON.stringify(value.slice(0, 80))}`);
  return value;
}

/**
 * The hash of a blob, begun: feed it the blob's bytes. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 *
 * @param size the bytes that will follow.
 */
export function beginBlobHash(size: number): Hash {
  return createHash('sha1').update(`blob ${size}\0`);
}
