import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { GitError } from '../../src/git/repository.js';
import {
  countGitProcesses,
  removeTemporaryFolders,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from './temporary-repository.js';

afterEach(removeTemporaryFolders);

const MISSING = '1'.repeat(40);

async function streamed(own: TemporaryRepository, oids: readonly string[], limit = 1_000_000) {
  const repository = await openRepository(own.directory);
  const visits: [string, string | null][] = [];
  await repository.streamBlobs(oids, limit, (oid, bytes) =>
    visits.push([oid, bytes === null ? null : Buffer.from(bytes).toString('latin1')]),
  );
  return visits;
}

function put(own: TemporaryRepository, name: string, content: string | Uint8Array): string {
  own.write(name, content);
  return own.git('hash-object', '-w', name);
}

describe('streaming blobs', () => {
  test('what is not there, no blob, or too large is null, and what comes after it is read', async () => {
    const own = temporaryRepository();
    const [small, large] = [put(own, 'small', 'small'), put(own, 'large', 'x'.repeat(200_000))];
    const commit = own.commit('all');
    const last = put(own, 'last', 'last');
    const limit = 'small'.length;
    expect(await streamed(own, [MISSING, large, commit, small, last], limit)).toEqual([
      [MISSING, null],
      [large, null],
      [commit, null],
      [small, 'small'],
      [last, 'last'],
    ]);
  });

  test('bytes are the bytes, whatever they look like', async () => {
    const own = temporaryRepository();
    const texts = ['', '\n', '\0\n\0', `${MISSING} missing\n`, `${MISSING} blob 3\nabc\n`, 'é', '\xff\xfe'];
    const oids = texts.map((text, index) => put(own, String(index), Buffer.from(text, 'latin1')));
    expect(await streamed(own, oids)).toEqual(oids.map((oid, index) => [oid, texts[index]]));
  });

  test('blobs longer than any chunk of a pipe come whole', async () => {
    const own = temporaryRepository();
    const contents = [300_000, 65_536, 1, 65_535, 500_001].map((size, index) => Buffer.alloc(size, index + 65));
    const oids = contents.map((content, index) => put(own, String(index), content));
    const repository = await openRepository(own.directory);
    const digests: string[] = [];
    await repository.streamBlobs(oids, 1_000_000, (_oid, bytes) => {
      digests.push(
        createHash('sha1')
          .update(`blob ${bytes?.length}\0`)
          .update(bytes ?? '')
          .digest('hex'),
      );
    });
    expect(digests).toEqual(oids);
  });

  test('an id is answered once, and none needs no git', async () => {
    const own = temporaryRepository();
    const oid = put(own, 'a', 'a');
    expect(await streamed(own, [oid, oid])).toEqual([[oid, 'a']]);
    const repository = await openRepository(own.directory);
    expect(await countGitProcesses(() => repository.streamBlobs([], 1, () => {}))).toBe(0);
  });

  test('an id that is none is refused before git is asked', async () => {
    const own = temporaryRepository();
    await expect(streamed(own, ['--help'])).rejects.toThrow('not a SHA-1 object id');
    await expect(streamed(own, [`${MISSING}\nHEAD`])).rejects.toBeInstanceOf(GitError);
  });

  test('what the visitor throws ends it, and nothing is visited after it', async () => {
    const own = temporaryRepository();
    const oids = ['a', 'b'].map((name) => put(own, name, name));
    const repository = await openRepository(own.directory);
    const seen: string[] = [];
    const failure = new Error('enough');
    await expect(
      repository.streamBlobs(oids, 10, (oid) => {
        seen.push(oid);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(seen).toEqual(oids.slice(0, 1));
  });

  test.each([
    ['ends too early', `printf ''`, 'ended before it answered'],
    ['answers for another', `printf '%s blob 1\\na\\n' ${'2'.repeat(40)}`, 'answered'],
    ['does not end a header', `head -c 1000 /dev/zero`, 'answered'],
    ['answers more than was asked', `printf '${MISSING} missing\\n${MISSING} missing\\n'`, 'for nothing'],
    ['ends a blob with another byte', `printf '%s blob 1\\nab' ${MISSING}`, 'cut off'],
    ['fails', 'echo broken >&2; exit 3', 'git cat-file failed (exit 3): broken'],
  ])('a git that %s is an error', async (_what, script, message) => {
    const own = temporaryRepository();
    const repository = await openRepository(own.directory);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'git'), `#!/bin/sh\ncat >/dev/null\n${script}\n`);
    chmodSync(join(folder, 'git'), 0o755);
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${folder}${delimiter}${path}`;
    try {
      const reading = repository.streamBlobs([MISSING], 10, () => {});
      await expect(reading).rejects.toThrow(message);
      await expect(reading).rejects.toBeInstanceOf(GitError);
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('a blob that is too large is passed over without being held', async () => {
    const own = temporaryRepository();
    const oid = put(own, 'large', Buffer.alloc(200_000_000));
    const repository = await openRepository(own.directory);
    const before = process.memoryUsage().arrayBuffers;
    let held = 0;
    await repository.streamBlobs([oid], 10, () => {
      held = process.memoryUsage().arrayBuffers - before;
    });
    expect(held).toBeLessThan(100_000_000);
  });
});

test('the number of git processes is one for 1 blob and for 300', async () => {
  const own = temporaryRepository();
  const oids = Array.from({ length: 300 }, (_, index) => put(own, 'a', String(index)));
  const repository = await openRepository(own.directory);
  for (const wanted of [oids.slice(0, 1), oids]) {
    expect(await countGitProcesses(() => repository.streamBlobs(wanted, 10, () => {}))).toBe(1);
  }
});
