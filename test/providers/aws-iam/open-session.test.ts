import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entitlement } from '../../../src/plan/entitlement.js';
import { awsIam } from '../../../src/providers/aws-iam/aws-iam.js';
import { policyNameOf } from '../../../src/providers/aws-iam/mark.js';
import type { ProviderError, ProviderSession } from '../../../src/providers/provider.js';
import { aPerson, aRole } from '../../plan/plan-builder.js';
import {
  ACCOUNT,
  answer,
  answerIdentity,
  answerPolicy,
  calls,
  connectOptions,
  mockAws,
  PREFIX,
  unmockAws,
} from './mocked-aws.js';

beforeEach(mockAws);
afterEach(() => expect(unmockAws()).toEqual([]));

const SYSTEM = { name: 'aws-sandbox', provider: 'aws-iam', target: { account: ACCOUNT } };
const GRANT = 'aws-sandbox/alice/billing';
const POLICY = policyNameOf(GRANT, 4711);
const ENTITLEMENT = entitlement();
const OTHER_CONTENT = ENTITLEMENT.content.replace('ce:Get*', 'ce:*');

function entitlement(): Entitlement {
  const role = aRole('billing', { statements: [{ action: 'ce:Get*', resource: '*' }] });
  const window = { start: 0, end: 3_600_000 };
  const [one] = awsIam.entitlements({ name: GRANT, window, role, person: aPerson('alice'), system: SYSTEM }, 4711);
  if (one === undefined) throw new Error('gives nothing');
  return one;
}

async function connect(): Promise<{ readonly session: ProviderSession; readonly waits: readonly number[] }> {
  answerIdentity(ACCOUNT);
  const options = connectOptions();
  const session = await awsIam.connect(SYSTEM, options);
  calls.length = 0;
  return { session, waits: options.waits };
}

async function failure(action: Promise<unknown>): Promise<ProviderError> {
  return action.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: ProviderError) => error,
  );
}

function user(name: string, policies: Readonly<Record<string, string>>): string {
  const members = Object.entries(policies).map(
    ([policy, document]) =>
      `<member><PolicyName>${policy}</PolicyName><PolicyDocument>${encodeURIComponent(document)}</PolicyDocument></member>`,
  );
  return `<member><UserName>${name}</UserName><UserPolicyList>${members.join('')}</UserPolicyList></member>`;
}

function role(name: string, policies: Readonly<Record<string, string>>): string {
  return user(name, policies).replaceAll('User', 'Role');
}

function page(users: readonly string[], marker?: string, roles: readonly string[] = []): string {
  const more =
    marker === undefined
      ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;
  return `${more}<UserDetailList>${users.join('')}</UserDetailList><RoleDetailList>${roles.join('')}</RoleDetailList>`;
}

const DETAILS = 'GetAccountAuthorizationDetails';

describe('observing', () => {
  test.each<[string, readonly (string | { readonly error: string; readonly status?: number })[]]>([
    ['a page that fails', [page([], 'next'), { error: 'AccessDenied', status: 403 }]],
    ['a page that does not say whether it is the last', ['<UserDetailList/><RoleDetailList/>']],
    ['a page without users', ['<IsTruncated>false</IsTruncated><RoleDetailList></RoleDetailList>']],
    ['a page without roles', ['<IsTruncated>false</IsTruncated><UserDetailList></UserDetailList>']],
    ['a role without a name', [page([], undefined, ['<member><RolePolicyList></RolePolicyList></member>'])]],
    ['a page that says there is more and not where', [page([], '')]],
    ['pages that go round', [page([], 'a'), page([], 'a')]],
    ['a user without a name', [page([`<member><UserPolicyList></UserPolicyList></member>`])]],
    [
      'a policy without a name',
      [page([`<member><UserName>x</UserName><UserPolicyList><member></member></UserPolicyList></member>`])],
    ],
    ['a name that would make somebody else of an id', [page([`<member><UserName>role:Deploy</UserName></member>`])]],
    [
      'a stray character in a list, which the SDK takes for an empty one',
      [page([`<member><UserName>x</UserName><UserPolicyList>*<member></member></UserPolicyList></member>`])],
    ],
    [
      'a list that is there twice',
      [page([`<member><UserName>x</UserName><UserPolicyList/><UserPolicyList/></member>`])],
    ],
  ])('law 9: %s is an error, never an answer in part', async (_what, answers) => {
    const { session } = await connect();
    for (const one of answers) answer(DETAILS, one);
    expect((await failure(session.observe())).name).toBe('ProviderError');
  });

  test('the permission that is missing is named', async () => {
    const { session } = await connect();
    answer(DETAILS, { error: 'AccessDenied', status: 403 });
    const error = await failure(session.observe());
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('needs iam:GetAccountAuthorizationDetails');
  });

  test('law 9: all pages are read, and of their policies only those that bear our mark', async () => {
    const { session } = await connect();
    answer(
      DETAILS,
      page([user('alice.smith', { [POLICY]: ENTITLEMENT.content, own: '{}', 'lapse-47110-x': '{}' })], 'next'),
    );
    answer(DETAILS, page([user('bob', {}), user('carol', { [`${PREFIX}odd`]: 'no json' })]));
    expect(await session.observe()).toEqual([
      { id: ENTITLEMENT.id, content: ENTITLEMENT.content },
      { id: `carol/${PREFIX}odd`, content: expect.stringMatching(/^invalid:/) },
    ]);
    expect(calls.map((call) => [call['Filter.member.1'], call['Filter.member.2'], call['Marker']])).toEqual([
      ['User', 'Role', undefined],
      ['User', 'Role', 'next'],
    ]);
  });

  test('policies of roles come in the same pages, and none of them passes for a policy of a user', async () => {
    const { session } = await connect();
    const roles = [role('Deploy', { [POLICY]: '{}', own: '{}' }), role('alice.smith', { [`${PREFIX}x`]: '{}' })];
    answer(DETAILS, page([user('alice.smith', { [`${PREFIX}x`]: '{}' })], undefined, roles));
    expect((await session.observe()).map(({ id }) => id)).toEqual([
      `alice.smith/${PREFIX}x`,
      `role:Deploy/${POLICY}`,
      `role:alice.smith/${PREFIX}x`,
    ]);
    expect(calls).toHaveLength(1);
  });

  test('an account without users holds nothing', async () => {
    const { session } = await connect();
    answer(DETAILS, page([]));
    expect(await session.observe()).toEqual([]);
  });
});

describe('putting', () => {
  test.each([
    ['NoSuchEntity', 404, 'unknown-person', `IAM has no user alice.smith; see access/people.yaml (account ${ACCOUNT})`],
    ['LimitExceeded', 409, 'over-quota', 'told so'],
    ['MalformedPolicyDocument', 400, 'malformed-policy', 'told so'],
    ['AccessDenied', 403, 'refused', 'needs iam:PutUserPolicy'],
    ['ExpiredToken', 403, 'no-credentials', 'AWS_ACCESS_KEY_ID'],
    ['Unheard', 400, 'unavailable', 'Unheard'],
  ])('%s (%i) of IAM is %s', async (error, status, kind, message) => {
    const { session } = await connect();
    answer('PutUserPolicy', { error, status });
    const failed = await failure(session.put(ENTITLEMENT));
    expect([failed.kind, failed.message.includes(message)]).toEqual([kind, true]);
    expect(failed.cause).toMatchObject({ message: 'told so' });
  });

  test('law 8: it is done when IAM shows it, and what is absent or old is waited for', async () => {
    const { session, waits } = await connect();
    answer('PutUserPolicy', '');
    answer('GetUserPolicy', { error: 'NoSuchEntity', status: 404 });
    answerPolicy(POLICY, OTHER_CONTENT);
    answerPolicy(POLICY, ENTITLEMENT.content);
    await session.put(ENTITLEMENT);
    expect(calls[0]).toMatchObject({
      UserName: 'alice.smith',
      PolicyName: POLICY,
      PolicyDocument: ENTITLEMENT.content,
    });
    expect(waits).toEqual([250, 500]);
  });

  test('law 8: what IAM never shows is not done, and is not waited for for ever', async () => {
    const { session, waits } = await connect();
    answer('PutUserPolicy', '');
    for (let n = 0; n < 10; n += 1) answerPolicy(POLICY, OTHER_CONTENT);
    expect((await failure(session.put(ENTITLEMENT))).kind).toBe('not-read-back');
    expect(waits).toHaveLength(9);
    expect(waits.reduce((sum, wait) => sum + wait)).toBeLessThan(30_000);
  });
});

describe('removing', () => {
  const observed = { id: ENTITLEMENT.id, content: ENTITLEMENT.content };

  test('law 8: it is done when its absence is read back', async () => {
    const { session, waits } = await connect();
    answer('DeleteUserPolicy', '');
    answerPolicy(POLICY, ENTITLEMENT.content);
    answer('GetUserPolicy', { error: 'NoSuchEntity', status: 404 });
    await session.remove(observed);
    expect(calls[0]).toMatchObject({ UserName: 'alice.smith', PolicyName: POLICY });
    expect(waits).toEqual([250]);
  });

  test('law 8: removing what is gone is success', async () => {
    const { session } = await connect();
    answer('DeleteUserPolicy', { error: 'NoSuchEntity', status: 404 });
    answer('GetUserPolicy', { error: 'NoSuchEntity', status: 404 });
    await session.remove(observed);
  });

  test('law 8: what IAM goes on showing is not removed', async () => {
    const { session } = await connect();
    answer('DeleteUserPolicy', '');
    for (let n = 0; n < 10; n += 1) answerPolicy(POLICY, ENTITLEMENT.content);
    expect((await failure(session.remove(observed))).kind).toBe('not-read-back');
  });

  test('law 8: an absence that cannot be read is no absence', async () => {
    const { session } = await connect();
    answer('DeleteUserPolicy', '');
    answer('GetUserPolicy', { error: 'AccessDenied', status: 403 });
    expect((await failure(session.remove(observed))).kind).toBe('refused');
  });
});

describe('a policy of a role', () => {
  const cut = { ...ENTITLEMENT, id: `role:Deploy/${PREFIX}cut-alice` };
  const shown = (content: string): string =>
    `<RoleName>Deploy</RoleName><PolicyDocument>${encodeURIComponent(content)}</PolicyDocument>`;

  test.each([
    ['NoSuchEntity', 404, 'unknown-role', 'IAM has no role Deploy'],
    ['LimitExceeded', 409, 'over-quota', 'told so'],
    ['UnmodifiableEntity', 400, 'refused', 'which AWS itself keeps'],
    ['MalformedPolicyDocument', 400, 'refused', 'told so'],
    ['AccessDenied', 403, 'refused', 'needs iam:PutRolePolicy and iam:GetRolePolicy'],
  ])('%s (%i) of IAM is %s', async (error, status, kind, message) => {
    const { session } = await connect();
    answer('PutRolePolicy', { error, status });
    const failed = await failure(session.put(cut));
    expect([failed.kind, failed.message.includes(message)]).toEqual([kind, true]);
  });

  test('law 8: it is put when IAM shows it, and gone when IAM does not', async () => {
    const { session, waits } = await connect();
    answer('PutRolePolicy', '');
    answer('GetRolePolicy', shown(OTHER_CONTENT));
    answer('GetRolePolicy', shown(cut.content));
    await session.put(cut);
    answer('DeleteRolePolicy', { error: 'NoSuchEntity', status: 404 });
    answer('GetRolePolicy', { error: 'NoSuchEntity', status: 404 });
    await session.remove(cut);
    expect(calls[0]).toMatchObject({ RoleName: 'Deploy', PolicyName: `${PREFIX}cut-alice` });
    expect(waits).toEqual([250]);
  });

  test('what may not be removed says which permission it needs', async () => {
    const { session } = await connect();
    answer('DeleteRolePolicy', { error: 'AccessDenied', status: 403 });
    expect((await failure(session.remove(cut))).message).toContain('needs iam:DeleteRolePolicy');
  });
});

test.each([
  'alice.smith/admin',
  'alice.smith/lapse-47110-x-0',
  'alice.smith/lapse-471',
  'alice.smith',
  '/lapse-4711-x',
  '',
  'a/b/lapse-4711-x',
  'role:Deploy/admin',
  'role:/lapse-4711-x',
  'role:Deploy',
])('law 9: %j does not bear our mark and is neither put nor removed', async (id) => {
  const { session } = await connect();
  expect((await failure(session.put({ ...ENTITLEMENT, id }))).kind).toBe('refused');
  expect((await failure(session.remove({ id, content: '{}' }))).kind).toBe('refused');
  expect(calls).toEqual([]);
});
