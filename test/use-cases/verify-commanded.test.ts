import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { verifyGrant } from '../../src/use-cases/verify-grant.js';
import {
  ALICE,
  ALICE_PATH,
  BOB,
  CAROL,
  commit,
  HOUR,
  LAPSE_BOT,
  MINUTE,
  NOW,
  requestText,
  review,
  WEB_FLOW,
} from '../approval/facts-builder.js';
import { fakeWorld } from './fake-world.js';
import { pastOf } from './past-of.js';

const FOUR = requestText('billing', 'duration: 4h');
const SIX = requestText('billing', 'duration: 6h');
const commanded = { by: ALICE, grant: 'aws-sandbox/alice/billing', length: 2 * HOUR };
const OURS = commit(null, { committer: WEB_FLOW, committedByGitHub: true });
const approval = (by = BOB) => review(by, { submittedAt: NOW - 2 * MINUTE });

/** Four hours were approved and merged an hour ago; a minute ago, what the App opened for alice. */
async function verify(facts: Partial<PullRequestFacts>, more: Readonly<Record<string, string>> = {}) {
  const world = fakeWorld();
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: FOUR } });
  const { reviews = [approval()], ...rest } = facts;
  const changes = { [ALICE_PATH]: SIX, ...more };
  world.merge({ at: NOW - MINUTE, changes, by: LAPSE_BOT, reviews, facts: { commanded, commits: [OURS], ...rest } });
  const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), world.now);
  const grant = grants.find(({ name }) => name === commanded.grant) as Grant;
  return (await verifyGrant(grant, pastOf(world.ports), world.ports)).refusal;
}

describe('law 6: an extension that the App opened for somebody', () => {
  test('is given where an owner approved it', async () => {
    expect(await verify({})).toBeNull();
  });

  test.each<[string, Partial<PullRequestFacts>]>([
    ['that nobody approved', { reviews: [] }],
    ['whose command is not to be had any more, or was another bot’s', { commanded: null }],
    ['that the owner approved who commanded it', { commanded: { ...commanded, by: BOB } }],
    ['that its beneficiary approved', { reviews: [approval(ALICE)], commanded: { ...commanded, by: CAROL } }],
    ['that is longer than what was commanded', { commanded: { ...commanded, length: HOUR } }],
    ['that its approver pushed to', { commits: [OURS, commit(BOB)] }],
  ])('%s is refused', async (_name, facts) => {
    expect(await verify(facts)).toMatchObject({ rule: 'not-approved', pullRequest: 13 });
  });

  test('that took the file away and put it back, in one rebase, is refused', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: FOUR } });
    const changes = [{ [ALICE_PATH]: null }, { [ALICE_PATH]: SIX }];
    const facts = { commanded, commits: [OURS] };
    world.merge({ at: NOW - MINUTE, changes, by: LAPSE_BOT, reviews: [approval()], facts });
    const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), world.now);
    const grant = grants.find(({ name }) => name === commanded.grant) as Grant;
    expect((await verifyGrant(grant, pastOf(world.ports), world.ports)).refusal).toMatchObject({
      rule: 'other-bytes',
      pullRequest: 13,
    });
  });

  test('that brought another request along is refused', async () => {
    const more = { 'access/aws-sandbox/carol/x.yaml': FOUR };
    expect(await verify({}, more)).toMatchObject({ rule: 'not-approved', pullRequest: 13 });
  });
});
