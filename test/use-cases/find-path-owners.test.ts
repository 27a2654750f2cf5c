import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { findPathOwners } from '../../src/use-cases/find-path-owners.js';
import { createRepository, type TestRepository } from '../cli/test-repository.js';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

async function ownersOf(files: Readonly<Record<string, string>>, path: string): Promise<unknown> {
  const repository = createRepository(files);
  open.push(repository);
  const { codeOwners, found } = await findPathOwners(await openRepository(repository.path), [path]);
  return { place: codeOwners?.path ?? null, owners: found[0]?.rule?.owners ?? null };
}

describe('findPathOwners', () => {
  test.each<[string, Readonly<Record<string, string>>, string | null, readonly string[] | null]>([
    ['without CODEOWNERS nobody owns anything', {}, null, null],
    [
      'a file over 3 MB is not used, and hides the later places',
      { '.github/CODEOWNERS': '#'.repeat(3 * 2 ** 20 + 1), CODEOWNERS: '* @bob\n' },
      null,
      null,
    ],
    [
      '.github comes first',
      { '.github/CODEOWNERS': '* @a\n', CODEOWNERS: '* @b\n', 'docs/CODEOWNERS': '* @c\n' },
      '.github/CODEOWNERS',
      ['@a'],
    ],
    ['then the top', { CODEOWNERS: '* @b\n', 'docs/CODEOWNERS': '* @c\n' }, 'CODEOWNERS', ['@b']],
    ['then docs', { 'docs/CODEOWNERS': '* @c\n' }, 'docs/CODEOWNERS', ['@c']],
    ['the last matching line decides', { CODEOWNERS: '/x @a\n* @b\n' }, 'CODEOWNERS', ['@b']],
  ])('%s', async (_what, files, place, owners) => {
    expect(await ownersOf(files, 'x')).toEqual({ place, owners });
  });
});
