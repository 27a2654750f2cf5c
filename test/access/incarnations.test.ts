import { describe, expect, test } from '@jest/globals';
import { resolveIncarnations } from '../../src/access/incarnations.js';
import { at, buildHistory } from './fixtures.js';

const X = 'access/sandbox/alice/x.yaml';
const Y = 'access/prod/alice/y.yaml';
const HOUR = 'role: deploy\nduration: 1h\nreason: b\n';
const sha = (index: number) => String(index).padStart(40, '0');

const BUILT = buildHistory([
  ['2026-11-20T12:00:00Z', { [X]: HOUR, 'access/config.yaml': 'x', 'access/sandbox/alice/x.yml': HOUR }],
  ['2026-11-20T12:10:00Z', { [X]: 'nonsense' }],
  ['2026-11-20T13:10:00Z', { [X]: null }],
  ['2026-11-21T12:00:00Z', { [X]: HOUR, [Y]: HOUR }],
]);

describe('resolveIncarnations', () => {
  test('gives every life of every request file, by name and then by time', () => {
    const lives = resolveIncarnations(BUILT.history, BUILT.blobs);
    expect(
      lives.map(({ grant, addedIn, removedIn, versions }) => ({
        grant,
        addedIn,
        removedIn,
        versions: versions.length,
      })),
    ).toEqual([
      { grant: 'prod/alice/y', addedIn: sha(4), removedIn: null, versions: 1 },
      {
        grant: 'sandbox/alice/x',
        addedIn: sha(1),
        removedIn: { commit: sha(3), at: at('2026-11-20T13:10:00Z') },
        versions: 2,
      },
      { grant: 'sandbox/alice/x', addedIn: sha(4), removedIn: null, versions: 1 },
    ]);
    expect(lives[1]?.versions.map(({ request, window }) => [request?.role ?? null, window])).toEqual([
      ['deploy', { start: at('2026-11-20T12:00:00Z'), end: at('2026-11-20T13:00:00Z') }],
      [null, null],
    ]);
  });

  test('does not know when a life began that is older than the history', () => {
    const lives = resolveIncarnations(BUILT.history.slice(0, 3), BUILT.blobs).filter(({ path }) => path === X);
    expect(
      lives.map(({ addedIn, addedAt, versions, removedIn }) => [
        addedIn,
        addedAt,
        versions.length,
        removedIn?.commit ?? null,
      ]),
    ).toEqual([
      [null, null, 1, sha(3)],
      [sha(4), at('2026-11-21T12:00:00Z'), 1, null],
    ]);
    expect(
      resolveIncarnations(BUILT.history.slice(0, 2), BUILT.blobs).filter(({ path }) => path === X)[0],
    ).toMatchObject({
      addedIn: null,
      versions: [],
      removedIn: { commit: sha(3) },
    });
  });

  test('counts a version whose bytes were not read as unreadable', () => {
    expect(
      resolveIncarnations(BUILT.history, new Map()).every(({ versions }) =>
        versions.every(({ request }) => request === null),
      ),
    ).toBe(true);
  });
});
