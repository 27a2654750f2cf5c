import { execFile, execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const LONGEST_COMMAND = 30_000;

/** Where a fresh clone has the records, and the default branch. */
export const RECORDS = 'refs/remotes/origin/lapse/evidence';
export const MAIN = 'refs/heads/main';

/** A clone that somebody has got at. */
export interface Tampered {
  readonly directory: string;
  git(...given: string[]): string;
  /** The files of a revision, by path. */
  read(revision: string): Map<string, string>;
  /** Lays one commit on top of a branch, as whoever can push would. null deletes. */
  commit(ref: string, files: Readonly<Record<string, string | null>>): void;
  /**
   * Makes every commit of a branch's first-parent line anew, with the same people, dates and words, and the files that
   * `edit` makes of those that were there: what a force push does.
   */
  rebuild(ref: string, edit: (files: Map<string, string>, index: number) => void): void;
}

let copies = 0;

/** A copy of a clone, to be got at; beside it, so that it goes when that goes. */
export function tamperWith(clone: string): Tampered {
  copies += 1;
  const directory = `${clone}-${copies}`;
  cpSync(clone, directory, { recursive: true });
  const run = runIn(directory);
  const read = (revision: string) => readFiles(directory, revision);
  const git = (...given: string[]) => run(given).toString('utf8').trim();

  /** https://git-scm.com/docs/git-fast-import#_input_format */
  function importCommits(commands: readonly string[]): void {
    run(['fast-import', '--quiet', '--force'], `${commands.join('\n')}\ndone\n`);
  }

  return {
    directory,
    git,
    read,
    commit(ref, files) {
      const changes = Object.entries(files).map(([path, text]) =>
        text === null ? `D ${path}` : writeFile(path, text),
      );
      const who = 'mallory <mallory@example.com> 1800000000 +0000';
      importCommits([
        `commit ${ref}`,
        `committer ${who}`,
        data('Add records'),
        `from ${git('rev-parse', ref)}`,
        ...changes,
      ]);
    },
    rebuild(ref, edit) {
      const commits = git('rev-list', '--reverse', '--first-parent', ref).split('\n');
      const commands = commits.flatMap((commit, index) => {
        const files = read(commit);
        edit(files, index);
        const { people, others, words } = parse(run(['cat-file', 'commit', commit]).toString('utf8'));
        return [
          // The first commit begins anew; each other one is laid on the one before.
          ...(index === 0 ? ['reset refs/rebuilt'] : []),
          'commit refs/rebuilt',
          ...people,
          data(words),
          ...others.map((parent) => `merge ${parent}`),
          'deleteall',
          ...[...files].map(([path, text]) => writeFile(path, text)),
        ];
      });
      importCommits(commands);
      git('update-ref', ref, 'refs/rebuilt');
      git('update-ref', '-d', 'refs/rebuilt');
    },
  };
}

function runIn(directory: string): (given: readonly string[], input?: string) => Buffer {
  return (given, input) =>
    execFileSync('git', ['-C', directory, ...given], { env: ENVIRONMENT, input, maxBuffer: 256 * 1024 * 1024 });
}

/** The files of a revision, by path. */
export function readFiles(directory: string, revision: string): Map<string, string> {
  const run = runIn(directory);
  const entries = splitNul(run(['ls-tree', '-r', '-z', revision]).toString('utf8'));
  const oids = entries.map((entry) => entry.slice(entry.indexOf('\t') - 40, entry.indexOf('\t')));
  const answer = run(['cat-file', '--batch'], oids.map((oid) => `${oid}\n`).join(''));
  const files = new Map<string, string>();
  let at = 0;
  for (const entry of entries) {
    const line = answer.indexOf(10, at);
    const size = Number(answer.toString('latin1', at, line).split(' ')[2]);
    files.set(entry.slice(entry.indexOf('\t') + 1), answer.toString('utf8', line + 1, line + 1 + size));
    at = line + 1 + size + 1;
  }
  return files;
}

/** Of a commit as git has it: who wrote and laid it, its parents but the first, and its words. */
function parse(commit: string): { readonly people: string[]; readonly others: string[]; readonly words: string } {
  const end = commit.indexOf('\n\n');
  const headers = commit.slice(0, end).split('\n');
  const people = headers.filter((line) => /^(?:author|committer) /.test(line));
  const parents = headers.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length));
  return { people, others: parents.slice(1), words: commit.slice(end + 2) };
}

/** What nothing of the machine's gets into: neither a configuration nor a network that asks for a password. */
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
};

/**
 * A clone as somebody makes it who has only the address of the repository, with the records fetched beside it. It can reach
 * nothing afterwards: what is asked of it is asked offline.
 */
export async function cloneAll(url: string, directory: string, withRecords: boolean): Promise<string> {
  const git = (...given: string[]) => execute('git', given, { env: ENVIRONMENT, timeout: LONGEST_COMMAND });
  await git('clone', '--quiet', '--single-branch', url, directory);
  if (withRecords) await git('-C', directory, 'fetch', '--quiet', 'origin', `lapse/evidence:${RECORDS}`);
  await git('-C', directory, 'remote', 'set-url', 'origin', '/nowhere');
  return directory;
}

function writeFile(path: string, text: string): string {
  return `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function splitNul(text: string): string[] {
  return text.split('\0').filter((field) => field !== '');
}
