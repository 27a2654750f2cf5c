import { MAXIMUM_FILE_BYTES } from '../access/source-file.js';
import { requireObjectId } from './object-id.js';
import { refusePartialClone } from './refuse-partial-clone.js';
import { GitError } from './repository.js';
import { runGit } from './run-git.js';
import { streamBlobs } from './stream-blobs.js';

const NEWLINE = 0x0a;

/**
 * Reads blobs in one process. What is not there has no entry; what is not a blob is an error.
 *
 * Sizes are not looked at: ask only for what may be held.
 */
export async function readBlobsWhole(directory: string, oids: Iterable<string>): Promise<Map<string, Uint8Array>> {
  const wanted = [...new Set(oids)].map(requireObjectId);
  if (wanted.length === 0) return new Map();
  const output = await runGit(directory, ['cat-file', '--batch'], lines(wanted));
  return parseBatch(output, wanted);
}

/**
 * Reads blobs in two processes: their sizes first, so that no large one is ever held (law 10).
 *
 * @param keep what is held of each.
 */
export async function readSmallBlobs(
  directory: string,
  oids: readonly string[],
  keep: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Promise<Map<string, Uint8Array>> {
  const wanted = [...new Set(oids)].map(requireObjectId);
  if (wanted.length === 0) return new Map();
  const sizes = await runGit(directory, ['cat-file', '--batch-check'], lines(wanted));
  const small: string[] = [];
  for (const line of sizes.toString('utf8').split('\n')) {
    const [oid, type, size] = line.split(' ');
    if (oid !== undefined && type === 'blob' && Number(size) <= MAXIMUM_FILE_BYTES) small.push(oid);
  }
  if (/ missing$/m.test(sizes.toString('latin1'))) await refusePartialClone(directory);
  const blobs = new Map<string, Uint8Array>();
  await streamBlobs(directory, small, MAXIMUM_FILE_BYTES, (oid, bytes) => {
    if (bytes !== null) blobs.set(oid, keep(bytes));
  });
  return blobs;
}

function lines(oids: readonly string[]): string {
  return oids.map((oid) => `${oid}\n`).join('');
}

/** `<oid> blob <size>LF<bytes>LF` or `<oid> missingLF`, in the order of the questions: https://git-scm.com/docs/git-cat-file#_batch_output */
function parseBatch(output: Buffer, wanted: readonly string[]): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let position = 0;
  for (const oid of wanted) {
    const lineEnd = output.indexOf(NEWLINE, position);
    if (lineEnd === -1) throw new GitError(`git cat-file ended before it answered for ${oid}`);
    const header = output.toString('utf8', position, lineEnd);
    position = lineEnd + 1;
    if (header === `${oid} missing`) continue;
    const match = /^([0-9a-f]{40}) blob (\d+)$/.exec(header);
    if (match?.[1] !== oid) throw new GitError(`git cat-file answered ${JSON.stringify(header)} for ${oid}`);
    const end = position + Number(match[2]);
    if (output[end] !== NEWLINE) throw new GitError(`git cat-file cut off ${oid}`);
    // A copy, so that one small file does not keep the whole output in memory.
    blobs.set(oid, Uint8Array.from(output.subarray(position, end)));
    position = end + 1;
  }
  return blobs;
}
