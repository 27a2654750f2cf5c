import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { resolveGrants } from '../../src/access/grants.js';
import type { HistoryCommit } from '../../src/access/history.js';
import { readPolicy } from '../../src/access/read-policy.js';
import {
  at,
  type BuiltHistory,
  buildHistory,
  type Changes,
  PEOPLE,
  POLICY_FILES,
  PROVIDERS,
  source,
} from './fixtures.js';

const POLICY = readPolicy(POLICY_FILES, PROVIDERS);
const X = 'access/sandbox/alice/x.yaml';
const deploy = (end: string, more = '') => `role: deploy\n${end}\nreason: b\n${more}`;
const HOUR = deploy('duration: 1h');

function grantsOf(built: BuiltHistory, now: string, policy = POLICY): Grant[] {
  return resolveGrants({ ...built, policy, now: at(now) });
}

/** State, role, window and rules in one line. */
function line(grant: Grant | undefined): string {
  if (grant === undefined) return 'none';
  const window =
    grant.window === null
      ? '-'
      : [grant.window.start, grant.window.end].map((time) => new Date(time).toISOString().slice(8, 16)).join('/');
  return [grant.state, grant.role, window, ...grant.problems.map((problem) => problem.rule)].join(' ');
}

describe('resolveGrants, law 7: fails closed, one by one', () => {
  test.each<[string, readonly (readonly [string, Changes])[], string]>([
    ['a file that never could be read', [['2026-11-23T12:00:00Z', { [X]: 'role: [' }]], 'invalid  - yaml'],
    [
      "an unreadable edit keeps the last readable version's window",
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:10:00Z', { [X]: 'role: [' }],
      ],
      'invalid deploy 23T12:00/23T13:00 yaml',
    ],
    [
      'an edit of the role',
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:10:00Z', { [X]: 'role: billing-readonly\nduration: 1h\nreason: b\nticket: INC-1\n' }],
      ],
      'invalid deploy 23T12:00/23T13:00 changed-role',
    ],
    [
      'an edit of the role that is undone later',
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:10:00Z', { [X]: 'role: root\nduration: 1h\nreason: b\n' }],
        ['2026-11-23T12:11:00Z', { [X]: HOUR }],
      ],
      'invalid deploy 23T12:00/23T13:00 changed-role',
    ],
    [
      'an edit of the start',
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:10:00Z', { [X]: deploy('duration: 1h', 'starts: 2026-11-24T12:00:00Z\n') }],
      ],
      'invalid deploy 23T12:00/23T13:00 changed-starts',
    ],
    [
      'an edit at the end',
      [
        ['2026-11-23T11:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:00:00Z', { [X]: deploy('duration: 5h') }],
      ],
      'invalid deploy 23T11:00/23T12:00 edited-after-end',
    ],
    [
      'an edit after the end, past an unreadable version',
      [
        ['2026-11-23T11:00:00Z', { [X]: HOUR }],
        ['2026-11-23T11:30:00Z', { [X]: '' }],
        ['2026-11-23T12:10:00Z', { [X]: deploy('duration: 5h') }],
      ],
      'invalid deploy 23T11:00/23T12:00 edited-after-end',
    ],
    [
      'an unknown role',
      [['2026-11-23T12:00:00Z', { [X]: 'role: nothing\nduration: 1h\nreason: b\n' }]],
      'invalid nothing 23T12:00/23T13:00 unknown-role',
    ],
    [
      'over the maximum',
      [['2026-11-23T12:00:00Z', { [X]: deploy('duration: 3d') }]],
      'invalid deploy 23T12:00/26T12:00 over-maximum',
    ],
    [
      'extended over the maximum, counted from the merge',
      [
        ['2026-11-23T10:00:00Z', { [X]: deploy('duration: 1d') }],
        ['2026-11-23T11:00:00Z', { [X]: deploy('expires: 2026-11-25T10:00:01Z') }],
      ],
      'invalid deploy 23T10:00/25T10:00 over-maximum',
    ],
    [
      'a start too far ahead of the merge',
      [['2026-11-23T12:00:00Z', { [X]: deploy('duration: 1h', 'starts: 2026-12-23T12:00:01Z\n') }]],
      'invalid deploy 23T12:00/23T13:00 starts-too-late',
    ],
  ])('%s', (_, commits, expected) => {
    const others: Changes = { 'access/sandbox/bob/fine.yaml': deploy('duration: 1d') };
    const built = buildHistory([['2026-11-23T09:00:00Z', others], ...commits]);
    const [of, other] = grantsOf(built, '2026-11-23T12:15:00Z').sort((a, b) =>
      a.path === X ? -1 : b.path === X ? 1 : 0,
    );
    expect(line(of)).toBe(expected);
    expect(of?.problems.every((problem) => problem.path === X)).toBe(true);
    expect(line(other)).toBe('active deploy 23T09:00/24T09:00');
  });

  test.each([
    ['a person who is not there', 'access/sandbox/mallory/x.yaml', 'unknown-person'],
    ['a person without a name at the provider', 'access/sandbox/carol/x.yaml', 'unknown-person'],
    ['a role of another folder', 'access/prod/alice/x.yaml', 'role-of-other-system'],
    ['a system that is not bound', 'access/other/alice/x.yaml', 'unknown-system'],
  ])('%s', (_, path, rule) => {
    const [grant] = grantsOf(buildHistory([['2026-11-23T12:00:00Z', { [path]: HOUR }]]), '2026-11-23T12:15:00Z');
    expect(line(grant)).toBe(`invalid deploy 23T12:00/23T13:00 ${rule}`);
  });

  test('a policy without config.yaml gives nothing', () => {
    const built = buildHistory([['2026-11-23T12:00:00Z', { [X]: HOUR }]]);
    expect(line(grantsOf(built, '2026-11-23T12:15:00Z', readPolicy([PEOPLE], PROVIDERS))[0])).toContain('invalid');
  });

  test('a symlink in place of the file', () => {
    const { history, blobs } = buildHistory([
      ['2026-11-23T12:00:00Z', { [X]: HOUR }],
      ['2026-11-23T12:05:00Z', { [X]: '../bob/x.yaml' }],
    ]);
    const link = source(X, '../bob/x.yaml', '120000');
    const typed: HistoryCommit[] = history.map((commit, index) =>
      index === 0
        ? { ...commit, changes: commit.changes.map((change) => ({ ...change, status: 'T', mode: '120000' })) }
        : commit,
    );
    expect(
      line(resolveGrants({ files: [link], history: typed, blobs, policy: POLICY, now: at('2026-11-23T12:15:00Z') })[0]),
    ).toBe('invalid deploy 23T12:00/23T13:00 symlink');
  });

  test('a history that does not lead to the file', () => {
    const { history, blobs } = buildHistory([['2026-11-23T12:00:00Z', { [X]: HOUR }]]);
    const files = [source(X, deploy('duration: 2h'))];
    const input = { files, history, blobs, policy: POLICY, now: at('2026-11-23T12:15:00Z') };
    expect(line(resolveGrants(input)[0])).toBe('invalid deploy 23T12:00/23T13:00 history-mismatch');
  });
});

describe('resolveGrants', () => {
  test.each([
    ['2026-11-23T12:59:59Z', 'pending'],
    ['2026-11-23T13:00:00Z', 'active'],
    ['2026-11-23T13:59:59Z', 'active'],
    ['2026-11-23T14:00:00Z', 'expired'],
  ])('law 1: at %s, a grant from 13:00 to 14:00 is %s', (now, state) => {
    const built = buildHistory([
      ['2026-11-23T12:00:00Z', { [X]: deploy('duration: 1h', 'starts: 2026-11-23T13:00:00Z\n') }],
    ]);
    expect(grantsOf(built, now)[0]?.state).toBe(state);
  });

  test.each<[string, readonly (readonly [string, Changes])[], string]>([
    [
      'an extension',
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:59:59Z', { [X]: deploy('duration: 3h') }],
      ],
      'active deploy 23T12:00/23T15:00',
    ],
    [
      'a shortening',
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:20:00Z', { [X]: deploy('expires: 2026-11-23T12:10:00Z') }],
      ],
      'expired deploy 23T12:00/23T12:10',
    ],
    [
      'an unreadable version that was mended in time',
      [
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
        ['2026-11-23T12:20:00Z', { [X]: 'x' }],
        ['2026-11-23T12:25:00Z', { [X]: deploy('duration: 2h') }],
      ],
      'active deploy 23T12:00/23T14:00',
    ],
    [
      'a new incarnation counts from its own merge, and may ask for another role',
      [
        ['2026-11-23T08:00:00Z', { [X]: 'role: root\nduration: 1h\nreason: b\n' }],
        ['2026-11-23T10:00:00Z', { [X]: null }],
        ['2026-11-23T12:00:00Z', { [X]: HOUR }],
      ],
      'active deploy 23T12:00/23T13:00',
    ],
    [
      'what has ended has ended, whatever the policy says of it by now',
      [['2026-11-22T12:00:00Z', { [X]: 'role: gone\nduration: 1h\nreason: b\n' }]],
      'expired gone 22T12:00/22T13:00',
    ],
    [
      'an expiry that was over at the merge',
      [['2026-11-23T12:00:00Z', { [X]: deploy('expires: 2026-11-23T11:00:00Z') }]],
      'invalid deploy 23T12:00/23T11:00 already-over',
    ],
  ])('resolves %s', (_, commits, expected) => {
    expect(line(grantsOf(buildHistory(commits), '2026-11-23T12:30:00Z')[0])).toBe(expected);
  });

  test('keeps the versions, oldest first, with the windows of each', () => {
    const built = buildHistory([
      ['2026-11-23T12:00:00Z', { [X]: HOUR }],
      ['2026-11-23T12:20:00Z', { [X]: deploy('duration: 2h') }],
    ]);
    const [grant] = grantsOf(built, '2026-11-23T12:30:00Z');
    expect(grant).toMatchObject({
      name: 'sandbox/alice/x',
      path: X,
      system: 'sandbox',
      beneficiary: 'alice',
      addedIn: '1'.padStart(40, '0'),
    });
    expect(
      grant?.versions.map(({ commit, window }) => [Number(commit), (window?.end ?? 0) - (window?.start ?? 0)]),
    ).toEqual([
      [1, 3_600_000],
      [2, 7_200_000],
    ]);
  });

  test('what was added before the history begins is over', () => {
    const { history, blobs, files } = buildHistory([
      ['2026-01-01T12:00:00Z', { [X]: HOUR }],
      ['2026-11-23T12:20:00Z', { [X]: deploy('duration: 2h') }],
    ]);
    const input = { files, history: history.slice(0, 1), blobs, policy: POLICY, now: at('2026-11-23T12:30:00Z') };
    expect(resolveGrants(input)[0]).toMatchObject({
      state: 'expired',
      window: null,
      addedIn: null,
      versions: [],
      problems: [],
    });
    expect(resolveGrants({ ...input, history: [] })[0]).toMatchObject({ state: 'expired', window: null });
  });

  test('gives no grant for policy files, unknown paths and what is gone', () => {
    const built = buildHistory([
      ['2026-11-23T12:00:00Z', { 'access/config.yaml': 'x', 'access/sandbox/alice/x.yml': HOUR, [X]: HOUR }],
      ['2026-11-23T12:10:00Z', { [X]: null }],
    ]);
    expect(grantsOf(built, '2026-11-23T12:30:00Z')).toEqual([]);
  });

  test('gives them in order of name', () => {
    const paths = ['access/sandbox/bob/b.yaml', 'access/sandbox/bob/a.yaml', 'access/prod/bob/z.yaml'];
    const built = buildHistory(paths.map((path) => ['2026-11-23T12:00:00Z', { [path]: HOUR }] as const));
    expect(grantsOf(built, '2026-11-23T12:30:00Z').map(({ name }) => name)).toEqual([
      'prod/bob/z',
      'sandbox/bob/a',
      'sandbox/bob/b',
    ]);
  });
});
