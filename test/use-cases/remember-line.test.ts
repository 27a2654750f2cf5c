import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GitError } from '../../src/git/repository.js';
import { rememberLine } from '../../src/use-cases/remember-line.js';
import { fakeWorld } from './fake-world.js';

const { repository } = fakeWorld().clone;

/** A branch of so many commits, `c0` the newest, and a merged one beside it; counts how often git is asked. */
function branchOf(length: number) {
  const asked: string[] = [];
  const line = Array.from({ length }, (_, index) => `c${index}`);
  return {
    asked,
    repository: {
      ...repository,
      async firstParents(commit: string, count: number) {
        asked.push(`${commit} ${count}`);
        if (!Number.isSafeInteger(count) || count < 0) throw new GitError(`not a number of commits: ${count}`);
        if (commit === 'merged') return ['merged', ...line.slice(1)].slice(0, count);
        const start = line.indexOf(commit);
        if (start === -1) throw new GitError(`no commit ${commit}`);
        return line.slice(start, start + count);
      },
    },
  };
}

test('what is asked of a remembered line is what the repository itself answers', async () => {
  const commit = fc.oneof(
    fc.integer({ min: 0, max: 12 }).map((index) => `c${index}`),
    fc.constantFrom('merged', 'c9998', 'c9999', 'c10000', 'c10003'),
  );
  const count = fc.oneof(fc.integer({ min: -1, max: 14 }), fc.constantFrom(0.5, Number.NaN));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 9, 10_000, 10_004), commit, count, async (length, sha, most) => {
      const plain = branchOf(length);
      const settle = (promise: Promise<readonly string[]>) => promise.catch((error: Error) => error.message);
      const remembered = rememberLine(branchOf(length).repository, 'c0');
      expect(await settle(remembered.firstParents(sha, most))).toEqual(
        await settle(plain.repository.firstParents(sha, most)),
      );
    }),
    { numRuns: 200 },
  );
});

test('git is asked once for all that is on the line, and not before something is', async () => {
  const { asked, repository: own } = branchOf(500);
  const remembered = rememberLine(own, 'c0');
  expect(asked).toEqual([]);
  await Promise.all(Array.from({ length: 100 }, (_, index) => remembered.firstParents(`c${index}`, 3)));
  expect(asked).toEqual(['c0 10000']);
});

test('a line that git cannot tell takes no other answer with it', async () => {
  const remembered = rememberLine(branchOf(5).repository, 'gone');
  expect(await remembered.firstParents('c3', 9)).toEqual(['c3', 'c4']);
});
