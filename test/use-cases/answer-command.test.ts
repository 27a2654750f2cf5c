import { describe, expect, test } from '@jest/globals';
import type { Account } from '../../src/approval/facts.js';
import { GitHubError } from '../../src/github/github.js';
import {
  ALICE,
  ALICE_PATH,
  BOB,
  CAROL,
  codeOwnersFile,
  HOUR,
  LAPSE_BOT,
  NOW,
  person,
  requestText,
} from '../approval/facts-builder.js';
import {
  BOTH,
  CAROL_PATH,
  COMMENT,
  EXTEND,
  FOUR,
  lastAnswer,
  mergedWorld,
  REVOKE,
  reactions,
  say,
  TOLD,
  writes,
} from './commanded-world.js';
import type { Merge } from './fake-world.js';

const STRANGER = person('mallory', 666);

describe('from people who may not, a command gets nothing but a reaction', () => {
  test.each(
    [...BOTH, '/lapse', '/lapse revoke aws-sandbox/alice/billing'].flatMap((text) =>
      [STRANGER, person('alice', 999), person('carol-two', 103), LAPSE_BOT].map((by): [string, string, Account] => [
        text,
        `${by.login} (${by.id})`,
        by,
      ]),
    ),
  )('%s by %s', async (text, _name, by) => {
    const made = mergedWorld();
    expect(await say(text, made, by)).toEqual({ result: 'not-permitted', answers: [] });
    expect(writes(made)).toEqual(['addReaction']);
    expect(reactions(made)).toEqual([`${COMMENT} -1`]);
  });

  test('for a grant of somebody else in the same pull request too', async () => {
    const made = mergedWorld({ changes: { [ALICE_PATH]: FOUR, [CAROL_PATH]: FOUR }, by: BOB });
    await say('/lapse revoke', made, ALICE);
    const paths = made.hub.writes.flatMap(({ method, request }) => (method === 'commitDeletion' ? [request] : []));
    expect(paths).toEqual([expect.objectContaining({ paths: [ALICE_PATH] })]);
    expect(lastAnswer(made)).not.toContain('carol');
  });

  test('on a pull request that holds no request', async () => {
    const made = mergedWorld({ changes: { 'README.md': 'x' } });
    expect((await say('/lapse revoke', made)).result).toBe('not-permitted');
  });
});

describe('people who may', () => {
  const SECURITY = { policyFiles: [codeOwnersFile('/access/ @acme/security\n')] };
  test.each<[string, Account, Partial<Merge>]>([
    ['the beneficiary', ALICE, { by: BOB }],
    ['the requester', BOB, { by: BOB }],
    ['who commanded it', BOB, { by: LAPSE_BOT, facts: { commanded: { by: BOB, grant: 'x/y/z', length: HOUR } } }],
    ['an owner by login', CAROL, {}],
    ['an owner through a team', BOB, { facts: SECURITY }],
  ])('%s', async (_name, by, merge) => {
    for (const [text, expected] of [
      ['/lapse revoke', REVOKE],
      ['/lapse extend 2h', EXTEND],
    ] as const) {
      const made = mergedWorld(merge);
      if (merge.facts === SECURITY) made.push(NOW - HOUR, { '.github/CODEOWNERS': '/access/ @acme/security\n' });
      expect((await say(text, made, by)).result).toBe('done');
      expect(writes(made)).toEqual(expected);
      expect(reactions(made)).toEqual([`${COMMENT} +1`]);
    }
  });

  test('each team is asked about once', async () => {
    const changes = { [ALICE_PATH]: FOUR, [CAROL_PATH]: FOUR };
    const made = mergedWorld({ changes });
    made.push(NOW - HOUR, { '.github/CODEOWNERS': '/access/ @acme/finance @acme/security\n' });
    await say('/lapse revoke', made, BOB);
    expect(made.hub.calls.filter((call) => call === 'isTeamMember')).toHaveLength(2);
  });

  test('law 7: where GitHub does not tell who is in a team, nothing is done', async () => {
    const isTeamMember = () => Promise.reject(new GitHubError('not-permitted', 'Members: read is missing'));
    const made = mergedWorld({}, { isTeamMember });
    made.push(NOW - HOUR, { '.github/CODEOWNERS': '/access/ @acme/security\n' });
    await expect(say('/lapse revoke', made, BOB)).rejects.toThrow('Members: read');
    expect(writes(made)).toEqual([]);
  });
});

describe('what cannot be done gets a line that says why', () => {
  const late = { at: NOW - 5 * HOUR };
  test.each<[string, string, Partial<Merge>, string]>([
    ['no command of ours', '/lapse approve', {}, 'no such command'],
    ['revoke before the merge', '/lapse revoke', { facts: { state: 'open', mergedAt: null } }, 'not merged'],
    ['extend before the merge', '/lapse extend 2h', { facts: { state: 'open', mergedAt: null } }, 'not merged'],
    ['revoke of what was closed', '/lapse revoke', { facts: { state: 'closed', mergedAt: null } }, 'not merged'],
    ['revoke of what went to another branch', '/lapse revoke', { facts: { baseBranch: 'release' } }, 'not merged'],
    ['a grant of another pull request', '/lapse revoke aws-sandbox/alice/other', {}, 'none of the requests'],
    ['more than the role allows', '/lapse extend 2d', {}, 'the most that'],
    ['more than 366 days together', '/lapse extend 366d', {}, 'longer than any request'],
    ['extend of what has ended', '/lapse extend 2h', late, 'has ended at 2026-11-23T11:00:00Z'],
    [
      'extend of what cannot be edited',
      '/lapse extend 2h',
      { changes: { [ALICE_PATH]: FOUR.replace('4h', '"4\\x68"') } },
      'by hand',
    ],
    ['extend of what cannot be read', '/lapse extend 2h', { changes: { [ALICE_PATH]: 'hello' } }, 'cannot be read'],
    [
      'extend of a role that is gone',
      '/lapse extend 2h',
      { changes: { [ALICE_PATH]: requestText('gone') } },
      'no role',
    ],
  ])('%s', async (_name, text, merge, words) => {
    const made = mergedWorld(merge);
    expect((await say(text, made)).result).toBe('not-done');
    expect(writes(made)).toEqual(TOLD);
    expect(lastAnswer(made)).toContain(words);
    expect(lastAnswer(made).split('\n')).toHaveLength(1);
    expect(reactions(made)).toEqual([`${COMMENT} confused`]);
  });

  test.each(BOTH)('%s of what does not stand any more', async (text) => {
    const made = mergedWorld();
    made.push(NOW, { [ALICE_PATH]: null });
    expect((await say(text, made)).answers).toEqual([{ kind: 'nothing-stands' }]);
    expect(writes(made)).toEqual(TOLD);
  });

  test.each(BOTH)('%s of what another pull request gave a new life', async (text) => {
    const made = mergedWorld({ by: BOB });
    made.push(NOW, { [ALICE_PATH]: null });
    made.merge({ at: NOW, changes: { [ALICE_PATH]: requestText('billing', 'duration: 5h') } });
    expect((await say(text, made, BOB)).result).toBe('not-done');
    expect(lastAnswer(made)).toContain('Another pull request has changed it since');
    expect(writes(made)).toEqual(TOLD);
  });

  test.each<[string, Account]>([
    ['the beneficiary', ALICE],
    ['an owner', CAROL],
  ])('revoke of what was extended since: %s may, and need not look up what changed it last', async (_who, by) => {
    const made = mergedWorld();
    made.merge({ at: NOW, changes: { [ALICE_PATH]: requestText('billing', 'duration: 5h') } });
    expect((await say('/lapse extend 1h', made, by)).result).toBe('not-done');
    expect((await say('/lapse revoke', made, by)).result).toBe('done');
  });

  test('revoke on the pull request that removed it is not about what stands there again', async () => {
    const made = mergedWorld();
    made.merge({ at: NOW, changes: { [ALICE_PATH]: null } });
    made.merge({ at: NOW, changes: { [ALICE_PATH]: FOUR } });
    expect((await say('/lapse revoke', made, ALICE, 13)).answers).toEqual([{ kind: 'nothing-stands' }]);
  });

  test('an end beyond the maximum, counted from the merge', async () => {
    const end = { [ALICE_PATH]: requestText('billing', 'expires: 2026-11-25T10:00:00Z') };
    const made = mergedWorld({ changes: end });
    await say('/lapse extend 2h', made);
    expect(lastAnswer(made)).toContain('2d');
    expect((await say('/lapse extend 1h', mergedWorld({ changes: end }))).result).toBe('done');
  });
});
