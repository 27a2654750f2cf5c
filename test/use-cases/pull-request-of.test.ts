import { describe, expect, test } from '@jest/globals';
import type { MergedPullRequest } from '../../src/github/github.js';
import { pullRequestOf } from '../../src/use-cases/pull-request-of.js';

const COMMIT = 'a'.repeat(40);

function merged(number: number, mergeSha: string): MergedPullRequest {
  return { number, url: '', mergedAt: 0, headSha: 'b'.repeat(40), mergeSha, commitCount: 1 };
}

describe('the pull request of a commit', () => {
  test('is nobody’s where the commit was pushed directly', () => {
    expect(pullRequestOf(COMMIT, new Map())).toBeUndefined();
    expect(pullRequestOf(COMMIT, new Map([[COMMIT, []]]))).toBeUndefined();
  });

  test('is the one whose merge the commit is, whatever else names it', () => {
    const candidates = [merged(1, 'c'.repeat(40)), merged(2, COMMIT)];
    expect(pullRequestOf(COMMIT, new Map([[COMMIT, candidates]]))?.number).toBe(2);
  });

  test('is the first one where a rebase laid it down before the last', () => {
    const candidates = [merged(1, 'c'.repeat(40)), merged(2, 'd'.repeat(40))];
    expect(pullRequestOf(COMMIT, new Map([[COMMIT, candidates]]))?.number).toBe(1);
  });
});
