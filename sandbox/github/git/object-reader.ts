import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { gitEnvironment } from './run-git.js';

export interface GitObject {
  readonly oid: string;
  readonly type: string;
  readonly content: Buffer;
}

interface Question {
  readonly name: string;
  answer(object: GitObject | null): void;
  fail(error: Error): void;
}

/**
 * One long-lived `git cat-file --batch -z` for a repository, so that reading a thousand objects starts one process.
 * Names are NUL-terminated, hence a path may hold a newline; the answer to a missing name repeats it, which is
 * how it is told apart from a header (https://git-scm.com/docs/git-cat-file#_batch_output).
 */
export class ObjectReader {
  readonly #directory: string;
  readonly #questions: Question[] = [];
  #process: ChildProcessWithoutNullStreams | undefined;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** `name` is an object id, or `<id>:<path>`; null where there is no such object. */
  read(name: string): Promise<GitObject | null> {
    return new Promise((answer, fail) => {
      this.#questions.push({ name, answer, fail });
      this.#start().stdin.write(`${name}\0`);
    });
  }

  close(): void {
    this.#process?.kill();
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#process) return this.#process;
    const started = spawn('git', ['--git-dir', this.#directory, 'cat-file', '--batch', '-z'], { env: gitEnvironment });
    started.stdout.on('data', (chunk: Buffer) => {
      this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
      while (this.#takeAnswer());
    });
    started.stdin.on('error', () => {});
    started.on('error', () => {});
    started.on('close', () => {
      this.#process = undefined;
      this.#buffer = Buffer.alloc(0);
      for (const question of this.#questions.splice(0)) question.fail(new Error('git cat-file has ended'));
    });
    this.#process = started;
    return started;
  }

  #takeAnswer(): boolean {
    const question = this.#questions[0];
    if (!question) return false;
    for (const word of ['missing', 'ambiguous']) {
      const line = Buffer.from(`${question.name} ${word}\n`);
      if (this.#buffer.subarray(0, line.length).equals(line)) return this.#finish(question, line.length, null);
    }
    const header = /^([0-9a-f]{40}) (\w+) (\d+)\n/.exec(this.#buffer.subarray(0, 80).toString('latin1'));
    if (!header) return false;
    const start = header[0].length;
    const end = start + Number(header[3]);
    if (this.#buffer.length < end + 1) return false;
    const content = Buffer.from(this.#buffer.subarray(start, end));
    return this.#finish(question, end + 1, { oid: header[1] ?? '', type: header[2] ?? '', content });
  }

  #finish(question: Question, length: number, object: GitObject | null): boolean {
    this.#buffer = this.#buffer.subarray(length);
    this.#questions.shift();
    question.answer(object);
    return true;
  }
}
