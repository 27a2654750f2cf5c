import { describe, expect, test } from '@jest/globals';
import { membershipKey } from '../../src/approval/teams-to-ask.js';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { policyDigest } from '../../src/evidence/policy-digest.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE, ALICE_PATH, BOB, CAROL, HOUR, MINUTE, NOW, requestText, review } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { fakeWorld, headOf } from './fake-world.js';
import {
  AN_HOUR_AGO,
  GRANT,
  grantedWorld,
  heldId,
  LOG,
  mergedWorld,
  recordOf,
  story,
  TARGET,
  WRITING,
} from './recorded-world.js';

describe('a grant that is given', () => {
  test('is recorded with its approvals, what was put and when it was read back', async () => {
    const world = await grantedWorld();
    const added = world.clone.tip();
    const policyAt = (await world.clone.repository.firstParents(added, 2))[1] ?? '';
    const [id = '', content = ''] = [...world.aws.held(SANDBOX_ACCOUNT)][0] ?? [];
    const run = { name: 'provision', commit: added, url: LOG, startedAt: '2026-11-23T12:00:00Z' };
    expect(recordOf(world)).toEqual({
      schema: 1,
      grant: GRANT,
      addedIn: added,
      repositoryId: 4711,
      versions: [
        {
          commit: added,
          blob: expect.stringMatching(/^[0-9a-f]{40}$/),
          committedAt: '2026-11-23T11:00:00Z',
          request: {
            role: 'billing',
            reason: expect.any(String),
            ticket: null,
            start: '2026-11-23T11:00:00Z',
            end: '2026-11-23T15:00:00Z',
          },
        },
      ],
      events: [
        {
          kind: 'approved',
          version: added,
          pullRequest: {
            number: 12,
            url: 'https://github.com/acme/access/pull/12',
            mergedAt: '2026-11-23T11:00:00Z',
            head: headOf(12),
            merge: added,
          },
          requester: { login: 'alice', id: 101 },
          beneficiary: { login: 'alice', id: 101 },
          policy: { commit: policyAt, digest: policyDigest('aws-sandbox', [...world.clone.treeAt(policyAt).values()]) },
          codeOwners: { path: '.github/CODEOWNERS', line: 1, pattern: '/access/', owners: ['@acme/security'] },
          groups: [{ from: 'code-owners', owners: ['@acme/security'], needed: 1, counted: ['bob'] }],
          approvers: [
            {
              login: 'bob',
              id: 102,
              review: expect.any(Number),
              commit: headOf(12),
              submittedAt: '2026-11-23T10:00:00Z',
            },
          ],
          because: 'bob approved it.',
          run,
        },
        {
          kind: 'given',
          target: TARGET,
          entitlement: id,
          why: 'granted',
          content,
          form: 1,
          floor: '2026-11-23T15:00:00Z',
          readBackAt: '2026-11-23T12:00:00Z',
          run,
        },
      ],
    });
  });

  test('stands at the path of its life, on a branch that says what it is', async () => {
    const world = await grantedWorld();
    const [first, second, ...more] = world.hub.evidence.commits;
    expect([first?.written, more]).toEqual([['README.md'], []]);
    expect(second?.written).toEqual([evidencePath(recordOf(world))]);
    expect(second?.message).toMatch(/^Record what became of 1 grant\n\nprovision reconciled [0-9a-f]{40}/);
    expect(second?.message).toContain(LOG);
  });

  test('law 1: is recorded once, and the next runs ask and write nothing', async () => {
    const world = await grantedWorld();
    await provision(world.ports, WRITING);
    expect(world.hub.calls).toEqual(['readTip']);
    await expire(world.ports, WRITING);
    expect(world.hub.calls).toEqual(['readTip', 'readTip', 'listReverts']);
    expect(world.hub.evidence.commits).toHaveLength(2);
  });

  test('names those alone whose approvals counted', async () => {
    const world = fakeWorld();
    const approvals = [BOB, CAROL, ALICE].map((one, index) =>
      review(one, { id: 70 + index, submittedAt: AN_HOUR_AGO - MINUTE }),
    );
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() }, reviews: approvals });
    await provision(world.ports, WRITING);
    const [approved] = recordOf(world).events;
    expect(approved).toMatchObject({ groups: [{ counted: ['bob'] }], approvers: [{ login: 'bob', review: 70 }] });
  });

  test('without any review, where its role asks for none, says why', async () => {
    const world = fakeWorld();
    const [roles] = await world.clone.repository.readTree(world.clone.tip(), ['access/aws-sandbox/roles.yaml']);
    const text = new TextDecoder().decode(roles?.bytes ?? new Uint8Array());
    const automatic = text.replace('    max_duration: 2d', '    max_duration: 2d\n    auto_approve: ["@acme/oncall"]');
    world.push(NOW - 5 * HOUR, { 'access/aws-sandbox/roles.yaml': automatic });
    world.hub.world.members.add(membershipKey('@acme/oncall', 'alice'));
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    await provision(world.ports, WRITING);
    const [approved] = recordOf(world).events;
    const because = expect.stringContaining('auto_approve');
    expect(approved).toMatchObject({ kind: 'approved', groups: [], approvers: [], because });
  });

  test('is not recorded by a dry run', async () => {
    const world = mergedWorld();
    expect(await provision(world.ports, { ...WRITING, dryRun: true })).toMatchObject({ evidence: null });
    expect(world.hub.evidence.commits).toEqual([]);
  });

  test('tells in its report what was written', async () => {
    const world = mergedWorld();
    const { evidence } = await provision(world.ports, WRITING);
    expect(evidence).toEqual({ written: 1, commit: world.hub.evidence.head(), faults: [] });
    expect((await provision(world.ports, WRITING)).evidence).toEqual({ ...evidence, written: 0 });
  });
});

describe('what is not given', () => {
  test('for want of an approval is recorded once, and again when it says otherwise', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    await provision(world.ports, WRITING);
    await provision(world.ports, WRITING);
    const refused = recordOf(world).events;
    expect(refused).toMatchObject([
      { kind: 'refused', rule: 'not-approved', pullRequest: 12, version: world.clone.tip() },
    ]);
    const reading = world.hub.world.pullRequests.get(12);
    const reviews = [review(CAROL, { submittedAt: AN_HOUR_AGO - MINUTE, commitId: headOf(12) })];
    if (reading !== undefined) {
      world.hub.world.pullRequests.set(12, { ...reading, facts: { ...reading.facts, reviews } });
    }
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused', 'approved', 'given granted']);
  });

  test('because it is invalid is recorded with the rule, and makes no record of what is well', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText('nothing') } });
    await provision(world.ports, WRITING);
    expect(recordOf(world).events).toMatchObject([{ kind: 'refused', rule: 'unknown-role', pullRequest: null }]);
  });

  test('because it was over before it was merged is recorded though nobody ever had it', async () => {
    const world = fakeWorld();
    const text = requestText('billing', 'expires: 2026-11-23T10:00:00Z');
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: text } });
    await provision(world.ports, WRITING);
    expect(recordOf(world).events).toMatchObject([{ kind: 'refused' }]);
  });

  test('because the provider did not show it is a failure, which is not repeated, and then given', async () => {
    const world = mergedWorld();
    await provision(world.ports, { ...WRITING, dryRun: true });
    const other = await grantedWorld();
    world.aws.unshown.add(heldId(other));
    await provision(world.ports, WRITING);
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'failed']);
    expect(recordOf(world).events[1]).toMatchObject({ action: 'put', rule: 'not-read-back', target: TARGET });
    world.aws.unshown.clear();
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'failed', 'given granted']);
  });

  test('because no run was there yet makes no record', async () => {
    const world = mergedWorld();
    await expire(world.ports, WRITING);
    expect(world.hub.evidence.commits).toEqual([]);
  });
});

test('a merge of 600 grants is recorded in two commits', async () => {
  const world = fakeWorld();
  for (let index = 0; index < 7; index += 1) {
    const own = Array.from({ length: 90 }, (_, part) => [
      `access/aws-sandbox/alice/g${index}-${part}.yaml`,
      requestText(),
    ]);
    world.merge({ at: AN_HOUR_AGO, changes: Object.fromEntries(own) });
  }
  await provision(world.ports, WRITING);
  expect(world.hub.evidence.commits.map(({ written }) => written.length)).toEqual([1, 500, 130]);
});
