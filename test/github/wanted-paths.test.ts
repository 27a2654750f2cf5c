import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ListedFile } from '../../src/github/list-files.js';
import { listWantedPaths, splitWanted, subtractWanted } from '../../src/github/wanted-paths.js';

const EVERY = ['access/config.yaml', 'access/people.yaml', '.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

function changed(path: string, fields: Partial<ListedFile> = {}): ListedFile {
  return { path, previousPath: null, status: 'modified', oid: 'a'.repeat(40), ...fields };
}

describe('the paths that a decision needs', () => {
  test.each([
    ['that touches nothing of ours', 'README.md'],
    ['that touches what Lapse does not know', 'access/aws/odd'],
  ])('are the policy of no system for a pull request %s', (_name, path) => {
    const wanted = listWantedPaths([changed(path)], ['aws', 'gcp'], ['bob']);
    expect(wanted).toEqual({ atBase: EVERY, atHead: [], folders: [] });
  });

  test('are the roles of every system and the person’s folder in each, for one request', () => {
    const wanted = listWantedPaths([changed('access/aws/alice/x.yaml')], ['aws', 'gcp'], ['bob']);
    expect(wanted).toEqual({
      atBase: [...EVERY, 'access/aws/roles.yaml', 'access/gcp/roles.yaml'],
      atHead: ['access/aws/alice/x.yaml'],
      folders: ['access/aws/alice', 'access/gcp/alice'],
    });
  });

  test('are both people’s folders where a request is moved from the one to the other', () => {
    const move = changed('access/aws/alice/x.yaml', { status: 'renamed', previousPath: 'access/aws/carol/x.yaml' });
    expect(listWantedPaths([move], ['aws'], []).folders).toEqual(['access/aws/alice', 'access/aws/carol']);
  });

  test.each([
    'access/aws/roles.yaml',
    'access/people.yaml',
    'access/config.yaml',
    'docs/CODEOWNERS',
    '.github/workflows/x.yml',
    'action/expire/main.ts',
  ])('law 5: are the reviewers’ folders in every system where %s changes', (path) => {
    const { folders } = listWantedPaths([changed(path)], ['aws', 'gcp'], ['Bob', 'carol']);
    expect(folders).toEqual(['access/aws/bob', 'access/aws/carol', 'access/gcp/bob', 'access/gcp/carol']);
  });

  test('are not more for a reviewer of a mere request', () => {
    expect(listWantedPaths([changed('access/aws/alice/x.yaml')], ['aws'], ['bob']).folders).toEqual([
      'access/aws/alice',
    ]);
  });

  test('are the policy files at the head too, but nothing of automation and nothing that is removed', () => {
    const files = [
      changed('access/aws/roles.yaml'),
      changed('access/gcp/roles.yaml', { status: 'removed' }),
      changed('.github/workflows/x.yml'),
    ];
    const wanted = listWantedPaths(files, ['aws', 'gcp'], []);
    expect(wanted.atHead).toEqual(['access/aws/roles.yaml']);
    expect(wanted.atBase).toEqual([...EVERY, 'access/aws/roles.yaml', 'access/gcp/roles.yaml']);
  });

  test('are those of a system that is only about to be', () => {
    const wanted = listWantedPaths([changed('access/new/alice/x.yaml', { status: 'added' })], ['aws'], []);
    expect(wanted.folders).toEqual(['access/aws/alice', 'access/new/alice']);
  });

  test.each(['..', '../x', 'AWS', 'a b', 'x/y', '', '-x', 'x'.repeat(64)])(
    'leave out %j, which is the name of no system',
    (name) => {
      const wanted = listWantedPaths([changed('access/people.yaml')], [name], ['bob']);
      expect(wanted).toMatchObject({ atBase: EVERY, folders: [] });
    },
  );

  test.each(['..', 'lapse[bot]', 'a/b', 'a--b', '', 'a'.repeat(40)])('leave out %j, which is no login', (login) => {
    expect(listWantedPaths([changed('access/people.yaml')], ['aws'], [login]).folders).toEqual([]);
  });

  test('of 101 changed policy files are all there: none is left out in silence', () => {
    const files = Array.from({ length: 101 }, (_, index) => changed(`access/s${index}/roles.yaml`));
    expect(listWantedPaths(files, [], []).atHead).toHaveLength(101);
  });
});

describe('parts of what is wanted', () => {
  const paths = fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 30 });
  const wanted = fc.record({ atBase: paths, atHead: paths, folders: paths });

  test('hold everything once, in order, and never more than a request may', () => {
    fc.assert(
      fc.property(wanted, fc.integer({ min: 1, max: 20 }), (all, size) => {
        const parts = splitWanted(all, size);
        for (const { atBase, atHead, folders } of parts) {
          expect(atBase.length + atHead.length + folders.length).toBeLessThanOrEqual(size);
        }
        expect({
          atBase: parts.flatMap((part) => part.atBase),
          atHead: parts.flatMap((part) => part.atHead),
          folders: parts.flatMap((part) => part.folders),
        }).toEqual(all);
      }),
    );
  });

  test('that are asked for already are not asked for again', () => {
    fc.assert(
      fc.property(wanted, wanted, (all, asked) => {
        const left = subtractWanted(all, asked);
        for (const list of ['atBase', 'atHead', 'folders'] as const) {
          expect(new Set([...left[list], ...asked[list]])).toEqual(new Set([...all[list], ...asked[list]]));
          expect(left[list].filter((path) => asked[list].includes(path))).toEqual([]);
        }
      }),
    );
  });
});
