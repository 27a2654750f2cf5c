import { describe, expect, test } from '@jest/globals';
import { GitHubError, type RevertReading } from '../../src/github/github.js';
import { ALICE, ALICE_PATH, CAROL, HOUR, NOW, requestText } from '../approval/facts-builder.js';
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
import type { FakeWorld } from './fake-world.js';

const REVERT = 'lapse/revert/aws-sandbox/alice/billing';
const EXTENSION = `lapse/extend/aws-sandbox/alice/billing/${COMMENT}`;

describe('revoke', () => {
  test('opens the deletion of the file on the tip, and says who wanted it', async () => {
    const made = mergedWorld();
    const { answers } = await say('/lapse revoke\nI am done.', made);
    const [branch, deletion, opened] = made.hub.writes.map(({ request }) => request);
    expect(branch).toEqual([REVERT, made.clone.tip()]);
    expect(deletion).toMatchObject({ branch: REVERT, expectedHead: made.clone.tip(), paths: [ALICE_PATH] });
    expect(opened).toMatchObject({ branch: REVERT, base: 'main', title: 'Revoke #12: aws-sandbox/alice/billing' });
    expect(opened).toMatchObject({ body: expect.stringMatching(/^Reverts #12\n[\s\S]*<code>alice<\/code> with/) });
    const number = made.hub.world.reverts.get(REVERT)?.pullRequest?.number;
    expect(answers).toEqual([
      { kind: 'revoke-opened', opened: [{ grant: 'aws-sandbox/alice/billing', pullRequest: number }] },
    ]);
  });

  test('of one of several takes that one, and without a name all that may be commanded', async () => {
    const changes = { [ALICE_PATH]: FOUR, [CAROL_PATH]: FOUR };
    const one = mergedWorld({ changes });
    await say('/lapse revoke aws-sandbox/carol/billing', one, CAROL);
    expect([...one.hub.world.reverts.keys()]).toEqual(['lapse/revert/aws-sandbox/carol/billing']);
    const all = mergedWorld({ changes });
    expect(await say('/lapse revoke', all, CAROL)).toMatchObject({ answers: [{ opened: [{}, {}] }] });
    expect(all.hub.world.reverts.size).toBe(2);
  });

  test('works for a file that cannot be read, and for one that has ended', async () => {
    expect((await say('/lapse revoke', mergedWorld({ changes: { [ALICE_PATH]: 'hello' } }))).result).toBe('done');
    expect((await say('/lapse revoke', mergedWorld({ at: NOW - 50 * HOUR }))).result).toBe('done');
  });

  test('delivered twice changes nothing the second time', async () => {
    const made = mergedWorld();
    const first = await say('/lapse revoke', made);
    expect(await say('/lapse revoke', made)).toEqual(first);
    expect(writes(made)).toEqual([...REVOKE, ...TOLD]);
    expect(made.hub.answers[1]).toEqual(made.hub.answers[0]);
  });

  test('delivered again after the revert was merged says the same', async () => {
    const made = mergedWorld();
    const first = await say('/lapse revoke', made);
    made.push(NOW, { [ALICE_PATH]: null });
    const reading = made.hub.world.reverts.get(REVERT) as RevertReading;
    if (reading.pullRequest === null) throw new Error('it was not opened');
    const merged = { ...reading.pullRequest, state: 'merged' as const, closedAt: NOW };
    made.hub.world.reverts.set(REVERT, { head: null, pullRequest: merged });
    expect(await say('/lapse revoke', made)).toEqual(first);
    made.hub.world.reverts.set(REVERT, { head: null, pullRequest: { ...merged, closedAt: NOW - 2 * HOUR } });
    expect((await say('/lapse revoke', made)).answers).toEqual([{ kind: 'nothing-stands' }]);
  });

  test.each<[string, Partial<NonNullable<RevertReading['head']>>, Partial<NonNullable<RevertReading['pullRequest']>>]>([
    ['that people closed a minute ago', {}, { state: 'closed', closedAt: NOW - 60_000 }],
    ['that stands on an older commit', { parent: '7'.repeat(40) }, {}],
    ['that GitHub did not sign', { signedByGitHub: false }, {}],
    ['that deletes something else', { changes: [{ path: CAROL_PATH, status: 'removed' }] }, {}],
    ['that changes the file', { changes: [{ path: ALICE_PATH, status: 'modified' }] }, {}],
    ['whose head is a merge', { parent: null }, {}],
    ['of another head', {}, { headSha: '6'.repeat(40) }],
  ])('makes a revert anew %s', async (_name, head, pullRequest) => {
    const made = mergedWorld();
    const sha = '5'.repeat(40);
    const changes = [{ path: ALICE_PATH, status: 'removed' }];
    made.hub.world.reverts.set(REVERT, {
      head: { sha, signedByGitHub: true, parent: made.clone.tip(), changes, headline: '', author: null, ...head },
      pullRequest: { number: 40, url: '', state: 'open', headSha: sha, closedAt: null, ...pullRequest },
    });
    expect((await say('/lapse revoke', made)).result).toBe('done');
    // Where GitHub keeps the pull request open, its text follows its branch.
    expect(writes(made).filter((method) => method !== 'updatePullRequest')).toEqual(REVOKE);
  });
});

describe('extend', () => {
  test('writes the moved end on the tip, and says from when to when', async () => {
    const made = mergedWorld();
    const { answers } = await say('/lapse extend 2h', made);
    const [branch, commit, opened] = made.hub.writes.map(({ request }) => request);
    expect(branch).toEqual([EXTENSION, made.clone.tip()]);
    const files = [{ path: ALICE_PATH, text: FOUR.replace('4h', '6h') }];
    expect(commit).toMatchObject({ expectedHead: made.clone.tip(), files });
    expect(opened).toMatchObject({
      branch: EXTENSION,
      base: 'main',
      title: 'Extend #12: aws-sandbox/alice/billing by 2h',
      body: expect.stringMatching(/^Extends #12\n[\s\S]*from: 2026-11-23T15:00:00Z\n- to: 2026-11-23T17:00:00Z$/),
    });
    expect(answers).toMatchObject([{ kind: 'extend-opened', length: 2 * HOUR, opened: [{}] }]);
  });

  test('goes on from the pull request that extended it last', async () => {
    const made = mergedWorld();
    made.merge({ at: NOW, changes: { [ALICE_PATH]: FOUR.replace('4h', '6h') } });
    await say('/lapse extend 2h', made, ALICE, 13);
    expect(made.hub.writes[1]?.request).toMatchObject({ files: [{ text: FOUR.replace('4h', '8h') }] });
    expect(made.hub.writes[2]?.request).toMatchObject({ body: expect.stringContaining('8h from its first merge') });
  });

  test('of several opens one for each, and what one cannot does not hold up the other', async () => {
    const changes = { [ALICE_PATH]: FOUR, [CAROL_PATH]: requestText('billing', 'duration: 2d') };
    const made = mergedWorld({ changes });
    const { result, answers } = await say('/lapse extend 2h', made, CAROL);
    expect(result).toBe('not-done');
    expect(answers.map(({ kind }) => kind)).toEqual(['extend-opened', 'over-maximum']);
    expect(reactions(made)).toEqual([`${COMMENT} confused`]);
  });

  test.each([
    ['open', null],
    ['closed', NOW],
    ['merged', NOW],
  ] as const)('delivered again while its pull request is %s changes nothing', async (state, closedAt) => {
    const made = mergedWorld();
    const first = await say('/lapse extend 2h', made);
    const reading = made.hub.world.reverts.get(EXTENSION) as RevertReading;
    if (reading.pullRequest === null) throw new Error('it was not opened');
    made.hub.world.reverts.set(EXTENSION, { ...reading, pullRequest: { ...reading.pullRequest, state, closedAt } });
    if (state === 'merged') made.push(NOW, { [ALICE_PATH]: FOUR.replace('4h', '6h') });
    expect(await say('/lapse extend 2h', made)).toEqual(first);
    expect(writes(made)).toEqual([...EXTEND, ...TOLD]);
  });

  test('neutralises what the requester wrote', async () => {
    const reason = '</code> @acme/security closes #1 ![x](https://evil.test)';
    const made = mergedWorld({
      changes: { [ALICE_PATH]: requestText('billing', 'duration: 4h', JSON.stringify(reason)) },
    });
    for (const text of BOTH) await say(text, made);
    for (const { method, request } of made.hub.writes.filter(({ method: name }) => name.startsWith('open'))) {
      const { title, body } = request as { title: string; body: string };
      expect(`${method} ${title} ${body}`).not.toMatch(/@acme|closes #1|!\[|https:/);
      expect(body).toContain('closes');
    }
    for (const { request } of made.hub.writes.filter(({ method }) => method.startsWith('commit'))) {
      const { headline, body } = request as { headline: string; body: string };
      expect(headline + body).not.toContain('closes');
    }
  });
});

describe('where GitHub does not let us', () => {
  test.each(BOTH)('%s is answered so, and the error goes into the log', async (text) => {
    const refuse = () => Promise.reject(new GitHubError('not-permitted', 'Contents: write is missing'));
    const made = mergedWorld({}, { setBranch: refuse });
    await expect(say(text, made)).rejects.toThrow('Contents: write');
    expect(lastAnswer(made)).toContain('did not let the App');
    expect(lastAnswer(made)).not.toContain('Contents');
    expect(reactions(made)).toEqual([`${COMMENT} confused`]);
  });

  test('the same command, delivered twice at once, finds what the other one did', async () => {
    const others = { number: 40, url: '', state: 'open' as const, headSha: '5'.repeat(40), closedAt: null };
    const made: FakeWorld = mergedWorld(
      {},
      {
        commitTexts: async () => {
          made.hub.world.reverts.set(EXTENSION, { head: null, pullRequest: others });
          throw new GitHubError('stale', 'the branch has another head');
        },
      },
    );
    expect(await say('/lapse extend 2h', made)).toMatchObject({
      result: 'done',
      answers: [{ opened: [{ pullRequest: 40 }] }],
    });
  });
});
