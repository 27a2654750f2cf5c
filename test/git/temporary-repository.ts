import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A real git repository in a temporary folder. */
export interface TemporaryRepository {
  readonly directory: string;
  /** Runs git there and gives its output without the last newline. */
  git(...args: string[]): string;
  write(path: string, content: string | Uint8Array): void;
  /** Commits all that is there, with this committer date (ISO or `@seconds +0000`), and gives the commit's id. */
  commit(subject: string, date?: string): string;
}

const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lapse-git-')));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function temporaryRepository(): TemporaryRepository {
  const directory = temporaryFolder();
  const run = (args: readonly string[], date = '2026-11-01T00:00:00Z'): string =>
    execFileSync('git', args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'alice',
        GIT_AUTHOR_EMAIL: 'alice@acme.example',
        GIT_COMMITTER_NAME: 'bob',
        GIT_COMMITTER_EMAIL: 'bob@acme.example',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    }).replace(/\n$/, '');
  run(['init', '--quiet', '--initial-branch=main']);
  return {
    directory,
    git: (...args) => run(args),
    write(path, content) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    },
    commit(subject, date) {
      run(['add', '--all']);
      run(['commit', '--quiet', '--allow-empty', '--message', subject], date);
      return run(['rev-parse', 'HEAD']);
    },
  };
}

/** Puts a `git` that counts itself in front of the real one for as long as `action` runs. */
export async function countGitProcesses(action: () => Promise<unknown>): Promise<number> {
  const folder = temporaryFolder();
  const log = join(folder, 'log');
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(log, '');
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho x >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  try {
    await action();
  } finally {
    process.env['PATH'] = path;
  }
  return readFileSync(log, 'utf8').length / 2;
}
