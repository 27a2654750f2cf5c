import { describe, expect, test } from '@jest/globals';
import { readAccessPath } from '../../src/access/access-path.js';
import { checkSeparation, type WrittenRequest } from '../../src/access/check-separation.js';
import { readRequest } from '../../src/access/read-request.js';
import type { StandingRequest } from '../../src/access/read-standing-request.js';
import type { Request } from '../../src/access/request.js';
import { at, source } from './fixtures.js';
import { ask, pathOf, SEPARATED } from './separation-fixtures.js';

const NOW = at('2026-11-23T12:00:00Z');
const A = pathOf('a');
const B = pathOf('b');
const C = pathOf('c');
const R = pathOf('r', 'prod');
const starts = (clock: string) => `starts: 2026-11-23T${clock}:00Z\n`;
const expires = (clock: string) => `expires: 2026-11-23T${clock}:00Z`;

/** Path → its text; of what is edited, the text before and after. */
type Texts = Readonly<Record<string, string>>;
type Edits = Readonly<Record<string, string | readonly [string, string]>>;

function requestOf(path: string, text: string): Request {
  const { value } = readRequest(source(path, text));
  if (value === null) throw new Error(`no request: ${text}`);
  return value;
}

function standingOf(path: string, text: string): StandingRequest {
  const access = readAccessPath(path);
  if (access.kind !== 'request') throw new Error(`no path of a request: ${path}`);
  return { path: access, request: requestOf(path, text) };
}

function check(written: Edits, standing: Texts = {}) {
  return checkSeparation({
    written: Object.entries(written).map(([path, text]): WrittenRequest => {
      const [before, after] = typeof text === 'string' ? [null, text] : text;
      const { positions } = readRequest(source(path, after));
      return { ...standingOf(path, after), before: before === null ? null : requestOf(path, before), positions };
    }),
    standing: Object.entries(standing).map(([path, text]) => standingOf(path, text)),
    policy: SEPARATED,
    now: NOW,
  });
}

/** `a conflicting-role`, by grant. */
function found(written: Edits, standing: Texts = {}): string[] {
  return [...check(written, standing)].flatMap(([grant, problems]) =>
    problems.map(({ rule }) => `${grant.split('/').at(-1)} ${rule}`),
  );
}

describe('a request is refused', () => {
  test.each<[string, Edits, Texts, string[]]>([
    ['beside a role that names its own', { [A]: ask('approve') }, { [B]: ask('pay') }, ['a conflicting-role']],
    ['beside a role that its own names', { [B]: ask('pay') }, { [A]: ask('approve') }, ['b conflicting-role']],
    ['beside a role of another system', { [R]: ask('root') }, { [B]: ask('pay') }, ['r conflicting-role']],
    [
      'beside another of the same pull request, both of them',
      { [A]: ask('approve'), [B]: ask('pay') },
      {},
      ['a conflicting-role', 'b conflicting-role'],
    ],
    [
      'where both begin at the same time and none ever stood',
      { [A]: ask('approve', 'duration: 1h', starts('14:00')), [B]: ask('pay', 'duration: 8h') },
      {},
      ['a conflicting-role', 'b conflicting-role'],
    ],
    ['once more for a role that may be had once', { [A]: ask('once') }, { [B]: ask('once') }, ['a max-concurrent']],
    [
      'for two reasons at once',
      { [R]: ask('root'), [B]: ask('pay') },
      { [A]: ask('approve') },
      ['r conflicting-role', 'b conflicting-role'],
    ],
    [
      'a third time for a role that may be had twice',
      { [A]: ask('twice') },
      { [B]: ask('twice'), [C]: ask('twice') },
      ['a max-concurrent'],
    ],
    [
      'beside one whose start is past: its duration may count from now',
      { [A]: ask('approve', 'duration: 1h', starts('13:30')) },
      { [B]: ask('pay', 'duration: 2h', starts('09:00')) },
      ['a conflicting-role'],
    ],
    [
      'beside one that may have ended: nobody knows here when it was merged',
      { [A]: ask('approve') },
      { [B]: ask('pay', 'duration: 1h') },
      ['a conflicting-role'],
    ],
    [
      'where it begins before what is to begin',
      { [A]: ask('approve', 'duration: 3h') },
      { [B]: ask('pay', 'duration: 1h', starts('14:59')) },
      ['a conflicting-role'],
    ],
  ])('%s', (_, written, standing, expected) => {
    expect(found(written, standing)).toEqual(expected);
  });

  test.each<[string, readonly [string, string], string]>([
    ['a longer duration', [ask('approve'), ask('approve', 'duration: 8h')], ask('pay')],
    [
      'a later expiry',
      [ask('approve', expires('13:00')), ask('approve', expires('15:00'))],
      ask('pay', 'duration: 1h', starts('14:00')),
    ],
    [
      'a duration in place of an expiry',
      [ask('approve', expires('13:00')), ask('approve', 'duration: 3h')],
      ask('pay', 'duration: 1h', starts('14:00')),
    ],
    [
      'an expiry in place of a duration',
      [ask('approve', 'duration: 1h'), ask('approve', expires('15:00'))],
      ask('pay', 'duration: 1h', starts('14:00')),
    ],
  ])('an extension that may newly overlap: %s', (_, edit, other) => {
    expect(found({ [A]: edit }, { [B]: other })).toEqual(['a conflicting-role']);
  });
});

describe('a request is in order', () => {
  test.each<[string, Edits, Texts]>([
    ['where nothing else stands', { [A]: ask('approve') }, {}],
    ['beside a role that it has nothing against', { [A]: ask('approve') }, { [R]: ask('root'), [B]: ask('free') }],
    ['beside what another person has', { [A]: ask('approve') }, { [pathOf('b', 'sandbox', 'bob')]: ask('pay') }],
    ['beside what has expired', { [A]: ask('approve') }, { [B]: ask('pay', expires('12:00')) }],
    [
      'that begins when the other ends',
      { [A]: ask('approve', 'duration: 1h', starts('14:00')) },
      { [B]: ask('pay', expires('14:00')) },
    ],
    [
      'that begins when the other has ended at the latest',
      { [A]: ask('approve', 'duration: 1h', starts('14:00')) },
      { [B]: ask('pay', 'duration: 2h') },
    ],
    [
      'that ends when the other begins',
      { [A]: ask('approve', expires('14:00')) },
      { [B]: ask('pay', 'duration: 2h', starts('14:00')) },
    ],
    [
      'with two others of a role that may be had twice, one after the other',
      { [A]: ask('twice', 'duration: 8h') },
      { [B]: ask('twice', expires('14:00')), [C]: ask('twice', 'duration: 1h', starts('14:00')) },
    ],
    ['in a role that is not in the policy', { [A]: ask('nothing') }, { [B]: ask('pay') }],
  ])('%s', (_, written, standing) => {
    expect(found(written, standing)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['its duration is shorter', ask('approve'), ask('approve', 'duration: 1h')],
    ['its expiry is earlier', ask('approve', expires('15:00')), ask('approve', expires('14:00'))],
    ['only its reason is another', ask('approve'), ask('approve').replace('reason: b', 'reason: c')],
    ['it ends no later than it did, in another form', ask('approve', expires('15:00')), ask('approve', 'duration: 3h')],
  ])('which collides with another, where it asks for no more time: %s', (_, before, after) => {
    expect(found({ [A]: [before, after] }, { [B]: ask('pay', 'duration: 8h') })).toEqual([]);
  });

  test('where only the time that an extension adds is free', () => {
    const edit = [ask('approve', expires('13:00')), ask('approve', expires('15:00'))] as const;
    expect(found({ [A]: edit }, { [B]: ask('pay', expires('13:00')) })).toEqual([]);
  });
});

describe('what is told', () => {
  test('the other grant, its role, and how both can be had', () => {
    expect(check({ [A]: ask('approve') }, { [B]: ask('pay', expires('18:00')) }).get('sandbox/alice/a')).toEqual([
      {
        rule: 'conflicting-role',
        severity: 'error',
        path: A,
        line: 1,
        column: 7,
        message:
          'alice may not have approve at the same time as sandbox/alice/b (role pay): the roles exclude each other.',
        cure: 'End sandbox/alice/b first: comment /lapse revoke on its pull request, or remove its file in this one; or ask with starts at 2026-11-23T18:00:00Z or later. What has ended counts until its file is removed.',
      },
    ]);
  });

  test('how many may be had, and which there are', () => {
    const standing = { [B]: ask('twice'), [C]: ask('twice') };
    const [problem] =
      check({ [A]: [ask('twice', 'duration: 1h'), ask('twice')] }, standing).get('sandbox/alice/a') ?? [];
    expect(problem?.message).toBe(
      'alice may have twice only 2 times at the same time, and there is sandbox/alice/b, sandbox/alice/c.',
    );
    expect(problem?.cure).toContain('End one of them first');
    expect(problem?.cure).toContain('leave the end as it is');
  });

  test('five of many', () => {
    const many = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((digit) => [pathOf(`m${digit}`), ask('approve')]));
    const [problem] = check({ [B]: ask('pay') }, many).get('sandbox/alice/b') ?? [];
    expect(problem?.message).toContain('sandbox/alice/m5 (role approve) and 2 more: ');
  });
});
