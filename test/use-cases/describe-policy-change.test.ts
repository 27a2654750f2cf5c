import { describe, expect, test } from '@jest/globals';
import { GitError } from '../../src/git/repository.js';
import { describePolicyChange, type PolicyChange } from '../../src/use-cases/describe-policy-change.js';
import { HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { POLICY } from './example-files.js';
import { PROVIDERS } from './fake-reading.js';
import { type Changes, type FakeRepository, fakeRepository } from './fake-repository.js';

const ROLES = 'access/aws-sandbox/roles.yaml';
const PEOPLE = 'access/people.yaml';
const CONFIG = 'access/config.yaml';

/** A branch with the example's policy, and requests that were merged so many hours ago. */
function branch(requests: readonly (readonly [string, string, number])[], policy: Changes = {}): FakeRepository {
  const fake = fakeRepository();
  fake.commit(NOW - 100 * 24 * HOUR, { ...POLICY, ...policy });
  for (const [name, text, hours] of [...requests].sort((a, b) => b[2] - a[2])) {
    fake.commit(NOW - hours * HOUR, { [`access/${name}.yaml`]: text });
  }
  return fake;
}

/** What a change would do that is checked out on top of the branch. */
function change(fake: FakeRepository, changes: Changes): Promise<PolicyChange> {
  const base = fake.tip();
  fake.commit(NOW, changes);
  return describePolicyChange({ repository: fake.repository, providers: PROVIDERS }, { base, now: NOW });
}

function edit(path: keyof typeof POLICY, old: string, next: string): Changes {
  if (!POLICY[path].includes(old)) throw new Error(`the example has no ${old}`);
  return { [path]: POLICY[path].replace(old, next) };
}

async function list(fake: FakeRepository, changes: Changes) {
  const found = await change(fake, changes);
  if (found.kind !== 'known') throw new Error(`it is ${found.kind}`);
  return found.effects.map(({ kind, grant, path, line }) => [kind, grant, `${path}:${line}`]);
}

const CAROL = ['aws-sandbox/carol/billing', requestText(), 1] as const;
const BOB = ['aws-sandbox/bob/deploy', requestText('deploy', 'duration: 2h'), 1] as const;

describe('what cannot be worked out', () => {
  test('in a shallow clone is told, with the cure', async () => {
    const fake = branch([CAROL]);
    fake.isShallow = true;
    const found = await change(fake, edit(ROLES, 'ce:Get*', 'ce:*'));
    expect(found).toMatchObject({ kind: 'unknown', cure: expect.stringContaining('fetch-depth: 0') });
  });

  test('on a base that is not there is an error', async () => {
    const { repository } = branch([CAROL]);
    const asked = describePolicyChange({ repository, providers: PROVIDERS }, { base: 'f'.repeat(40), now: NOW });
    await expect(asked).rejects.toThrow(GitError);
  });
});

describe('nothing is worked out', () => {
  test.each<[string, Changes]>([
    ['nothing changes', {}],
    ['a request is added', { 'access/aws-sandbox/bob/x.yaml': requestText() }],
    ['a request is removed', { 'access/aws-sandbox/carol/billing.yaml': null }],
    ['CODEOWNERS changes', { '.github/CODEOWNERS': '* @acme/all\n' }],
  ])('where %s', async (_where, changes) => {
    const fake = branch([CAROL]);
    // Not even the history is looked at.
    fake.isShallow = true;
    expect(await change(fake, changes)).toEqual({ kind: 'none' });
  });
});

describe('a change of policy', () => {
  test.each<[string, Changes, readonly (readonly [string, string, string])[]]>([
    ['that gives more', edit(ROLES, 'ce:Describe*', 'ce:*'), [['widened', CAROL[0], `${ROLES}:2`]]],
    ['that gives less', edit(ROLES, '"ce:Get*", ', ''), [['narrowed', CAROL[0], `${ROLES}:2`]]],
    ['of another role', edit(ROLES, 'role/Deploy', 'role/Admin'), [['widened', BOB[0], `${ROLES}:6`]]],
    ['of a name', edit(PEOPLE, 'carol.white', 'carol.w'), [['redirected', CAROL[0], `${PEOPLE}:4`]]],
    [
      'of an account',
      edit(CONFIG, '111122223333', '999955556666'),
      [
        ['redirected', CAROL[0], `${CONFIG}:2`],
        ['ended', BOB[0], `${ROLES}:6`],
      ],
    ],
    ['that takes a role away', edit(ROLES, '  deploy:', '  other:'), [['ended', BOB[0], `${ROLES}:1`]]],
    [
      'that takes a person away',
      edit(PEOPLE, '  carol: { id: 103, aws-iam: carol.white }\n', ''),
      [['ended', CAROL[0], `${PEOPLE}:1`]],
    ],
    [
      'that takes the config away',
      { [CONFIG]: null },
      [
        ['ended', BOB[0], `${CONFIG}:1`],
        ['ended', CAROL[0], `${CONFIG}:1`],
      ],
    ],
    [
      'that breaks the roles',
      { [ROLES]: 'roles: [' },
      [
        ['ended', BOB[0], `${ROLES}:1`],
        ['ended', CAROL[0], `${ROLES}:1`],
      ],
    ],
    [
      'with a maximum that is too short',
      edit(ROLES, 'max_duration: 2d', 'max_duration: 3h'),
      [['ended', CAROL[0], `${ROLES}:2`]],
    ],
    ['with a maximum that is longer than it needs', edit(ROLES, 'max_duration: 2d', 'max_duration: 9d'), []],
    ['of who approves', edit(ROLES, 'max_duration: 2d', 'max_duration: 2d\n    approvals: 2'), []],
    ['of how requests are merged', edit(CONFIG, 'merge: { auto: true', 'merge: { auto: false'), []],
    ['of a system that nobody has anything of', edit(CONFIG, '444455556666', '999955556666'), []],
  ])('%s', async (_which, changes, effects) => {
    expect(await list(branch([CAROL, BOB]), changes)).toEqual(effects);
  });

  test('wakes what was over the maximum, even if it is older than any grant could be so far', async () => {
    const old = ['aws-sandbox/carol/deploy', requestText('deploy', 'duration: 60d'), 50 * 24] as const;
    const prod = 'access/aws-prod/roles.yaml';
    const shorten = (path: keyof typeof POLICY) => POLICY[path].replaceAll(/max_duration: .*/g, 'max_duration: 2h');
    const short = { [ROLES]: shorten(ROLES), [prod]: shorten(prod) };
    const longer = { [ROLES]: POLICY[ROLES].replaceAll(/max_duration: .*/g, 'max_duration: 90d') };
    expect(await list(branch([old], short), longer)).toEqual([['widened', old[0], `${ROLES}:6`]]);
  });

  test('leaves alone what is over, cannot be read or was never valid', async () => {
    const fake = branch([
      ['aws-sandbox/carol/over', requestText(), 5],
      ['aws-sandbox/carol/broken', 'role: [', 1],
      ['aws-sandbox/dave/unknown', requestText(), 1],
    ]);
    expect(await list(fake, edit(ROLES, 'ce:Get*', 'ce:*'))).toEqual([]);
  });

  test('reaches what has yet to begin', async () => {
    const later = 'starts: 2026-11-30T00:00:00Z\nduration: 4h';
    const fake = branch([['aws-sandbox/carol/later', requestText('billing', later), 1]]);
    expect(await list(fake, edit(ROLES, 'ce:Get*', 'ce:*'))).toEqual([
      ['widened', 'aws-sandbox/carol/later', `${ROLES}:2`],
    ]);
  });

  test('that lets roles stand together wakes the later of two grants, and only that', async () => {
    const apart = edit(ROLES, '    max_duration: 2h', '    max_duration: 2h\n    conflicts: [billing]');
    const fake = branch([CAROL, ['aws-sandbox/carol/deploy', requestText('deploy', 'duration: 2h'), 0.5]], apart);
    expect(await list(fake, { [ROLES]: POLICY[ROLES] })).toEqual([
      ['widened', 'aws-sandbox/carol/deploy', `${ROLES}:6`],
    ]);
  });

  test('is told with its role, its person and why', async () => {
    expect(await change(branch([CAROL]), edit(ROLES, 'ce:Get*', 'ce:*'))).toMatchObject({
      kind: 'known',
      effects: [
        {
          beneficiary: 'carol',
          role: 'billing',
          system: 'aws-sandbox',
          because: 'billing allows more, or other things.',
        },
      ],
    });
  });
});
