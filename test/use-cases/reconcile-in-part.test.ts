import { describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../src/plan/run-report.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, CAROL, HOUR, MINUTE, NOW, requestText, review } from '../approval/facts-builder.js';
import { POLICY, PROD_ACCOUNT, SANDBOX_ACCOUNT } from './example-files.js';
import { REPOSITORY_ID } from './fake-github.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const AN_HOUR_AGO = NOW - HOUR;
const WRITING = { dryRun: false, confirmed: false };
const BOB_PATH = 'access/aws-sandbox/bob/billing.yaml';
const PROD_PATH = 'access/aws-prod/alice/read.yaml';
const ALICE_GRANT = 'aws-sandbox/alice/billing';
const BOB_GRANT = 'aws-sandbox/bob/billing';

function told({ outcomes }: RunReport): string[] {
  return outcomes.map(({ change, result }) => {
    const grant = change.action === 'remove' ? change.grant : change.entitlement.grants.join('+');
    return `${change.action} ${result} ${change.reason} ${grant}`;
  });
}

/** alice and bob have a grant each in the sandbox, and alice one in production; all three are in place. */
async function grantedWorld(): Promise<FakeWorld> {
  const world = fakeWorld();
  for (const path of [ALICE_PATH, BOB_PATH]) {
    // bob cannot approve what is for himself.
    const by = path === BOB_PATH ? { reviews: [approvalByCarol()] } : {};
    world.merge({ at: AN_HOUR_AGO, changes: { [path]: requestText() }, ...by });
  }
  world.merge({ at: AN_HOUR_AGO, changes: { [PROD_PATH]: requestText('read') } });
  await provision(world.ports, WRITING);
  world.aws.writes.length = 0;
  return world;
}

function approvalByCarol() {
  return review(CAROL, { submittedAt: AN_HOUR_AGO - MINUTE });
}

describe('law 7: one fault takes nothing else with it', () => {
  test.each([
    ['a request that cannot be read', { [ALICE_PATH]: 'role: [' }],
    ['a request of a role that is not there', { [ALICE_PATH]: requestText('admin') }],
    ['a person who is missing', { 'access/people.yaml': POLICY['access/people.yaml'].replace(/^ {2}alice.*\n/m, '') }],
    ['roles of another system that cannot be read', { 'access/aws-prod/roles.yaml': 'roles: [' }],
  ])('%s gives no access, and the others get theirs', async (_name, fault) => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    world.merge({ at: AN_HOUR_AGO, changes: { [BOB_PATH]: requestText() }, reviews: [approvalByCarol()] });
    world.merge({ at: AN_HOUR_AGO, changes: { [PROD_PATH]: requestText('read') } });
    world.push(NOW - MINUTE, fault);
    const report = await provision(world.ports, WRITING);
    expect(told(report)).toContain(`create done granted ${BOB_GRANT}`);
    expect(told(report).length).toBeLessThan(3);
    expect(report.problems.length).toBeGreaterThan(0);
    for (const problem of report.problems)
      expect(problem).toMatchObject({
        path: expect.stringMatching(/^access\//),
        line: expect.any(Number),
        cure: expect.stringMatching(/\S/),
      });
    expect(needsAttention(report)).toBe(true);
  });

  test('a broken file does not hold back the removal of what has ended', async () => {
    const world = await grantedWorld();
    world.push(NOW - MINUTE, { [BOB_PATH]: 'role: [', 'access/aws-prod/roles.yaml': 'roles: [' });
    world.now = NOW + 3 * HOUR;
    expect(told(await expire(world.ports, WRITING))).toContain(`remove done expired ${ALICE_GRANT}`);
  });

  test('an unreadable file that is past the end of its last readable version is removed like any that ended', async () => {
    const world = await grantedWorld();
    world.push(NOW - MINUTE, { [ALICE_PATH]: 'role: [', [BOB_PATH]: 'role: [' });
    world.now = NOW + 3 * HOUR;
    expect(told(await expire(world.ports, WRITING)).sort()).toEqual([
      'remove done expired aws-prod/alice/read',
      `remove done expired ${ALICE_GRANT}`,
      `remove done expired ${BOB_GRANT}`,
    ]);
  });

  test('a person who was taken out of people.yaml loses what was given, past its end', async () => {
    const world = await grantedWorld();
    world.push(NOW - MINUTE, { 'access/people.yaml': POLICY['access/people.yaml'].replace(/^ {2}alice.*\n/m, '') });
    world.now = NOW + 3 * HOUR;
    expect(told(await expire(world.ports, WRITING))).toContain(`remove done expired ${ALICE_GRANT}`);
  });
});

describe('law 9: a target that cannot be read', () => {
  test('keeps everything that it holds, and the other target goes on', async () => {
    const world = await grantedWorld();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    world.now = NOW + 3 * HOUR;
    const report = await expire(world.ports, WRITING);
    expect(told(report)).toEqual(['remove done expired aws-prod/alice/read']);
    expect(report.refusals).toMatchObject([{ rule: 'unavailable', grant: null, system: 'aws-sandbox' }]);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(2);
    expect(needsAttention(report)).toBe(true);
  });

  test('gets nothing either', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    await provision(world.ports, WRITING);
    expect(world.aws.writes).toEqual([]);
  });

  test('is not reached for at all where config.yaml cannot be read, so nothing is removed', async () => {
    const world = await grantedWorld();
    world.push(NOW - MINUTE, { 'access/config.yaml': 'systems: [' });
    world.now = NOW + 3 * HOUR;
    const report = await expire(world.ports, WRITING);
    expect(report.outcomes).toEqual([]);
    expect(world.aws.writes).toEqual([]);
    expect(needsAttention(report)).toBe(true);
  });
});

describe('law 9: what bears our mark, but no grant explains', () => {
  function strangers(world: FakeWorld, count: number): void {
    for (let index = 0; index < count; index += 1) {
      world.aws.held(SANDBOX_ACCOUNT).set(`carol.white/lapse-${REPOSITORY_ID}-stranger-${index}`, '{}');
    }
  }

  test('is removed where it is only one', async () => {
    const world = await grantedWorld();
    strangers(world, 1);
    expect(told(await provision(world.ports, WRITING))).toEqual(['remove done unknown null']);
  });

  test.each([
    ['goes, up to a quarter of what stands', 2, 6, 'done'],
    ['waits, one past a quarter', 3, 6, 'withheld'],
  ])('%s', async (_name, unknown, explained, result) => {
    const world = fakeWorld();
    for (let index = 0; index < explained; index += 1) {
      world.merge({ at: AN_HOUR_AGO, changes: { [`access/aws-sandbox/carol/grant-${index}.yaml`]: requestText() } });
    }
    await provision(world.ports, WRITING);
    strangers(world, unknown);
    const { outcomes, unchanged } = await provision(world.ports, WRITING);
    expect(outcomes.map((outcome) => outcome.result)).toEqual(Array(unknown).fill(result));
    expect(unchanged).toBe(explained);
  });

  test('goes when somebody confirms it', async () => {
    const world = await grantedWorld();
    strangers(world, 3);
    const withheld = await provision(world.ports, WRITING);
    expect(told(withheld)).toEqual(Array(3).fill('remove withheld unknown null'));
    expect(needsAttention(withheld)).toBe(true);
    expect(told(await provision(world.ports, { dryRun: false, confirmed: true }))).toEqual(
      Array(3).fill('remove done unknown null'),
    );
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(2);
    expect(world.aws.held(PROD_ACCOUNT).size).toBe(1);
  });

  test('does not hold back what a deleted file explains, nor what is to be given', async () => {
    const world = await grantedWorld();
    strangers(world, 3);
    world.push(NOW - MINUTE, { [ALICE_PATH]: null });
    world.merge({ at: NOW, changes: { 'access/aws-sandbox/carol/billing.yaml': requestText() } });
    expect(told(await provision(world.ports, WRITING))).toEqual([
      `remove done deleted ${ALICE_GRANT}`,
      'create done granted aws-sandbox/carol/billing',
      ...Array(3).fill('remove withheld unknown null'),
    ]);
  });

  test('of files that cannot be read, before their end, is guarded too', async () => {
    const world = await grantedWorld();
    world.push(NOW - MINUTE, { [ALICE_PATH]: 'role: [', [BOB_PATH]: 'role: [' });
    expect(told(await provision(world.ports, WRITING))).toEqual([
      `remove withheld unreadable ${ALICE_GRANT}`,
      `remove withheld unreadable ${BOB_GRANT}`,
    ]);
  });
});
