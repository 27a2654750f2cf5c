import { describe, expect, test } from '@jest/globals';
import type { GrantVersion } from '../../src/access/grant.js';
import { approvedWindows, contains } from '../../src/audit/approved-windows.js';
import type { Approved, EvidenceEvent } from '../../src/evidence/record.js';

/** Commits of the line are called by their position. */
const LINE = { positions: new Map([...Array(10).keys()].map((position) => [String(position), position])) };

function version(commit: number, window: readonly [number, number] | null): GrantVersion {
  const [start, end] = window ?? [0, 0];
  return {
    commit: String(commit),
    committedAt: 0,
    oid: '',
    request: null,
    window: window === null ? null : { start, end },
  };
}

/** Merged onto a commit of the line. */
function approved(of: number, onto: number): EvidenceEvent {
  const account = { login: 'bob', id: 102 };
  const event: Approved = {
    kind: 'approved',
    version: String(of),
    pullRequest: { number: 1, url: '', mergedAt: '', head: '', merge: '' },
    requester: account,
    beneficiary: account,
    policy: { commit: String(onto), digest: '' },
    codeOwners: { path: '', line: 1, pattern: '', owners: [] },
    groups: [],
    approvers: [],
    because: '',
    run: { name: 'provision', commit: '', url: null, startedAt: '' },
  };
  return event;
}

type Case = [string, GrantVersion[], EvidenceEvent[], (readonly [number, number] | null)[]];

describe('what is approved after each version', () => {
  test.each<Case>([
    ['nothing without an approval', [version(1, [0, 4])], [], [null]],
    ['what was approved', [version(1, [0, 4])], [approved(1, 0)], [[0, 4]]],
    [
      'what is shorter needs none',
      [version(1, [0, 4]), version(2, [0, 2])],
      [approved(1, 0)],
      [
        [0, 4],
        [0, 2],
      ],
    ],
    [
      'what is longer needs its own',
      [version(1, [0, 4]), version(2, [0, 8])],
      [approved(1, 0)],
      [
        [0, 4],
        [0, 4],
      ],
    ],
    [
      'what begins earlier needs its own',
      [version(1, [2, 4]), version(2, [1, 4])],
      [approved(1, 0)],
      [
        [2, 4],
        [2, 4],
      ],
    ],
    [
      'what is longer with its own',
      [version(1, [0, 4]), version(2, [0, 8])],
      [approved(1, 0), approved(2, 1)],
      [
        [0, 4],
        [0, 8],
      ],
    ],
    [
      'what was shortened and is longer again needs its own',
      [version(1, [0, 4]), version(2, [0, 2]), version(3, [0, 4])],
      [approved(1, 0)],
      [
        [0, 4],
        [0, 2],
        [0, 2],
      ],
    ],
    [
      'what cannot be read changes nothing',
      [version(1, [0, 4]), version(2, null)],
      [approved(1, 0)],
      [
        [0, 4],
        [0, 4],
      ],
    ],
    [
      'of several in one pull request only the last was in force',
      [version(1, [0, 8]), version(2, [0, 2]), version(3, [0, 4])],
      [approved(1, 0), approved(3, 1)],
      [
        [0, 8],
        [0, 8],
        [0, 4],
      ],
    ],
  ])('%s', (_what, versions, events, expected) => {
    const versionsAt = versions.map(({ commit }) => Number(commit));
    const windows = approvedWindows({ versions }, { events }, versionsAt, LINE);
    expect(windows.map((window) => (window === null ? null : [window.start, window.end]))).toEqual(expected);
  });

  test('a window contains itself, and none that sticks out', () => {
    const window = { start: 2, end: 4 };
    expect(contains(window, window)).toBe(true);
    expect(contains(window, { start: 1, end: 4 })).toBe(false);
    expect(contains(window, { start: 2, end: 5 })).toBe(false);
  });
});
