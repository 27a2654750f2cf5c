import { describe, expect, test } from '@jest/globals';
import { resolveGrants } from '../../src/access/grants.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { at, buildHistory, type Changes, CONFIG, PEOPLE, PROVIDERS, source } from './fixtures.js';
import { ask, pathOf, SEPARATED, SEPARATED_ROLES, TOGETHER } from './separation-fixtures.js';

const A = pathOf('a');
const B = pathOf('b');
const C = pathOf('c');
const R = pathOf('r', 'prod');

type Commits = readonly (readonly [string, Changes])[];

/** `12:30` is a time of the day of the tests. */
const time = (clock: string) => `2026-11-23T${clock}:00Z`;
const from = (start: string) => `starts: ${time(start)}\n`;

/** `a active 12:00/14:00`, by grant, with the rules. */
function grantsAt(now: string, commits: Commits, policy = SEPARATED): string[] {
  const built = buildHistory(commits.map(([clock, changes]) => [time(clock), changes] as const));
  return resolveGrants({ ...built, policy, now: at(time(now)) }).map(({ name, state, window, problems }) => {
    const clocks = [window?.start, window?.end].map((end) => new Date(end ?? 0).toISOString().slice(11, 16));
    return [name.split('/').at(-1), state, clocks.join('/'), ...problems.map(({ rule }) => rule)].join(' ');
  });
}

describe('separation of duties among grants: what was claimed first stands', () => {
  test.each<[string, Commits, readonly string[]]>([
    [
      'the role that names the other comes second',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [B]: ask('pay') }],
      ],
      ['a active 12:00/14:00', 'b invalid 12:10/14:10 conflicting-role'],
    ],
    [
      'the role that names the other comes first',
      [
        ['12:00', { [B]: ask('pay') }],
        ['12:10', { [A]: ask('approve') }],
      ],
      ['a invalid 12:10/14:10 conflicting-role', 'b active 12:00/14:00'],
    ],
    [
      'the two are of different systems',
      [
        ['12:00', { [B]: ask('pay') }],
        ['12:10', { [R]: ask('root') }],
      ],
      ['r invalid 12:10/14:10 conflicting-role', 'b active 12:00/14:00'],
    ],
    [
      'one commit adds both: by name',
      [['12:00', { [B]: ask('pay'), [A]: ask('approve') }]],
      ['a active 12:00/14:00', 'b invalid 12:00/14:00 conflicting-role'],
    ],
    [
      'the later commit is dated earlier: dates can be set by whoever makes a commit',
      [
        ['12:00', { [B]: ask('pay') }],
        ['11:30', { [A]: ask('approve') }],
      ],
      ['a invalid 11:30/13:30 conflicting-role', 'b active 12:00/14:00'],
    ],
    [
      'the earlier one has not begun yet',
      [
        ['11:00', { [A]: ask('approve', 'duration: 2h', from('13:00')) }],
        ['12:10', { [B]: ask('pay') }],
      ],
      ['a pending 13:00/15:00', 'b invalid 12:10/14:10 conflicting-role'],
    ],
    [
      'a role that may be had once is asked for twice',
      [
        ['12:00', { [B]: ask('once') }],
        ['12:10', { [A]: ask('once') }],
      ],
      ['a invalid 12:10/14:10 max-concurrent', 'b active 12:00/14:00'],
    ],
    [
      'the third of a role that may be had twice',
      [
        ['12:00', { [C]: ask('twice') }],
        ['12:10', { [B]: ask('twice') }],
        ['12:15', { [A]: ask('twice') }],
      ],
      ['a invalid 12:15/14:15 max-concurrent', 'b active 12:10/14:10', 'c active 12:00/14:00'],
    ],
    [
      'the extension of the first runs into what was given since',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [B]: ask('pay', 'duration: 2h', from('14:00')) }],
        ['12:20', { [A]: ask('approve', 'duration: 4h') }],
      ],
      ['a active 12:00/14:00 conflicting-role', 'b pending 14:00/16:00'],
    ],
    [
      'an extension that runs into what was given since, and is taken back',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [B]: ask('pay', 'duration: 2h', from('14:00')) }],
        ['12:20', { [A]: ask('approve', 'duration: 4h') }],
        ['12:25', { [A]: ask('approve', 'duration: 90m') }],
      ],
      ['a active 12:00/13:30', 'b pending 14:00/16:00'],
    ],
    [
      'the first was shortened and extended again around another',
      [
        ['12:00', { [A]: ask('approve', 'duration: 4h') }],
        ['12:10', { [A]: ask('approve', 'duration: 1h') }],
        ['12:20', { [B]: ask('pay', 'duration: 1h', from('14:00')) }],
        ['12:25', { [A]: ask('approve', 'duration: 4h') }],
      ],
      ['a active 12:00/13:00 conflicting-role', 'b pending 14:00/15:00'],
    ],
    [
      'the first could not be read for a while, and another was given meanwhile',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:05', { [A]: 'role: [' }],
        ['12:10', { [B]: ask('pay') }],
        ['12:15', { [A]: ask('approve') }],
      ],
      ['a invalid 12:00/14:00 conflicting-role', 'b active 12:10/14:10'],
    ],
    [
      'what gives way to one holds against a third all the same, or its revival would take from that',
      [
        ['12:00', { [A]: ask('approve', 'duration: 1h') }],
        ['12:10', { [B]: ask('pay') }],
        ['12:20', { [R]: ask('root') }],
      ],
      ['r invalid 12:20/14:20 conflicting-role', 'a active 12:00/13:00', 'b invalid 12:10/14:10 conflicting-role'],
    ],
  ])('%s', (_, commits, expected) => {
    expect(grantsAt('12:30', commits)).toEqual(expected);
  });

  test.each<[string, string, Commits, readonly string[]]>([
    [
      'the other has ended',
      '14:05',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [B]: ask('pay') }],
      ],
      ['a expired 12:00/14:00', 'b active 12:10/14:10'],
    ],
    [
      'the other was removed',
      '12:30',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [A]: null, [B]: ask('pay') }],
      ],
      ['b active 12:10/14:10'],
    ],
    [
      'the other is invalid for another reason (law 7)',
      '12:30',
      [
        ['12:00', { [A]: ask('approve', 'duration: 3d') }],
        ['12:10', { [B]: ask('pay') }],
      ],
      ['a invalid 12:00/12:00 over-maximum', 'b active 12:10/14:10'],
    ],
    [
      'the other cannot be read (law 7)',
      '12:30',
      [
        ['12:00', { [A]: 'role: [' }],
        ['12:10', { [B]: ask('pay') }],
      ],
      ['a invalid 00:00/00:00 yaml', 'b active 12:10/14:10'],
    ],
    [
      'one begins when the other ends',
      '12:30',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [B]: ask('pay', 'duration: 2h', from('14:00')) }],
      ],
      ['a active 12:00/14:00', 'b pending 14:00/16:00'],
    ],
    [
      'the roles have nothing against each other',
      '12:30',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [R]: ask('root'), [B]: ask('free') }],
      ],
      ['r active 12:10/14:10', 'a active 12:00/14:00', 'b active 12:10/14:10'],
    ],
    [
      'it is another person’s',
      '12:30',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [pathOf('b', 'sandbox', 'bob')]: ask('pay') }],
      ],
      ['a active 12:00/14:00', 'b active 12:10/14:10'],
    ],
    [
      'three of a role that may be had twice never hold at one instant',
      '12:30',
      [
        ['12:00', { [A]: ask('twice', 'duration: 4h') }],
        ['12:10', { [B]: ask('twice', 'duration: 1h'), [C]: ask('twice', 'duration: 1h', from('13:10')) }],
      ],
      ['a active 12:00/16:00', 'b active 12:10/13:10', 'c pending 13:10/14:10'],
    ],
    [
      'an edit of the reason, after another was refused because of it',
      '12:30',
      [
        ['12:00', { [A]: ask('approve') }],
        ['12:10', { [B]: ask('pay') }],
        ['12:20', { [A]: ask('approve').replace('reason: b', 'reason: c') }],
      ],
      ['a active 12:00/14:00', 'b invalid 12:10/14:10 conflicting-role'],
    ],
  ])('nothing gives way where %s', (_, now, commits, expected) => {
    expect(grantsAt(now, commits)).toEqual(expected);
  });

  test('an extension that gave way is over with the window from before, and is told until the file is gone', () => {
    const commits: Commits = [
      ['12:00', { [A]: ask('approve') }],
      ['12:10', { [B]: ask('pay', 'duration: 2h', from('14:00')) }],
      ['12:20', { [A]: ask('approve', 'duration: 4h') }],
    ];
    expect(grantsAt('14:00', commits)).toEqual(['a invalid 12:00/14:00 conflicting-role', 'b active 14:00/16:00']);
  });

  test('a stretch that is over holds nobody up, though its grant asks for more', () => {
    const commits: Commits = [
      ['12:00', { [A]: ask('approve') }],
      ['12:30', { [B]: ask('pay', 'duration: 4h') }],
      ['13:00', { [A]: ask('approve', 'duration: 4h') }],
    ];
    const refused = 'a active 12:00/14:00 conflicting-role';
    expect(grantsAt('13:55', commits)).toEqual([refused, 'b invalid 12:30/16:30 conflicting-role']);
    expect(grantsAt('14:05', commits)).toEqual(['a invalid 12:00/14:00 conflicting-role', 'b active 12:30/16:30']);
  });

  test('a policy that comes to separate two standing grants leaves the earlier one, whichever has the first name', () => {
    const commits: Commits = [
      ['12:00', { [B]: ask('approve') }],
      ['12:10', { [A]: ask('pay') }],
    ];
    expect(grantsAt('12:30', commits, TOGETHER)).toEqual(['a active 12:10/14:10', 'b active 12:00/14:00']);
    expect(grantsAt('12:30', commits)).toEqual(['a invalid 12:10/14:10 conflicting-role', 'b active 12:00/14:00']);
  });

  test('a conflict with a role that is not there excludes nothing and takes no grant with it (law 7)', () => {
    const policy = readPolicy([CONFIG, PEOPLE, SEPARATED_ROLES], PROVIDERS);
    expect(policy.problems.map(({ rule }) => rule)).toEqual(['unknown-conflict']);
    expect(grantsAt('12:30', [['12:00', { [A]: ask('pay') }]], policy)).toEqual(['a active 12:00/14:00']);
  });

  test('the problem names the other grant, its role and what to do, in the file that gives way', () => {
    const built = buildHistory([
      [time('12:00'), { [R]: ask('root') }],
      [time('12:10'), { [B]: ask('pay') }],
    ]);
    const grants = resolveGrants({ ...built, policy: SEPARATED, now: at(time('12:30')) });
    expect(grants.flatMap((grant) => grant.problems)).toEqual([
      {
        rule: 'conflicting-role',
        severity: 'error',
        path: B,
        line: 1,
        column: 1,
        message:
          'alice may not have pay at the same time as prod/alice/r (role prod/root): the roles exclude each other.',
        cure: 'It gives nothing for that time while prod/alice/r may last. End prod/alice/r, or remove this and ask for another time.',
      },
    ]);
  });

  test('does not depend on a policy that reads a role twice', () => {
    const twice = source(
      SEPARATED_ROLES.path,
      'roles:\n  pay: { description: d, allow: { action: a }, max_duration: 2d, conflicts: [prod/root, root] }\n',
    );
    expect(readPolicy([CONFIG, PEOPLE, twice], PROVIDERS).problems.map(({ rule }) => rule)).toEqual([
      'unknown-conflict',
      'unknown-conflict',
    ]);
  });
});
