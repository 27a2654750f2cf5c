import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Aws, type AwsKeys, startAws } from '../../sandbox/aws/start-aws.js';
import type { RunReport } from '../../src/plan/run-report.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import type { Provider } from '../../src/providers/provider.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { type FakeWorld, fakeWorld } from '../use-cases/fake-world.js';
import { type Credentials, openSession, settingsOf, useSession } from './open-session.js';

/** The real provider on the sandbox's IAM, whose clock is the world's; GitHub and the clone are fakes. */
const WRITING = { dryRun: false, confirmed: false };
const FIRST = 'access/aws-sandbox/alice/first.yaml';
const SECOND = 'access/aws-sandbox/alice/second.yaml';
const DEPLOY = requestText('deploy', 'duration: 1h');
const KEPT = { ...process.env };

let world: FakeWorld;
let aws: Aws;
let alice: AwsKeys;
let admin: AwsKeys;

beforeEach(async () => {
  world = fakeWorld();
  aws = await startAws({ now: () => world.now });
  admin = aws.addAccount(SANDBOX_ACCOUNT);
  alice = aws.addUser(SANDBOX_ACCOUNT, 'alice.smith');
  aws.addRole(SANDBOX_ACCOUNT, 'Deploy', { maxSessionSeconds: 7_200 });
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = admin.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = admin.secretAccessKey;
});

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, KEPT);
  await aws.close();
});

async function run(kind: typeof provision): Promise<RunReport> {
  return kind({ ...world.ports, providers: new Map<string, Provider>([[awsIam.name, awsIam]]) }, WRITING);
}

/** A session of Deploy that somebody opens now. */
function assume(name = 'alice.smith', keys = alice): Promise<Credentials> {
  return openSession(aws, keys, { roleArn: `arn:aws:iam::${SANDBOX_ACCOUNT}:role/Deploy`, name, seconds: 7_200 });
}

/** What IAM answers a call of a session: `done`, or why not. */
function use(session: Credentials): Promise<string> {
  return useSession(aws, session);
}

async function mergeAndGive(path: string, at: number, text: string | null = DEPLOY): Promise<void> {
  world.now = at;
  world.merge({ at, changes: { [path]: text } });
  await run(provision);
}

test('law 2: an open session ends with its grant, with nothing of ours running', async () => {
  await mergeAndGive(FIRST, NOW);
  world.now = NOW + 30 * MINUTE;
  const session = await assume();
  expect(await use(session)).toBe('done');
  world.now = NOW + HOUR - 1;
  expect(await use(session)).toBe('done');
  world.now = NOW + HOUR;
  expect(await use(session)).toBe('with an explicit deny');
  await expect(assume()).rejects.toThrow('not authorized');
});

test('an early revocation ends it in the next run of expire, and what was opened before that run too', async () => {
  await mergeAndGive(FIRST, NOW);
  const session = await assume();
  world.now = NOW + 10 * MINUTE;
  world.merge({ at: world.now, changes: { [FIRST]: null } });
  world.now = NOW + 20 * MINUTE;
  const late = await assume();
  await run(expire);
  expect([await use(session), await use(late)]).toEqual(['with an explicit deny', 'with an explicit deny']);
});

test('it lives on under a second grant that overlaps, and ends with that one', async () => {
  await mergeAndGive(FIRST, NOW);
  world.now = NOW + 10 * MINUTE;
  const session = await assume();
  await mergeAndGive(SECOND, NOW + 40 * MINUTE);
  world.now = NOW + 70 * MINUTE;
  await run(expire);
  expect(await use(session)).toBe('done');
  world.now = NOW + 100 * MINUTE;
  expect(await use(session)).toBe('with an explicit deny');
});

test('a grant after the end opens sessions again, and the old one stays dead', async () => {
  await mergeAndGive(FIRST, NOW);
  world.now = NOW + 30 * MINUTE;
  const old = await assume();
  await mergeAndGive(SECOND, NOW + 70 * MINUTE);
  const fresh = await assume();
  expect([await use(old), await use(fresh)]).toEqual(['with an explicit deny', 'done']);
});

test('sessions of other people and of other names are nobody else’s business', async () => {
  await mergeAndGive(FIRST, NOW);
  const theirs = await assume('not.alice.smith', admin);
  world.now = NOW + HOUR + MINUTE;
  await run(expire);
  expect(await use(theirs)).toBe('done');
  await expect(assume('not.alice.smith')).rejects.toThrow('not authorized');
});

test('where the role has no room for the cut, the grant is not given', async () => {
  const client = new IAMClient(settingsOf(aws, admin));
  const Action = Array.from(
    { length: 300 },
    (_, number) => `s3:GetObjectWithNameNumber${String(number).padStart(4, '0')}`,
  );
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  const policy = { RoleName: 'Deploy', PolicyName: 'own', PolicyDocument: JSON.stringify(document) };
  await client.send(new PutRolePolicyCommand(policy));
  client.destroy();
  world.merge({ at: NOW, changes: { [FIRST]: DEPLOY } });
  const { outcomes } = await run(provision);
  expect(outcomes.map(({ result }) => result)).toEqual(['failed', 'failed']);
  expect(outcomes[1]?.message).toMatch(/Deploy.*inline polic|inline polic.*Deploy/);
  await expect(assume()).rejects.toThrow('not authorized');
});
