import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { seeCheck } from '../../sandbox/world/look-at.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { decideApproval } from '../../src/approval/decide-approval.js';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import {
  ALICE,
  BOB,
  CAROL,
  factsOf,
  HOUR,
  NOW,
  OLD_HEAD,
  person,
  policyOf,
  review,
  SECURITY,
} from '../approval/facts-builder.js';
import { actAsApp } from '../e2e/act-as-app.js';
import { ACCESS, type Lapse, requestText, startLapse } from '../e2e/start-lapse.js';
import { ask, deliveryHeaders, sign, WEBHOOKS } from './lone-app.js';

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

const FILE = 'access/aws-sandbox/alice/billing.yaml';
/** Owned by people and not by a team, which has accounts and not logins. */
const OWNED_BY_NAME = 'access/aws-sandbox/alice/by-name.yaml';
const OWNED_BY_CAROL = 'access/aws-sandbox/alice/by-carol.yaml';
const OWNERS = `${POLICY_FILES['.github/CODEOWNERS']}/${OWNED_BY_NAME} @bob\n/${OWNED_BY_CAROL} @carol\n`;
const PENDING = 'action_required';

describe('whoever wants a review to say more than it says, on one pull request that stays open', () => {
  let lapse: Lapse;
  let number = 0;
  let head = '';

  beforeAll(async () => {
    // People merge, so that an approval stands and can be taken back.
    const config = (POLICY_FILES['access/config.yaml'] ?? '').replace('auto: true', 'auto: false');
    lapse = await startLapse({ files: { 'access/config.yaml': config, '.github/CODEOWNERS': OWNERS } });
    head = await lapse.alice.push('billing', { [FILE]: requestText() }, 'Ask');
    number = await lapse.open(lapse.alice, 'billing');
  });
  afterAll(() => lapse.stop());

  type Event = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';

  async function say(desk: Pick<Lapse['bob'], 'octokit'>, event: Event, sha = head, body = 'LGTM'): Promise<number> {
    const request = { ...ACCESS, pull_number: number, event, commit_id: sha, body };
    const { data } = await desk.octokit.rest.pulls.createReview(request);
    await lapse.world.github.settle();
    return data.id;
  }

  async function dismiss(id: number): Promise<void> {
    const request = { ...ACCESS, pull_number: number, review_id: id, message: 'No' };
    await lapse.carol.octokit.rest.pulls.dismissReview(request);
    await lapse.world.github.settle();
  }

  /** Has it judged again, by an event that changes nothing that counts. */
  async function look(): Promise<string | null> {
    const title = `At ${performance.now()}`;
    await lapse.alice.octokit.rest.pulls.update({ ...ACCESS, pull_number: number, title });
    return verdict();
  }

  /** alice asks, in another pull request. */
  async function requestAccess(path: string, name: string): Promise<void> {
    await lapse.alice.pull();
    head = await lapse.alice.push(name, { [path]: requestText() }, 'Ask');
    number = await lapse.open(lapse.alice, name);
  }

  /** Somebody new, with a login that is free, whom an administrator lets write. */
  function takeLogin(login: string, id: number): Pick<Lapse['bob'], 'octokit'> {
    const { github } = lapse.world;
    const { token } = github.addUser({ login, id });
    github.addCollaborator('acme/access', login, 'write');
    return { octokit: new Octokit({ auth: token, baseUrl: github.url }) };
  }

  async function verdict(): Promise<string | null> {
    await lapse.world.github.settle();
    return (await seeCheck(lapse.alice.octokit, head, 'access/approval')).conclusion;
  }

  async function commentOf(): Promise<string> {
    const { data } = await lapse.alice.octokit.rest.issues.listComments({ ...ACCESS, issue_number: number });
    return data.map(({ body }) => body).join('\n');
  }

  test('a comment that says APPROVED approves nothing, nor does an approval in words', async () => {
    await say(lapse.bob, 'COMMENT', head, 'APPROVED');
    const comment = { ...ACCESS, issue_number: number, body: '/lapse approve' };
    await lapse.bob.octokit.rest.issues.createComment(comment);
    await lapse.bob.octokit.rest.issues.createComment({ ...comment, body: 'LGTM :+1: approved' });
    expect(await verdict()).toBe(PENDING);
  });

  test('an approval by somebody who owns nothing approves nothing, and their objection holds nobody up', async () => {
    await say(lapse.carol, 'APPROVE');
    expect(await verdict()).toBe(PENDING);
    await say(lapse.carol, 'REQUEST_CHANGES');
    const id = await say(lapse.bob, 'APPROVE');
    expect(await verdict()).toBe('success');
    await dismiss(id);
  });

  test('an approval by another App approves nothing', async () => {
    const octokit = await actAsApp(lapse.world, 'helper');
    await say({ octokit }, 'APPROVE');
    expect(await verdict()).toBe(PENDING);
  });

  test('an approval that was dismissed is none, and the webhook that told of it does not bring it back', async () => {
    const id = await say(lapse.bob, 'APPROVE');
    expect(await verdict()).toBe('success');
    const told = lapse.world.github.deliveries.findLast(({ event }) => event === 'pull_request_review');
    await dismiss(id);
    expect(await verdict()).toBe(PENDING);
    expect(told).toMatchObject({ action: 'submitted', payload: { review: { state: 'approved' } } });
    const body = JSON.stringify(told?.payload);
    const signature = { 'x-hub-signature-256': sign(body, lapse.world.app.webhookSecret) };
    const headers = { ...deliveryHeaders('pull_request_review'), ...signature };
    expect((await ask(lapse.app.url, { method: 'POST', path: WEBHOOKS, headers }, body)).status).toBe(200);
    expect(await verdict()).toBe(PENDING);
  });

  test('a comment after an objection does not take the objection back, nor does an edit of its words', async () => {
    await say(lapse.bob, 'APPROVE');
    const id = await say(lapse.bob, 'REQUEST_CHANGES');
    await say(lapse.bob, 'COMMENT', head, 'I approve after all');
    await lapse.bob.octokit.rest.pulls.updateReview({
      ...ACCESS,
      pull_number: number,
      review_id: id,
      body: 'APPROVED',
    });
    expect(await verdict()).not.toBe('success');
    expect(await commentOf()).toMatch(/bob.* (?:asks|asked|requested|wants)/);
    await say(lapse.bob, 'APPROVE');
    expect(await verdict()).toBe('success');
  });

  test('an approval of the commit before stays one of the commit before, however its words are edited', async () => {
    // It spreads what it asks for, counting from its start.
    await lapse.restart();
    const id = await say(lapse.bob, 'APPROVE');
    const before = head;
    head = await lapse.alice.push('billing', { [FILE]: requestText({ duration: '8h' }) }, 'Ask for more');
    expect(await verdict()).toBe(PENDING);
    await lapse.bob.octokit.rest.pulls.updateReview({
      ...ACCESS,
      pull_number: number,
      review_id: id,
      body: `For ${head}`,
    });
    await say(lapse.bob, 'APPROVE', before, 'The commit before, in a new review');
    expect(await verdict()).toBe(PENDING);
  });

  test('an approval of an owner who leaves the team, or of yesterday, is none at the next look', async () => {
    await say(lapse.bob, 'APPROVE');
    expect(await verdict()).toBe('success');
    lapse.world.github.removeFromTeam('acme', 'security', 'bob');
    expect(await look()).toBe(PENDING);
    lapse.world.github.addTeam({ organisation: 'acme', slug: 'leads', members: ['bob'], parent: 'security' });
    expect(await look()).toBe('success');
    lapse.world.clock.moveForward(25 * HOUR);
    expect(await look()).toBe(PENDING);
  });

  test('whoever takes the login that an owner freed is not that owner, who is in people.yaml by id', async () => {
    const { github } = lapse.world;
    await requestAccess(OWNED_BY_NAME, 'by-name');
    await say(lapse.bob, 'APPROVE');
    expect(await verdict()).toBe('success');
    github.renameUser('bob', 'bob-two');
    expect(await look()).not.toBe('success');
    const stranger = takeLogin('bob', 999);
    await say(stranger, 'APPROVE');
    expect(await verdict()).toBe(PENDING);
    expect(await commentOf()).toContain('people.yaml knows that login as another account');
    await say(stranger, 'REQUEST_CHANGES');
    github.deleteUser('bob');
    github.renameUser('bob-two', 'bob');
    // bob's own approval counts again, and the objection of whoever passed for him never did.
    expect(await look()).toBe('success');
  });

  test('an approval of an account that was deleted is nobody’s, and so is its objection', async () => {
    lapse.world.github.deleteUser('bob');
    expect(await look()).not.toBe('success');
    expect(await commentOf()).not.toMatch(/ghost/);
  });

  test('known: where CODEOWNERS alone names somebody, whoever has that login and may write is who GitHub takes for them', async () => {
    await requestAccess(OWNED_BY_CAROL, 'by-carol');
    lapse.world.github.renameUser('carol', 'carol-two');
    expect(await look()).not.toBe('success');
    await say(lapse.carol, 'APPROVE');
    expect(await verdict()).not.toBe('success');
    await say(takeLogin('carol', 998), 'APPROVE');
    expect(await verdict()).toBe('success');
  });
});

describe('whoever wants to be somebody else: ids decide, and logins where there is no id', () => {
  const GHOST = null;

  test.each<[string, string, Partial<PullRequestFacts>]>([
    ['the requester, renamed, as an owner', 'requester', { reviews: [review(person('bob-three', ALICE.id))] }],
    ['the beneficiary, renamed', 'beneficiary', { author: CAROL, reviews: [review(person('bob-three', ALICE.id))] }],
    [
      'a stranger with the beneficiary’s freed login',
      'beneficiary',
      { author: CAROL, reviews: [review(person('alice', 999))] },
    ],
    [
      'a stranger with the requester’s freed login',
      'requester',
      { author: BOB, reviews: [review(person('BOB', 999))] },
    ],
  ])('%s', (_name, rule, facts) => {
    const owners = new Map([...SECURITY].map(([key]) => [key.replace(/[^ /]*$/, 'bob-three'), true] as const));
    const memberships = new Map([...SECURITY, ...owners]);
    const decision = decideApproval({ facts: factsOf(facts), policy: policyOf(), memberships, now: NOW });
    expect(decision.verdict).not.toBe('approved');
    expect(decision.files.flatMap(({ people }) => people.map((one) => one.rule))).toEqual([rule]);
  });

  test.each<[string, Partial<PullRequestFacts>, string]>([
    ['of a deleted account', { reviews: [review(GHOST)] }, 'pending'],
    [
      'of the account that stands for all deleted ones',
      { reviews: [review({ login: 'ghost', id: 10137, type: 'User' })] },
      'pending',
    ],
    [
      'of bob, who has another login by now that owns nothing',
      { reviews: [review(BOB), review(person('bob-2', BOB.id))] },
      'pending',
    ],
    ['that is not sent yet', { reviews: [review(BOB, { state: 'PENDING' })] }, 'pending'],
    [
      'before an objection of the same second',
      { reviews: [review(BOB), review(BOB, { state: 'CHANGES_REQUESTED' })] },
      'pending',
    ],
    [
      'listed after a later objection',
      { reviews: [review(BOB, { state: 'CHANGES_REQUESTED', submittedAt: NOW }), review(BOB)] },
      'pending',
    ],
    [
      'of a head that was pushed away and came back',
      { reviews: [review(BOB, { commitId: OLD_HEAD }), review(BOB)] },
      'approved',
    ],
    ['from the future', { reviews: [review(BOB, { submittedAt: NOW + HOUR, commitId: OLD_HEAD })] }, 'pending'],
    ['after the merge', { state: 'merged', mergedAt: NOW - 2 * HOUR, reviews: [review(BOB)] }, 'pending'],
  ])('an approval %s', (_name, facts, verdict) => {
    const decide = { facts: factsOf(facts), policy: policyOf(), memberships: SECURITY, now: NOW };
    expect(decideApproval(decide).verdict).toBe(verdict);
  });
});
