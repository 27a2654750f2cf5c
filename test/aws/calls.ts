import type { IAM } from '@aws-sdk/client-iam';
import type { Clients } from './both.js';
import { CUT, document, LONG_DOCUMENT, LONG_ROLE_DOCUMENT, MALFORMED, MALFORMED_TRUST, TRUST } from './documents.js';
import { ACCOUNT } from './moto.js';

/** One call, with how its answer is told from the others'. The first word of the name is the action. */
export interface Call {
  readonly name: string;
  send(clients: Clients, token: string): Promise<object>;
}

const ALICE = { UserName: 'alice.smith' };
const NOBODY = { UserName: 'nobody' };
const DEPLOY = { RoleName: 'deploy' };
const NO_ROLE = { RoleName: 'nothing' };
const POLICY = { PolicyName: 'lapse-4711-one' };
const DOCUMENT = { PolicyDocument: document() };
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/deploy`;
const SESSION = { RoleArn: ROLE_ARN, RoleSessionName: 'lapse-4711' };

function iam(name: string, ask: (client: IAM) => Promise<object>): Call {
  return { name, send: ({ iam: client }) => ask(client) };
}

const USERS: Call[] = [
  iam('GetUser of nobody', (client) => client.getUser(NOBODY)),
  iam('GetUser by a bad name', (client) => client.getUser({ UserName: 'a b' })),
  iam('ListUsers of none', (client) => client.listUsers({})),
  iam('CreateUser', (client) => client.createUser(ALICE)),
  iam('CreateUser in a path', (client) => client.createUser({ UserName: 'bob', Path: '/team/' })),
  iam('CreateUser again', (client) => client.createUser(ALICE)),
  iam('GetUser in capitals', (client) => client.getUser({ UserName: 'ALICE.SMITH' })),
  iam('CreateUser again, in capitals', (client) => client.createUser({ UserName: 'ALICE.SMITH' })),
  iam('CreateUser by a bad name', (client) => client.createUser({ UserName: 'a b' })),
  iam('CreateUser by a long name', (client) => client.createUser({ UserName: 'a'.repeat(65) })),
  iam('CreateUser in a bad path', (client) => client.createUser({ UserName: 'carol', Path: 'team' })),
  iam('GetUser', (client) => client.getUser(ALICE)),
  iam('GetUser in a path', (client) => client.getUser({ UserName: 'bob' })),
  iam('ListUsers', (client) => client.listUsers({})),
  iam('ListUsers by path', (client) => client.listUsers({ PathPrefix: '/team/' })),
  iam('ListUsers one a page', (client) => client.listUsers({ MaxItems: 1 })),
  iam('ListUsers no items a page', (client) => client.listUsers({ MaxItems: 0 })),
  iam('ListUsers 1,001 items a page', (client) => client.listUsers({ MaxItems: 1001 })),
  iam('ListUsers from a bad marker', (client) => client.listUsers({ Marker: 'nonsense' })),
  iam('DeleteUser', (client) => client.deleteUser({ UserName: 'bob' })),
  iam('DeleteUser again', (client) => client.deleteUser({ UserName: 'bob' })),
];

const USER_POLICIES: Call[] = [
  iam('PutUserPolicy of nobody', (client) => client.putUserPolicy({ ...NOBODY, ...POLICY, ...DOCUMENT })),
  iam('GetUserPolicy of nobody', (client) => client.getUserPolicy({ ...NOBODY, ...POLICY })),
  iam('DeleteUserPolicy of nobody', (client) => client.deleteUserPolicy({ ...NOBODY, ...POLICY })),
  iam('ListUserPolicies of nobody', (client) => client.listUserPolicies(NOBODY)),
  iam('GetUserPolicy that is not there', (client) => client.getUserPolicy({ ...ALICE, ...POLICY })),
  iam('DeleteUserPolicy that is not there', (client) => client.deleteUserPolicy({ ...ALICE, ...POLICY })),
  iam('ListUserPolicies of none', (client) => client.listUserPolicies(ALICE)),
  iam('PutUserPolicy by a bad name', (client) => client.putUserPolicy({ ...ALICE, PolicyName: 'a/b', ...DOCUMENT })),
  iam('PutUserPolicy by a long name', (client) =>
    client.putUserPolicy({ ...ALICE, PolicyName: 'p'.repeat(129), ...DOCUMENT }),
  ),
  iam('PutUserPolicy empty', (client) => client.putUserPolicy({ ...ALICE, ...POLICY, PolicyDocument: '' })),
  ...MALFORMED.map(({ name, text }) =>
    iam(`PutUserPolicy ${name}`, (client) => client.putUserPolicy({ ...ALICE, ...POLICY, PolicyDocument: text })),
  ),
  iam('PutUserPolicy over the quota', (client) =>
    client.putUserPolicy({ ...ALICE, PolicyName: 'long', PolicyDocument: LONG_DOCUMENT }),
  ),
  iam('PutUserPolicy', (client) => client.putUserPolicy({ ...ALICE, ...POLICY, ...DOCUMENT })),
  iam('PutUserPolicy again', (client) => client.putUserPolicy({ ...ALICE, ...POLICY, ...DOCUMENT })),
  iam('PutUserPolicy another', (client) => client.putUserPolicy({ ...ALICE, PolicyName: 'theirs', ...DOCUMENT })),
  iam('GetUserPolicy', (client) => client.getUserPolicy({ ...ALICE, ...POLICY })),
  iam('ListUserPolicies', (client) => client.listUserPolicies(ALICE)),
  iam('ListUserPolicies one a page', (client) => client.listUserPolicies({ ...ALICE, MaxItems: 1 })),
  iam('DeleteUser with policies', (client) => client.deleteUser(ALICE)),
  iam('DeleteUserPolicy', (client) => client.deleteUserPolicy({ ...ALICE, PolicyName: 'theirs' })),
];

const ROLES: Call[] = [
  iam('GetRole that is not there', (client) => client.getRole(NO_ROLE)),
  iam('ListRoles of none', (client) => client.listRoles({})),
  ...MALFORMED_TRUST.map(({ name, text }, index) =>
    iam(`CreateRole ${name}`, (client) =>
      client.createRole({ RoleName: `refused-${index}`, AssumeRolePolicyDocument: text }),
    ),
  ),
  iam('CreateRole', (client) => client.createRole({ ...DEPLOY, AssumeRolePolicyDocument: TRUST })),
  iam('CreateRole again', (client) => client.createRole({ ...DEPLOY, AssumeRolePolicyDocument: TRUST })),
  iam('CreateRole again, in capitals', (client) =>
    client.createRole({ RoleName: 'DEPLOY', AssumeRolePolicyDocument: TRUST }),
  ),
  iam('CreateRole for too long sessions', (client) =>
    client.createRole({ RoleName: 'long', AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 43_201 }),
  ),
  iam('CreateRole with a description', (client) =>
    client.createRole({ RoleName: 'other', AssumeRolePolicyDocument: TRUST, Description: 'For a test' }),
  ),
  iam('GetRole', (client) => client.getRole(DEPLOY)),
  iam('ListRoles', (client) => client.listRoles({})),
  iam('ListRoles one a page', (client) => client.listRoles({ MaxItems: 1 })),
  iam('PutRolePolicy of no role', (client) => client.putRolePolicy({ ...NO_ROLE, ...POLICY, ...DOCUMENT })),
  iam('GetRolePolicy of no role', (client) => client.getRolePolicy({ ...NO_ROLE, ...POLICY })),
  iam('DeleteRolePolicy of no role', (client) => client.deleteRolePolicy({ ...NO_ROLE, ...POLICY })),
  iam('ListRolePolicies of no role', (client) => client.listRolePolicies(NO_ROLE)),
  iam('GetRolePolicy that is not there', (client) => client.getRolePolicy({ ...DEPLOY, ...POLICY })),
  iam('DeleteRolePolicy that is not there', (client) => client.deleteRolePolicy({ ...DEPLOY, ...POLICY })),
  iam('ListRolePolicies of none', (client) => client.listRolePolicies(DEPLOY)),
  iam('PutRolePolicy malformed', (client) =>
    client.putRolePolicy({ ...DEPLOY, ...POLICY, PolicyDocument: '{"Version":"2012-10-17"}' }),
  ),
  iam('PutRolePolicy', (client) => client.putRolePolicy({ ...DEPLOY, ...POLICY, ...DOCUMENT })),
  iam('PutRolePolicy over the quota', (client) =>
    client.putRolePolicy({ ...DEPLOY, PolicyName: 'long', PolicyDocument: LONG_ROLE_DOCUMENT }),
  ),
  iam('PutRolePolicy of a cut', (client) =>
    client.putRolePolicy({ ...DEPLOY, PolicyName: 'lapse-4711-cut-alice', PolicyDocument: CUT }),
  ),
  iam('GetRolePolicy', (client) => client.getRolePolicy({ ...DEPLOY, ...POLICY })),
  iam('GetRolePolicy of a cut', (client) => client.getRolePolicy({ ...DEPLOY, PolicyName: 'lapse-4711-cut-alice' })),
  iam('ListRolePolicies', (client) => client.listRolePolicies(DEPLOY)),
  iam('SimulatePrincipalPolicy', (client) =>
    client.simulatePrincipalPolicy({ PolicySourceArn: ROLE_ARN, ActionNames: ['ce:GetTags'] }),
  ),
];

const DETAILS: Call[] = [
  iam('GetAccountAuthorizationDetails', (client) => client.getAccountAuthorizationDetails({})),
  iam('GetAccountAuthorizationDetails of users', (client) =>
    client.getAccountAuthorizationDetails({ Filter: ['User'], MaxItems: 1000 }),
  ),
  iam('GetAccountAuthorizationDetails of users and roles', (client) =>
    client.getAccountAuthorizationDetails({ Filter: ['User', 'Role'], MaxItems: 1000 }),
  ),
  iam('GetAccountAuthorizationDetails one a page', (client) =>
    client.getAccountAuthorizationDetails({ Filter: ['Role'], MaxItems: 1 }),
  ),
  iam('GetAccountAuthorizationDetails from a bad marker', (client) =>
    client.getAccountAuthorizationDetails({ Filter: ['User'], Marker: 'nonsense' }),
  ),
  iam('GetAccountAuthorizationDetails no items a page', (client) =>
    client.getAccountAuthorizationDetails({ Filter: ['User'], MaxItems: 0 }),
  ),
  iam('DeleteRolePolicy', (client) => client.deleteRolePolicy({ ...DEPLOY, ...POLICY })),
  iam('DeleteRolePolicy again', (client) => client.deleteRolePolicy({ ...DEPLOY, ...POLICY })),
];

function assume(name: string, input: object): Call {
  return { name, send: async ({ sts }) => sts.assumeRole({ ...SESSION, ...input }) };
}

function assumeByToken(name: string, makeToken: (good: string) => string): Call {
  return {
    name,
    send: async ({ sts }, good) => sts.assumeRoleWithWebIdentity({ ...SESSION, WebIdentityToken: makeToken(good) }),
  };
}

const SESSIONS: Call[] = [
  { name: 'GetCallerIdentity', send: async ({ sts }) => sts.getCallerIdentity({}) },
  {
    name: 'GetCallerIdentity by unknown keys',
    send: async ({ stranger }) => stranger.getCallerIdentity({}),
  },
  assume('AssumeRole', {}),
  assume('AssumeRole that is not there', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/nothing` }),
  assume('AssumeRole that is no role', { RoleArn: `arn:aws:iam::${ACCOUNT}:user/alice.smith` }),
  assume('AssumeRole under a bad name', { RoleSessionName: 'a b' }),
  assume('AssumeRole under a long name', { RoleSessionName: 'a'.repeat(65) }),
  assume('AssumeRole for too short', { DurationSeconds: 899 }),
  assume('AssumeRole for longer than the role allows', { DurationSeconds: 7_200 }),
  assumeByToken('AssumeRoleWithWebIdentity', (token) => token),
  assumeByToken('AssumeRoleWithWebIdentity of a bad token', () => 'not.a.token'),
];

/** In the order in which both are asked: later calls build on what earlier ones left. */
export const CALLS: readonly Call[] = [...USERS, ...USER_POLICIES, ...ROLES, ...DETAILS, ...SESSIONS];
