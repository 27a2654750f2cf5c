import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createBare } from '../../../../sandbox/github/git/create-bare.js';
import { readRefs } from '../../../../sandbox/github/git/read-refs.js';
import { gitEnvironment } from '../../../../sandbox/github/git/run-git.js';
import { writeBlob, writeCommit } from '../../../../sandbox/github/git/write-git.js';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const AT = Date.UTC(2026, 10, 23, 12);
const alice = { name: 'alice', email: 'alice@example.com', at: AT };

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lapse-objects-'));
  createBare(directory);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function git(
  args: readonly string[],
  input = Buffer.alloc(0),
  environment: Readonly<Record<string, string>> = {},
): Buffer {
  const env = { ...gitEnvironment, ...environment };
  return execFileSync('git', ['--git-dir', directory, ...args], { env, input, stdio: ['pipe', 'pipe', 'ignore'] });
}

/** The id that git itself gives to the same commit. */
function commitByGit(name: string, email: string, message: string): string {
  const environment = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: `@${AT / 1000} +0000`,
    GIT_COMMITTER_NAME: 'alice',
    GIT_COMMITTER_EMAIL: 'alice@example.com',
    GIT_COMMITTER_DATE: `@${AT / 1000} +0000`,
  };
  return git(['commit-tree', '-F', '-', EMPTY_TREE], Buffer.from(message), environment).toString().trim();
}

describe('an object that is written by hand', () => {
  test('has the id and the bytes that git gives it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const content = Buffer.from(bytes);
        const oid = writeBlob(directory, content);
        expect(git(['hash-object', '--stdin'], content).toString().trim()).toBe(oid);
        expect(git(['cat-file', 'blob', oid]).equals(content)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['alice', 'alice@example.com', 'Ask for billing\n'],
    [' "alice" <x> \n', '<alice@example.com>\n', 'no newline'],
    ['dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com', ''],
    ["o'alice.,", '', '\n\nlines before\n\n\n'],
    ['ålice \u202e', 'é@example.com', 'Überschrift\r\n\ttab'],
  ])('is the commit of %j that git would write', (name, email, message) => {
    const author = { name, email, at: AT };
    const own = writeCommit(directory, { tree: EMPTY_TREE, parents: [], author, committer: alice, message });
    expect(own).toBe(commitByGit(name, email, message));
    expect(git(['cat-file', '-t', own]).toString()).toBe('commit\n');
  });

  test.each([
    ['a name of nothing', { ...alice, name: ' .<>' }, 'fine'],
    ['a time before 1970', { ...alice, at: -1000 }, 'fine'],
    ['a NUL in its message', alice, 'a\0b'],
  ])('is refused with %s, as git refuses it', (_, author, message) => {
    const commit = { tree: EMPTY_TREE, parents: [], author, committer: alice, message };
    expect(() => writeCommit(directory, commit)).toThrow();
  });
});

describe('refs that are read by hand', () => {
  test('are those that git lists, in its order, without one that is being written', () => {
    const commit = writeCommit(directory, {
      tree: EMPTY_TREE,
      parents: [],
      author: alice,
      committer: alice,
      message: 'first',
    });
    for (const ref of [
      'refs/heads/main',
      'refs/heads/lapse/a',
      'refs/heads/lapse-b',
      'refs/tags/v1',
      'refs/pull/1/head',
    ])
      git(['update-ref', ref, commit]);
    writeFileSync(join(directory, 'refs/heads/new.lock'), '');
    const listed = git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags']).toString();
    expect([...readRefs(directory)].map(([name, oid]) => `${oid} ${name}\n`).join('')).toBe(listed);
    rmSync(join(directory, 'refs/heads/new.lock'));
  });

  test('are an error where a ref holds no id, or all are packed', () => {
    mkdirSync(join(directory, 'refs/heads/odd'), { recursive: true });
    writeFileSync(join(directory, 'refs/heads/odd/one'), 'ref: refs/heads/main\n');
    expect(() => readRefs(directory)).toThrow('no object id');
    rmSync(join(directory, 'refs/heads/odd'), { recursive: true });
    git(['pack-refs', '--all']);
    expect(() => readRefs(directory)).toThrow('packed');
  });
});
