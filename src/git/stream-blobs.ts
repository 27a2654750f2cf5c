import { requireObjectId } from './object-id.js';
import { refusePartialClone } from './refuse-partial-clone.js';
import { GitError } from './repository.js';
import { streamGit } from './run-git.js';

const NEWLINE = 0x0a;
/** `<oid> <type> <size>` is far shorter. */
const LONGEST_HEADER = 200;

type Visit = (oid: string, bytes: Uint8Array | null) => void;

/**
 * Gives blobs away one by one, in the order of their ids, each id once: one process, and never more than one blob and one
 * chunk of git's output in memory. What is not there, is no blob or is larger than `limit` bytes is null.
 *
 * @throws {GitError} where git answers otherwise; what `visit` throws is thrown on.
 */
export async function streamBlobs(
  directory: string,
  oids: readonly string[],
  limit: number,
  visit: Visit,
): Promise<void> {
  const wanted = [...new Set(oids)].map(requireObjectId);
  if (wanted.length === 0) return;
  const reader = new BatchReader(wanted, limit, visit);
  // Without --buffer git writes to the pipe once an object: https://git-scm.com/docs/git-cat-file#Documentation/git-cat-file.txt---buffer
  const input = wanted.map((oid) => `${oid}\n`).join('');
  await streamGit(directory, ['cat-file', '--batch', '--buffer'], { input }, (chunk) => reader.take(chunk));
  reader.end();
  if (reader.hasMissed) await refusePartialClone(directory);
}

/** `<oid> <type> <size>LF<bytes>LF` or `<oid> missingLF`, in the order of the questions: https://git-scm.com/docs/git-cat-file#_batch_output */
class BatchReader {
  readonly #wanted: readonly string[];
  readonly #limit: number;
  readonly #visit: Visit;
  /** Something was not there. */
  hasMissed = false;
  /** How many questions are answered. */
  #answered = 0;
  /** The part of a header that has come. */
  #header = '';
  /** Where the object that is being read is put; null: its bytes are passed over. */
  #object: Uint8Array | null = null;
  /** How much of the object has yet to come, its newline included; 0: a header comes next. */
  #missing = 0;

  constructor(wanted: readonly string[], limit: number, visit: Visit) {
    this.#wanted = wanted;
    this.#limit = limit;
    this.#visit = visit;
  }

  take(chunk: Buffer): void {
    let position = 0;
    while (position < chunk.length) {
      position = this.#missing === 0 ? this.#takeHeader(chunk, position) : this.#takeBytes(chunk, position);
    }
  }

  /** @throws {GitError} where git ended too early. */
  end(): void {
    if (this.#answered === this.#wanted.length) return;
    throw new GitError(`git cat-file ended before it answered for ${this.#wanted[this.#answered]}`);
  }

  #takeHeader(chunk: Buffer, position: number): number {
    const end = chunk.indexOf(NEWLINE, position);
    this.#header += chunk.toString('latin1', position, end === -1 ? chunk.length : end);
    if (this.#header.length > LONGEST_HEADER) this.#refuse();
    if (end === -1) return chunk.length;
    const oid = this.#wanted[this.#answered];
    if (oid === undefined) this.#refuse();
    else if (this.#header === `${oid} missing`) {
      this.hasMissed = true;
      this.#answer(null);
    } else this.#beginObject(oid);
    this.#header = '';
    return end + 1;
  }

  #beginObject(oid: string): void {
    const [, named, type, digits] = /^([0-9a-f]{40}) ([a-z]+) (\d+)$/.exec(this.#header) ?? [];
    if (named !== oid) this.#refuse();
    const size = Number(digits);
    this.#object = type === 'blob' && size <= this.#limit ? new Uint8Array(size) : null;
    this.#missing = size + 1;
  }

  #takeBytes(chunk: Buffer, position: number): number {
    const end = Math.min(position + this.#missing, chunk.length);
    const isLast = end - position === this.#missing;
    const object = this.#object;
    if (object !== null) {
      const from = object.length + 1 - this.#missing;
      object.set(chunk.subarray(position, isLast ? end - 1 : end), from);
    }
    this.#missing -= end - position;
    if (isLast) {
      if (chunk[end - 1] !== NEWLINE) throw new GitError(`git cat-file cut off ${this.#wanted[this.#answered]}`);
      this.#object = null;
      this.#answer(object);
    }
    return end;
  }

  #answer(bytes: Uint8Array | null): void {
    const oid = this.#wanted[this.#answered] ?? '';
    this.#answered += 1;
    this.#visit(oid, bytes);
  }

  #refuse(): never {
    const oid = this.#wanted[this.#answered] ?? 'nothing';
    throw new GitError(`git cat-file answered ${JSON.stringify(this.#header.slice(0, LONGEST_HEADER))} for ${oid}`);
  }
}
