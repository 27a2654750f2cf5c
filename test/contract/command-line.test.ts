import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAppToken } from '../../sandbox/world/run-action.js';
import { clockUrl } from '../../sandbox/world/run-app.js';
import { ACCOUNT, REPOSITORY } from '../../sandbox/world/start-world.js';
import { type Ended, runProgram } from '../cli/run-lapse.js';
import { type Lapse, ROOT, requestText, startLapse } from '../e2e/start-lapse.js';

/** The command line at work with an App's token: what it asks of GitHub is held to the contract when the sandbox stops. */

/** Its own keys may do what the role of the Actions may. */
const CONFIG = `systems:\n  aws-sandbox:\n    provider: aws-iam\n    target: { account: "${ACCOUNT}" }\nmerge: { auto: true }\n`;

let lapse: Lapse;
let number: number;

beforeAll(async () => {
  lapse = await startLapse({ files: { 'access/config.yaml': CONFIG } });
  const sha = await lapse.alice.push('ask', { 'access/aws-sandbox/alice/billing.yaml': requestText() }, 'Ask');
  number = await lapse.open(lapse.alice, 'ask');
  await lapse.approve(lapse.bob, number, sha);
  await lapse.bob.pull();
}, 60_000);
afterAll(() => lapse.stop());

async function run(...command: string[]): Promise<Ended> {
  const { world, bob } = lapse;
  const cli = ['--import', clockUrl(ROOT), `${ROOT}/dist/cli.js`, ...command];
  return runProgram(cli, bob.clone, {
    ...world.clock.environment,
    GITHUB_TOKEN: await createAppToken(world),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_API_URL: world.github.url,
    AWS_ENDPOINT_URL: world.aws.url,
    AWS_ACCESS_KEY_ID: world.administrator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: world.administrator.secretAccessKey,
    AWS_REGION: 'us-east-1',
  });
}

describe('the command line asks GitHub only what it describes', () => {
  test('to plan, which repository it is', async () => {
    const before = lapse.world.github.requests.length;
    const { code, stdout, stderr } = await run('plan');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(stdout).toContain('billing');
    const asked = lapse.world.github.requests.slice(before).map((request) => request.route);
    expect(asked).toContain('POST /graphql');
  });

  test('to explain, all facts and the teams, and it writes nothing', async () => {
    const before = lapse.world.github.requests.length;
    const { code, stdout, stderr } = await run('explain', String(number));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('bob approved');
    const asked = lapse.world.github.requests.slice(before).map((request) => request.route);
    expect(asked).toContain('POST /graphql');
    // The first is for the token of this test.
    expect(asked.slice(1).filter((route) => !route.startsWith('GET ') && route !== 'POST /graphql')).toEqual([]);
  });

  test('to provision, who approved', async () => {
    const before = lapse.world.github.requests.length;
    const { code, stderr } = await run('provision');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    const asked = lapse.world.github.requests.slice(before).map((request) => request.route);
    expect(asked).toContain('GET /repos/{owner}/{repo}/pulls/{pull_number}/files');
  });

  test('to expire, with its revert', async () => {
    lapse.world.clock.moveForward(5 * 3_600_000);
    const before = lapse.world.github.requests.length;
    const { code, stderr } = await run('expire');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    const asked = lapse.world.github.requests.slice(before).map((request) => request.route);
    expect(asked).toContain('POST /repos/{owner}/{repo}/pulls');
  });
});
