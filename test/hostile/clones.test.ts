import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { findEvidence } from '../../src/use-cases/read-evidence-branch.js';
import {
  removeTemporaryFolders,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from '../git/temporary-repository.js';

// What somebody hands over as a clone, or pushes so that it is in one: git's own answers must stay those of the commits.
afterEach(removeTemporaryFolders);

const REQUEST = 'access/aws-sandbox/alice/billing.yaml';

function cloneOf(...texts: readonly string[]): TemporaryRepository {
  const own = temporaryRepository();
  for (const [index, text] of texts.entries()) {
    own.write(REQUEST, text);
    own.commit(`change ${index}`, `@${1_790_000_000 + index} +0000`);
  }
  return own;
}

/** A clone that lacks the blob of its request, and a server of its own choice that promises it. */
function promisingClone(): { readonly own: TemporaryRepository; readonly blob: string; readonly trap: string } {
  const own = cloneOf('role: billing\n');
  const folder = temporaryFolder();
  const [program, trap] = [join(folder, 'program.sh'), join(folder, 'trap')];
  writeFileSync(program, `#!/bin/sh\ntouch '${trap}'\nexit 1\n`);
  chmodSync(program, 0o755);
  own.git('config', 'core.repositoryFormatVersion', '1');
  own.git('config', 'extensions.partialClone', 'evil');
  own.git('config', 'remote.evil.promisor', 'true');
  own.git('config', 'remote.evil.url', own.directory);
  own.git('config', 'remote.evil.uploadPack', program);
  const blob = own.git('rev-parse', `HEAD:${REQUEST}`);
  rmSync(join(own.directory, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
  return { own, blob, trap };
}

describe('a clone that lacks objects and names a program to bring them', () => {
  test.each<[string, (own: TemporaryRepository, blob: string) => Promise<unknown>]>([
    ['blobs', async (own, blob) => (await openRepository(own.directory)).readBlobs([blob])],
    ['a stream', async (own, blob) => (await openRepository(own.directory)).streamBlobs([blob], 99, () => {})],
    [
      'the tree',
      async (own) => {
        const repository = await openRepository(own.directory);
        return repository.readTree(await repository.resolve('HEAD'), ['access']);
      },
    ],
  ])('has no program run for %s, and nothing is taken for unreadable', async (_, read) => {
    const { own, blob, trap } = promisingClone();
    await expect(read(own, blob)).rejects.toThrow(/partial clone|ls-tree/);
    expect(existsSync(trap)).toBe(false);
  });
});

/** In the commit-graph, which no id covers: https://git-scm.com/docs/gitformat-commit-graph */
function takeParentAway(own: TemporaryRepository, commit: string): void {
  const file = join(own.directory, '.git', 'objects', 'info', 'commit-graph');
  const bytes = readFileSync(file);
  const chunks = new Map<string, number>();
  for (let at = 8; at < 8 + 12 * (bytes[6] ?? 0); at += 12) {
    chunks.set(bytes.toString('latin1', at, at + 4), Number(bytes.readBigUInt64BE(at + 4)));
  }
  const ids = chunks.get('OIDL') ?? 0;
  const index = (bytes.indexOf(Buffer.from(commit, 'hex'), ids) - ids) / 20;
  bytes.writeUInt32BE(0x70000000, (chunks.get('CDAT') ?? 0) + 36 * index + 20);
  createHash('sha1')
    .update(bytes.subarray(0, -20))
    .digest()
    .copy(bytes, bytes.length - 20);
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
}

describe('a clone that says otherwise than its commits what came before them', () => {
  test('cuts no history off with a graft', async () => {
    const own = cloneOf('one\n', 'two\n', 'three\n');
    writeFileSync(join(own.directory, '.git', 'info', 'grafts'), `${own.git('rev-parse', 'HEAD')}\n`);
    expect(own.git('rev-list', '--count', 'HEAD')).toBe('1');
    const repository = await openRepository(own.directory);
    const head = await repository.resolve('HEAD');
    expect(await repository.readHistory(head, ['access'], null)).toHaveLength(3);
    expect(await repository.firstParents(head, 9)).toHaveLength(3);
    expect(await repository.readSignatures(head, null)).toHaveLength(3);
  });

  test('cuts none off with a commit-graph', async () => {
    const own = cloneOf('one\n', 'two\n', 'three\n');
    const [head = '', , oldest = ''] = own.git('rev-list', 'HEAD').split('\n');
    own.git('commit-graph', 'write', '--reachable');
    takeParentAway(own, head);
    expect(own.git('rev-list', 'HEAD')).not.toContain(oldest);
    const repository = await openRepository(own.directory);
    expect(await repository.readHistory(head, ['access'], null)).toHaveLength(3);
    expect(await repository.firstParents(head, 9)).toHaveLength(3);
  });
});

test('a tag that is named like the branch of the evidence is not taken for it', async () => {
  const own = cloneOf('one\n');
  own.git('tag', 'refs/remotes/origin/lapse/evidence');
  own.git('tag', 'refs/heads/lapse/evidence');
  const repository = await openRepository(own.directory);
  expect(await findEvidence(repository)).toBeNull();
  own.git('update-ref', 'refs/remotes/origin/lapse/evidence', 'HEAD');
  expect(await findEvidence(repository)).toBe('refs/remotes/origin/lapse/evidence');
});
