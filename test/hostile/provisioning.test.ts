import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { resolveGrants } from '../../src/access/grants.js';
import type { HistoryCommit } from '../../src/access/history.js';
import { readPolicy } from '../../src/access/read-policy.js';
import { findSchemaErrors } from '../../src/access/validator.js';
import { openRepository } from '../../src/git/git-repository.js';
import { needsApproval } from '../../src/plan/needs-approval.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { renderRevert } from '../../src/render/render-revert.js';
import { provision } from '../../src/use-cases/provision.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { verifyGrant } from '../../src/use-cases/verify-grant.js';
import { source } from '../access/fixtures.js';
import { ALICE_PATH, BOB, HOUR, MINUTE, NOW, requestText, review } from '../approval/facts-builder.js';
import { removeTemporaryFolders, temporaryRepository } from '../git/temporary-repository.js';
import { aGrant, aPerson, aRole, aSystem } from '../plan/plan-builder.js';
import { POLICY, policyFiles, SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { PROVIDERS } from '../use-cases/fake-reading.js';
import { fakeWorld } from '../use-cases/fake-world.js';
import { pastOf } from '../use-cases/past-of.js';

const WRITING = { dryRun: false, confirmed: false };
const GRANT = 'aws-sandbox/alice/billing';

afterAll(removeTemporaryFolders);

describe('whoever wants access to last longer than it was given for', () => {
  const TEXT = requestText('billing', 'duration: 4h');
  const FILE = source(ALICE_PATH, TEXT);

  /** The grant of a file that was added and, perhaps, put back after a change of its type. */
  function grantOf(
    ...commits: readonly (Partial<HistoryCommit> & Pick<HistoryCommit, 'changes'>)[]
  ): Grant | undefined {
    const history = commits.map(
      (commit, index): HistoryCommit => ({
        sha: `${index}`.padStart(40, '1'),
        parents: [],
        committedAt: NOW - 100 * HOUR,
        authorName: 'alice',
        subject: '',
        ...commit,
      }),
    );
    const blobs = new Map([[FILE.oid, FILE.bytes ?? new Uint8Array()]]);
    const policy = readPolicy(policyFiles(), PROVIDERS);
    return resolveGrants({ files: [FILE], history: history.reverse(), blobs, policy, now: NOW })[0];
  }
  const change = (status: 'A' | 'M' | 'D' | 'T', mode = '100644') => ({
    status,
    path: ALICE_PATH,
    mode,
    oid: status === 'D' ? null : FILE.oid,
  });

  test('dates the merge in 1970, or leaves the addition out of the history', () => {
    expect(grantOf({ changes: [change('A')], committedAt: 0 })).toMatchObject({ state: 'expired' });
    expect(grantOf({ changes: [change('M')], committedAt: NOW })).toMatchObject({ state: 'expired', addedIn: null });
  });

  test('makes the file a link and then a file again, to begin a new life', () => {
    const grant = grantOf(
      { changes: [change('A')] },
      { changes: [change('T', '120000')], committedAt: NOW - HOUR },
      { changes: [change('T')], committedAt: NOW - MINUTE },
    );
    // Edited after its end, so it counts for nothing, and above all its window has not begun anew.
    expect(grant).toMatchObject({ state: 'invalid', window: { end: NOW - 96 * HOUR } });
  });

  test('law 6: dates the merge in the future', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, committedAt: NOW + 20 * HOUR, changes: { [ALICE_PATH]: TEXT } });
    const report = await provision(world.ports, WRITING);
    expect(report).toMatchObject({ outcomes: [], refusals: [{ rule: 'merge-time' }] });
  });

  test('law 6: takes the file away and puts it back shorter in one rebased pull request, which needs no owner', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - 10 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') } });
    const steps = [{ [ALICE_PATH]: null }, { [ALICE_PATH]: TEXT }];
    world.merge({ at: NOW - MINUTE, changes: steps, reviews: [] });
    const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), NOW);
    expect(grants).toMatchObject([{ name: GRANT, state: 'active' }]);
    expect((await verifyGrant(grants[0] as Grant, pastOf(world.ports), world.ports)).refusal).toMatchObject({
      rule: 'other-bytes',
    });
  });

  test('law 6: has the role allow more by the time of an extension that nobody approved', async () => {
    const world = fakeWorld();
    world.merge({
      at: NOW - HOUR,
      changes: { [ALICE_PATH]: TEXT },
      reviews: [review(BOB, { submittedAt: NOW - 2 * HOUR })],
    });
    await provision(world.ports, WRITING);
    world.push(NOW - 2 * MINUTE, {
      'access/aws-sandbox/roles.yaml': POLICY['access/aws-sandbox/roles.yaml'].replace('"ce:Get*"', '"*"'),
    });
    world.push(NOW - MINUTE, { [ALICE_PATH]: requestText('billing', 'duration: 2h') });
    const report = await provision(world.ports, WRITING);
    expect(report).toMatchObject({ outcomes: [], refusals: [{ rule: 'direct-push' }] });
    expect([...world.aws.held(SANDBOX_ACCOUNT).values()].join()).toContain('ce:Get*');
  });

  test('has another system’s earlier version stand for the approval of this one', () => {
    const [entitlement] = awsIam.entitlements(
      {
        name: GRANT,
        window: { start: NOW, end: NOW + HOUR },
        role: aRole('billing', ALLOW),
        person: aPerson('alice'),
        system: aSystem('aws-sandbox'),
      },
      1,
    );
    if (entitlement === undefined) throw new Error('no entitlement');
    const observed = { id: entitlement.id, content: 'earlier' };
    const wide = new Map([['earlier', { start: NOW - HOUR, end: NOW + 9 * HOUR, floor: null }]]);
    const former = new Map([[JSON.stringify(['aws-prod', entitlement.id]), wide]]);
    expect(needsApproval({ action: 'update', reason: 'changed', entitlement, observed }, former)).toBe(true);
  });
});

const ALLOW = { statements: [{ action: 'ce:Get*', resource: '*' }] };

describe('whoever wants what is not theirs at AWS', () => {
  test('has a repository or a grant whose mark begins or reads like another one’s', () => {
    const marks = [12, 123, 1].flatMap((id) =>
      ['a/b-c/d', 'a/b/c-d', 'a-b/c/d'].map((name) => awsIam.grantMark(name, id)),
    );
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.filter((mark) => mark.startsWith('lapse-12-'))).toHaveLength(3);
    expect(awsIam.markOf(`eve/${awsIam.grantMark('a/b/c-d', 12)}`)).not.toBe(awsIam.grantMark('a/b/c-d', 123));
  });

  test.each([
    ['the end of the window', { condition: { DateLessThan: { 'AWS:currentTIME': '2099-01-01T00:00:00Z' } } }],
    [
      'a window that holds without its key',
      { condition: { DateLessThanIfExists: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } } },
    ],
    ['all but a few actions', { NotAction: 'ce:Get*' }],
    ['any account', { resource: 'arn:aws:iam::*:role/Admin' }],
    ['another account', { resource: ['*', 'arn:aws:iam::444455556666:role/Admin'] }],
  ])('writes %s into a role', (_name, rest) => {
    const allow = { statements: [{ action: 'ce:Get*', resource: '*', ...rest }] };
    const faults = findSchemaErrors(awsIam.allowSchema, allow);
    const all = faults.length > 0 ? faults : awsIam.checkAllow(allow, { account: SANDBOX_ACCOUNT });
    expect(all).not.toEqual([]);
  });
});

test('a clone that names programs to run has none of them run', async () => {
  const clone = temporaryRepository();
  clone.write(ALICE_PATH, requestText());
  clone.write('.gitattributes', '*.yaml diff=evil filter=evil\n');
  clone.commit('one');
  const trap = join(clone.directory, 'trapped');
  const program = `touch ${trap}`;
  for (const key of [
    'core.fsmonitor',
    'diff.external',
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.clean',
    'filter.evil.smudge',
    'core.pager',
    'gpg.program',
    'core.sshCommand',
    'core.askPass',
  ]) {
    clone.git('config', key, program);
  }
  clone.git('config', 'log.showSignature', 'true');
  const repository = await openRepository(clone.directory);
  const head = await repository.resolve('HEAD');
  await repository.readTree(head, ['access']);
  await repository.readWorkingTree(['access']);
  expect(await repository.readHistory(head, ['access'], null)).toHaveLength(1);
  await repository.firstParents(head, 5);
  expect(existsSync(trap)).toBe(false);
});

test('a reason cannot close issues, call people, skip checks or sign for others in the commit of a revert', () => {
  const reason = 'x [skip ci] Fixes #1 @acme/security\n\nCo-authored-by: bob <bob@acme.example>\n::error::x';
  const request = {
    role: 'billing',
    starts: null,
    end: { kind: 'duration' as const, length: HOUR },
    reason,
    ticket: '[ci skip]',
  };
  const { title, body } = renderRevert({ ...aGrant(GRANT), request }, 12, NOW);
  expect(title).toBe(`Revert #12: ${GRANT} has ended`);
  expect(body).not.toMatch(/\[skip ci\]|\[ci skip\]|Fixes #1|@acme|^Co-authored-by|^::/m);
});
