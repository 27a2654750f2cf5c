import { DeleteUserPolicyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Aws, type AwsKeys, startAws } from '../../sandbox/aws/start-aws.js';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { readDocument } from '../../src/providers/aws-iam/policy-document.js';
import { exampleRecord, GIVEN } from '../evidence/example-record.js';
import { type Ended, runLapse } from './run-lapse.js';
import { createRepository, POLICY, type TestRepository } from './test-repository.js';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const GRANT = 'aws-sandbox/alice/billing';
const TARGET = `aws-iam:${ACCOUNT}`;
const UNKNOWN = 'lapse-42-aws-sandbox-carol-nobody-knows';

function allow(action: string): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [action], Resource: ['*'] }] };
}

const PUT = allow('ce:GetCostAndUsage');
const BY_HAND = allow('iam:CreateUser');

let aws: Aws;
let keys: AwsKeys;
let iam: IAMClient;
let repository: TestRepository;
let addedIn: string;
let policyName: string;

beforeAll(async () => {
  aws = await startAws({ now: () => Date.now() });
  keys = aws.addAccount(ACCOUNT);
  aws.addUser(ACCOUNT, 'alice.smith');
  iam = new IAMClient({ endpoint: aws.url, region: 'us-east-1', credentials: keys });
  const config = POLICY['access/config.yaml']?.replace(/, role: "[^"]*"/, '') ?? '';
  repository = createRepository({ ...POLICY, 'access/config.yaml': config });
  repository.commit('policy', new Date(Date.now() - 7_200_000).toISOString());
  repository.write({ [`access/${GRANT}.yaml`]: 'role: billing-readonly\nduration: 4h\nreason: x\nticket: INC-1\n' });
  addedIn = repository.commit('alice asks', new Date(Date.now() - 3_600_000).toISOString());
  const { changes } = JSON.parse((await run(['plan', '--json'])).stdout);
  policyName = String(changes[0].entitlement).slice('alice.smith/'.length);
});
afterAll(async () => {
  iam.destroy();
  repository.remove();
  await aws.close();
});

function run(args: readonly string[], credentials = keys): Promise<Ended> {
  return runLapse(args, repository.path, {
    GITHUB_REPOSITORY_ID: '42',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
}

async function put(name: string, document: object | null): Promise<void> {
  const policy = { UserName: 'alice.smith', PolicyName: name };
  if (document === null) await iam.send(new DeleteUserPolicyCommand(policy));
  else await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: JSON.stringify(document) }));
}

/** The branch of the evidence, as a clone has it that has fetched it, with these files alone. */
function writeBranch(files: Readonly<Record<string, string>>): void {
  repository.git('checkout', '--quiet', '--orphan', 'lapse/evidence');
  repository.git('rm', '-r', '--quiet', '--force', '.');
  repository.write(files);
  const head = repository.commit('evidence', new Date().toISOString());
  repository.git('checkout', '--quiet', 'main');
  repository.git('branch', '--quiet', '-D', 'lapse/evidence');
  repository.git('update-ref', 'refs/remotes/origin/lapse/evidence', head);
}

describe('lapse drift', () => {
  test('credentials of another account: nothing can be told, exit code 2', async () => {
    const { code, stdout } = await run(['drift', '--json'], aws.addAccount(OTHER));
    expect(JSON.parse(stdout)).toMatchObject({ drift: [], refusals: [{ rule: 'wrong-target' }] });
    expect(code).toBe(2);
  });

  test('an account that does not answer: silence is no answer, exit code 2', async () => {
    aws.failNext('GetAccountAuthorizationDetails', 'ServiceUnavailable', 5);
    const { code, stdout } = await run(['drift']);
    expect(stdout).toContain('no drift in what could be told');
    expect(stdout).toContain('aws-sandbox  unavailable');
    expect(code).toBe(2);
  });

  test.each([
    ['a target that is none', ['--targets', 'aws-iam:1'], 'has no target "aws-iam:1"'],
    ['no target at all', ['--targets', ','], '--targets names no target'],
    ['evidence that is none', ['--evidence', 'no/such'], 'no/such'],
  ])('%s is used wrongly', async (_name, args, message) => {
    const { code, stderr } = await run(['drift', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('a policy that cannot be read: nobody can say what should stand there, exit code 2', async () => {
    const faulty = createRepository({ ...POLICY, 'access/people.yaml': 'people: [' });
    faulty.commit('policy', '2026-11-20T08:00:00Z');
    const { path } = faulty;
    expect((await run(['-C', path, 'drift', '--targets', TARGET])).code).toBe(2);
    faulty.remove();
  });

  test('a grant that is not there yet is no drift, and a clone without evidence is told how to get it', async () => {
    const { code, stdout, stderr } = await run(['drift']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'no drift\n' });
    expect(stderr).toContain('this clone has no evidence');
    expect(stderr).toContain('git fetch origin +refs/heads/lapse/evidence:refs/remotes/origin/lapse/evidence');
  });

  test('without evidence what was changed may be a changed role, and what no grant explains is certain: exit code 1', async () => {
    await put(policyName, BY_HAND);
    await put(UNKNOWN, BY_HAND);
    const { code, stdout } = await run(['drift', '--json']);
    const { drift, evidence, commit } = JSON.parse(stdout);
    expect({ code, evidence, commit }).toEqual({ code: 1, evidence: null, commit: addedIn });
    const shared = { target: TARGET, system: 'aws-sandbox', outcome: 'planned', message: null };
    expect(drift).toEqual([
      {
        ...shared,
        kind: 'unexplained',
        isCertain: true,
        grant: null,
        entitlement: `alice.smith/${UNKNOWN}`,
      },
      { ...shared, kind: 'altered', isCertain: false, grant: GRANT, entitlement: `alice.smith/${policyName}` },
    ]);
  });

  test('with evidence it is certain, as a table too, and nothing is written by any of it', async () => {
    const content = readDocument(encodeURIComponent(JSON.stringify(PUT)));
    const given = { ...GIVEN, target: TARGET, entitlement: `alice.smith/${policyName}`, content };
    const life = { grant: GRANT, addedIn };
    writeBranch({
      [evidencePath(life)]: writeEvidence(exampleRecord({ ...life, events: [given] })),
      'aws-sandbox/alice/\u202e.json': '{}',
    });
    const { code, stdout, stderr } = await run(['drift', '--targets', TARGET]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/altered +aws-sandbox\/alice\/billing +.*the next run of provision puts it back/);
    expect(stdout).toMatch(/unexplained +- +.*the next run removes it/);
    expect(stderr).toContain('\\u{202e}.json of the evidence counts for nothing');
    const names = Object.keys(aws.policiesOf(ACCOUNT, 'alice.smith'));
    expect(names.sort()).toEqual([policyName, UNKNOWN].sort());
  });

  test('what was put under an earlier roles.yaml is none, and what is gone is missing', async () => {
    await put(UNKNOWN, null);
    await put(policyName, PUT);
    expect(await run(['drift', '--evidence', 'origin/lapse/evidence'])).toMatchObject({ code: 0 });
    await put(policyName, null);
    const { code, stdout } = await run(['drift', '--json']);
    expect(JSON.parse(stdout).drift).toMatchObject([{ kind: 'missing', isCertain: true, grant: GRANT }]);
    expect(code).toBe(1);
  });

  test('its help has examples and exit codes', async () => {
    const { stdout } = await run(['drift', '--help']);
    expect(stdout).toContain('$ lapse drift --targets');
    expect(stdout).toContain('1 drift');
  });
});
