import * as iamModel from '@aws-sdk/client-iam';
import * as stsModel from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serviceOf } from '../../sandbox/aws/actions/all-actions.js';
import { type Aws, type AwsKeys, startAws } from '../../sandbox/aws/start-aws.js';
import type { Entitlement } from '../../src/plan/entitlement.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import type { ConnectOptions } from '../../src/providers/provider.js';
import { answerOf } from '../aws/answer.js';
import { CALLS } from '../aws/calls.js';
import { KNOWN_DIFFERENCES } from '../aws/known-differences.js';
import { ACCOUNT } from '../aws/moto.js';
import { aPerson, aRole, aSystem, HOUR, NOW } from '../plan/plan-builder.js';

const REPOSITORY_ID = 4711;
const SESSION = `lapse-${REPOSITORY_ID}`;
const TOKEN = 'header.claims.signature';
const KEPT = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));

type Fields = Readonly<Record<string, string>>;

let aws: Aws;
let keys: AwsKeys;
let role: string;

beforeAll(async () => {
  aws = await startAws({ now: () => Date.now() });
  keys = aws.addAccount(ACCOUNT);
  aws.addUser(ACCOUNT, 'alice.smith');
  role = aws.addRole(ACCOUNT, 'lapse').arn;
  forgetEnvironment();
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = keys.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = keys.secretAccessKey;
  // What stands in the home of whoever runs this is not asked.
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
});

afterAll(async () => {
  forgetEnvironment();
  for (const [name, value] of KEPT) process.env[name] = value;
  await aws.close();
});

function forgetEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
}

/** Changes the form of a request after it was written and before it is signed. */
function changing(change: (form: URLSearchParams) => void) {
  return <Args extends { request: unknown }, Answer>(next: (args: Args) => Promise<Answer>) =>
    async (args: Args): Promise<Answer> => {
      const { request } = args;
      if (typeof request !== 'object' || request === null || !('body' in request)) throw new Error('no body');
      const form = new URLSearchParams(String(request.body));
      change(form);
      request.body = form.toString();
      return next(args);
    };
}

/** The SDK's clients for the sandbox. */
function openClients(change: (form: URLSearchParams) => void) {
  const settings = { endpoint: aws.url, region: 'us-east-1', maxAttempts: 1, credentials: keys };
  const [iam, sts] = [new iamModel.IAM(settings), new stsModel.STS(settings)];
  iam.middlewareStack.add(changing(change), { step: 'build', priority: 'high' });
  sts.middlewareStack.add(changing(change), { step: 'build', priority: 'high' });
  const destroy = (): void => {
    iam.destroy();
    sts.destroy();
  };
  return { iam, sts, stranger: sts, destroy };
}

describe("the provider's requests", () => {
  const options: ConnectOptions = { repositoryId: REPOSITORY_ID, identityToken: null, sleep: () => Promise.resolve() };
  const system = aSystem('aws-sandbox', ACCOUNT);

  function entitlement(): Entitlement {
    const allowed = aRole('billing', { statements: [{ action: 'ce:Get*', resource: '*' }] });
    const window = { start: NOW, end: NOW + HOUR };
    const grant = { name: 'aws-sandbox/alice/x', window, role: allowed, person: aPerson('alice'), system };
    const [one] = awsIam.entitlements(grant, REPOSITORY_ID);
    if (one === undefined) throw new Error('gives nothing');
    return one;
  }

  /** What the sandbox was asked meanwhile: the forms as they came. */
  async function askedBy(work: () => Promise<unknown>): Promise<Fields[]> {
    const before = aws.requests.length;
    await work();
    return aws.requests.slice(before).map(({ action, parameters }) => ({ Action: action, ...parameters }));
  }

  /** What the SDK's serialisers make of the documented inputs. */
  async function written(asks: readonly ((clients: ReturnType<typeof openClients>) => Promise<unknown>)[]) {
    const forms: Fields[] = [];
    const clients = openClients((form) => {
      const { Version: _version, ...fields } = Object.fromEntries(form);
      forms.push(fields);
      // Never sent: only the writing is wanted.
      throw new Error('written');
    });
    for (const ask of asks) await expect(ask(clients)).rejects.toThrow('written');
    clients.destroy();
    return forms;
  }

  test('of a session with a role, put, observe and remove are those of the model, in this order and no others', async () => {
    const one = entitlement();
    const [UserName = '', PolicyName = ''] = one.id.split('/');
    const asked = await askedBy(async () => {
      const session = await awsIam.connect({ ...system, target: { account: ACCOUNT, role } }, options);
      await session.put(one);
      await session.observe();
      await session.remove(one);
    });
    const expected = await written([
      ({ sts }) => sts.getCallerIdentity({}),
      ({ sts }) => sts.assumeRole({ RoleArn: role, RoleSessionName: SESSION }),
      ({ sts }) => sts.getCallerIdentity({}),
      ({ iam }) => iam.putUserPolicy({ UserName, PolicyName, PolicyDocument: one.content }),
      ({ iam }) => iam.getUserPolicy({ UserName, PolicyName }),
      ({ iam }) => iam.getAccountAuthorizationDetails({ Filter: ['User', 'Role'], MaxItems: 1_000 }),
      ({ iam }) => iam.deleteUserPolicy({ UserName, PolicyName }),
      ({ iam }) => iam.getUserPolicy({ UserName, PolicyName }),
    ]);
    expect(asked).toEqual(expected);
  });

  test('with an identity token are those of the model', async () => {
    const target = { account: ACCOUNT, role };
    const identityToken = (): Promise<string> => Promise.resolve(TOKEN);
    const asked = await askedBy(async () => {
      const connecting = awsIam.connect({ ...system, target }, { ...options, identityToken });
      await expect(connecting).rejects.toMatchObject({ kind: 'no-credentials' });
    });
    const input = { RoleArn: role, RoleSessionName: SESSION, WebIdentityToken: TOKEN };
    expect(asked).toEqual(await written([({ sts }) => sts.assumeRoleWithWebIdentity(input)]));
  });
});

const ACTIONS = [serviceOf('2010-05-08'), serviceOf('2011-06-15')].flatMap((service) => [
  ...(service?.actions.keys() ?? []),
  ...(service?.anonymous.keys() ?? []),
]);

/** The names of the members that the SDK's model of an action requires: they come first, and the schema ends with their number. */
function requiredOf(action: string): string[] {
  const models = new Map<string, unknown>([...Object.entries(iamModel), ...Object.entries(stsModel)]);
  const schema = models.get(`${action}Request$`);
  if (!Array.isArray(schema)) throw new Error(`the SDK has no model of ${action}`);
  const [, , , , members, , count = 0] = schema;
  return members.slice(0, count);
}

const REQUIRED = ACTIONS.flatMap((action) => requiredOf(action).map((member): [string, string] => [action, member]));

/** The answer to the action's good call of test/aws/calls.ts, with its form changed. */
async function sendChanged(action: string, change: (form: URLSearchParams) => void) {
  const call = CALLS.find(({ name }) => name === action);
  if (call === undefined) throw new Error(`no call is named ${action}`);
  const clients = openClients(change);
  try {
    return await answerOf(call.send(clients, TOKEN));
  } finally {
    clients.destroy();
  }
}

describe("the sandbox's parser", () => {
  test.each(ACTIONS)('refuses a parameter that %s does not have', async (action) => {
    const answer = await sendChanged(action, (form) => form.append('Surprise', '1'));
    expect(answer.outcome).toBe('400 ValidationError');
    expect(aws.requests.at(-1)?.parameters['Surprise']).toBe('1');
  });

  test.each(REQUIRED)('refuses %s without its required %s', async (action, member) => {
    const answer = await sendChanged(action, (form) => {
      for (const name of [...form.keys()]) if (name === member || name.startsWith(`${member}.`)) form.delete(name);
    });
    expect(answer.outcome).toBe('400 ValidationError');
  });
});

test('a role that trusts for an action of another service is malformed', async () => {
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'ce:GetTags'] };
  const clients = openClients(() => {});
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const creating = clients.iam.createRole({ RoleName: 'deploy', AssumeRolePolicyDocument });
  await expect(creating).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  clients.destroy();
});

test('every known difference with moto is of a call and told with a page of AWS', () => {
  const names = new Set(CALLS.map(({ name }) => name));
  for (const { source, at } of KNOWN_DIFFERENCES) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    expect(at.filter(([call]) => !names.has(call))).toEqual([]);
  }
});
