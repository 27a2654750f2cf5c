import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readSettings } from '../../src/app/read-settings.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { ACCESS, requestText } from '../e2e/start-lapse.js';
import type { Call, Fault } from '../faults/proxy.js';
import { type Breaking, type EntrustedWorld, startEntrusted } from './entrusted-world.js';
import { findSecrets } from './find-secrets.js';

const HOUR = 3_600_000;

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

const json = (status: number, body: unknown): Fault => ({
  do: 'answer',
  processed: false,
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const aws = (status: number, code: string, words = 'No.'): Fault => ({
  do: 'answer',
  processed: false,
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>${words}</Message></Error></ErrorResponse>`,
});

/** Credentials, and then the answer breaks off. */
const BROKEN_SESSION = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAMARKEDMARKED0000</AccessKeyId><SecretAccessKey>marked-secret-access-key</SecretAccessKey><SessionToken>${'marked+session/token'.repeat(8)}</SessionToken><Expiration>`;
const BROKEN_TOKEN = `{"value":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYXJrZWQifQ.${'marked'.repeat(20)}" x}`;

const marked = (body: string, type: string): Fault => ({
  do: 'answer',
  processed: false,
  status: 200,
  headers: { 'content-type': type },
  body,
});

/** The first of those that fit fails in this way, the next in the next, and then none. */
function inTurn(fits: (call: Call) => boolean, ...faults: readonly Fault[]): Breaking {
  let count = 0;
  return (call) => (fits(call) ? (faults[count++] ?? null) : null);
}

const both =
  (...all: readonly Breaking[]): Breaking =>
  (call) =>
    all.reduce<Fault | null>((found, one) => found ?? one(call), null);

const action = (name: string) => (call: Call) => call.to === 'aws' && call.body.includes(`Action=${name}`);
const toGitHub = (call: Call) => call.to === 'github' && !call.path.includes('.git/');

const AILMENTS: readonly Fault[] = [
  json(500, { message: 'Server Error' }),
  { do: 'reset', processed: false },
  json(401, { message: 'Bad credentials' }),
];

/** As AWS answers where a signature is wrong: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const QUOTED_REQUEST = aws(
  403,
  'SignatureDoesNotMatch',
  `The request signature we calculated does not match the signature you provided.

The Canonical String for this request should have been
'POST
/

host:iam.amazonaws.com
x-amz-security-token:${'marked+session/token'.repeat(8)}

The String-to-Sign should have been
'AWS4-HMAC-SHA256'`,
);

let own: EntrustedWorld;

beforeAll(async () => {
  own = await startEntrusted();
  own.secrets.set('the secret key of a session', 'marked-secret-access-key');
  // Where a text is cut, this much of it may be left.
  own.secrets.set('the beginning of the token of a session', 'marked+session/token');
});
afterAll(() => own.stop());

function expectNoSecret(text: string, ...holds: readonly RegExp[]): void {
  expect(findSecrets(text, own.secrets)).toEqual([]);
  // Else there would be nothing to look through.
  for (const one of holds) expect(text).toMatch(one);
}

describe('whoever reads the log of the App finds no secret', () => {
  let number = 0;

  test('at its most talkative, while it evaluates and merges', async () => {
    const sha = await own.alice.push('ask', { 'access/aws-sandbox/alice/billing.yaml': requestText() }, 'Ask');
    const { data } = await own.alice.octokit.rest.pulls.create({ ...ACCESS, title: 'Ask', head: 'ask', base: 'main' });
    number = data.number;
    await own.world.github.settle();
    const review = { ...ACCESS, pull_number: number, event: 'APPROVE', commit_id: sha } as const;
    await own.bob.octokit.rest.pulls.createReview(review);
    await own.world.github.settle();
    expectNoSecret(own.appLog(), /"level":"(?:trace|debug)"/, /"merge":"merged"|merged/);
  });

  test.each<[string, Breaking]>([
    ['does not permit it', (call) => (toGitHub(call) ? json(403, { message: 'Resource not accessible' }) : null)],
    ['answers what is no JSON', (call) => (toGitHub(call) ? marked('<html>', 'application/json') : null)],
    ['fails, hangs up and refuses its token', ({ number: count }) => AILMENTS[count % AILMENTS.length] ?? null],
  ])('nor where GitHub %s', async (_name, breaking) => {
    const before = own.appLog().length;
    own.breakApp(breaking);
    await own.alice.octokit.rest.issues.createComment({ ...ACCESS, issue_number: number, body: '/lapse revoke' });
    await own.world.github.settle();
    own.breakApp(() => null);
    expectNoSecret(own.appLog().slice(before), /"level":"error"/);
  });

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const SOUND = { APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: 'marked-webhook-secret' };

  test.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['is cut', { PRIVATE_KEY: key.slice(0, 800) }],
    ['stands where its path should', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: key }],
    ['stands there in base64', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: Buffer.from(key).toString('base64') }],
    ['stands there on one line', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: key.replaceAll('\n', '\\n') }],
    ['stands in the place of the App’s id', { APP_ID: key }],
    ['stands in the place of the port', { PORT: key }],
    ['stands in the place of the log level', { LOG_LEVEL: key }],
    ['stands in the place of GitHub’s address', { GITHUB_API_URL: key }],
  ])('nor in what it says where its key %s', (_name, settings) => {
    let said = '';
    try {
      readSettings(
        Object.fromEntries(Object.entries({ ...SOUND, ...settings }).filter(([, value]) => value !== undefined)),
      );
    } catch (error) {
      if (error instanceof UsageError) said = `${error.message}. ${error.cure}`;
    }
    expect(said).not.toBe('');
    const secrets = new Map([
      ...Object.entries(SOUND).slice(1),
      ['base64', Buffer.from(key).toString('base64')] as const,
    ]);
    expect(findSecrets(said, secrets)).toEqual([]);
  });
});

describe('whoever reads the log, the summary or the outputs of a run finds no secret', () => {
  test('where it gives access, though GitHub fails and AWS is throttled meanwhile', async () => {
    const github = inTurn(toGitHub, json(500, { message: 'Server Error' }));
    const throttled = inTurn(action('GetAccountAuthorizationDetails'), aws(400, 'Throttling'));
    expectNoSecret(await own.run('provision', both(github, throttled)), /1 done/, /::add-mask::/);
  });

  test('where AWS lets nobody in, in one account, and answers half a session in the other', async () => {
    const broken = marked(BROKEN_SESSION, 'text/xml');
    const sessions = inTurn(action('AssumeRoleWithWebIdentity'), aws(403, 'AccessDenied'), broken, broken, broken);
    expectNoSecret(await own.run('expire', sessions), /AccessDenied/, /account 444455556666/);
  });

  test('where AWS quotes the request that it was sent, with the token of the session', async () => {
    const quoted = (call: Call) => (action('GetAccountAuthorizationDetails')(call) ? QUOTED_REQUEST : null);
    expectNoSecret(await own.run('expire', quoted), /SignatureDoesNotMatch.{1,10}The request signature we calculated/);
  });

  test('where it only validates, and is given more than it needs', async () => {
    expectNoSecret(await own.run('validate'), /\d/);
  });

  test('where what should be an identity token is none', async () => {
    const broken = marked(BROKEN_TOKEN, 'application/json');
    expectNoSecret(await own.run('expire', (call) => (call.to === 'oidc' ? broken : null)), /identity token/);
  });

  test('where GitHub refuses the token, and git has to be told so too', async () => {
    const refused = json(401, { message: 'Bad credentials' });
    expectNoSecret(await own.run('provision', (call) => (toGitHub(call) ? refused : null)), /401/);
    await own.alice.pull();
    await own.alice.push('other', { 'README.md': 'x' }, 'Say something');
    await own.bob.octokit.rest.git.updateRef({
      ...ACCESS,
      ref: 'heads/main',
      sha: await own.alice.git('rev-parse', 'HEAD'),
    });
    const unfetched = await own.run('expire', (call) => (toGitHub(call) || call.to !== 'github' ? null : refused));
    expectNoSecret(unfetched, /git fetch failed/);
  });
});

describe('whoever reads what the command line says finds no secret', () => {
  const OTHER_KEY = 'marked/other+secret/key0000000000000000000';
  const BROKEN = 'marked-beginning-of-it\nmarked-end-of-it';
  const ADDRESS = 'http://bob:marked-password@127.0.0.1:9/graphql';

  test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ['of a pull request', ['explain', '1'], {}, /approv|merged/],
    ['where GitHub refuses its token', ['explain', '1'], { GITHUB_TOKEN: `ghp_${'0'.repeat(36)}` }, /401/],
    ['where something else answers for GitHub', ['explain', '1'], { GITHUB_API_URL: 'AWS' }, /GitHub refuses/],
    ['where AWS refuses its keys', ['drift'], { AWS_SECRET_ACCESS_KEY: OTHER_KEY }, /account 111122223333/],
    ['where it is not told of a repository', ['provision'], { GITHUB_REPOSITORY: '' }, /GITHUB_REPOSITORY/],
    ['where its token has a line break', ['explain', '1'], { GITHUB_TOKEN: BROKEN }, /token for GitHub holds/],
    ['where an address holds a password', ['expire'], { GITHUB_GRAPHQL_URL: ADDRESS }, /GITHUB_GRAPHQL_URL is no/],
  ])('%s', async (_name, parameters, environment, holds) => {
    own.secrets.set('a key that AWS refuses', OTHER_KEY);
    own.secrets.set('the token of bob', own.world.tokens['bob'] ?? '');
    for (const part of ['marked-beginning-of-it', 'marked-end-of-it', 'marked-password']) own.secrets.set(part, part);
    const misled = environment['GITHUB_API_URL'] === undefined ? {} : { GITHUB_API_URL: own.world.aws.url };
    expectNoSecret(await own.lapse(parameters, { ...environment, ...misled }), holds);
  });
});

test('no command of the command line tells a secret, whatever it is for', async () => {
  const parameters: Readonly<Record<string, readonly (readonly string[])[]>> = {
    validate: [['access']],
    owners: [['access/config.yaml']],
    explain: [['1', '--json']],
    grants: [['--json']],
    targets: [['--json']],
    plan: [[]],
    drift: [['--json']],
    provision: [['--dry-run']],
    expire: [['--dry-run']],
    audit: [['--verify'], ['--format', 'csv']],
    history: [['alice']],
  };
  const help = await own.lapse(['--help']);
  const commands = [...help.matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map(([, name = '']) => name);
  expect(commands.filter((name) => name !== 'help').sort()).toEqual(Object.keys(parameters).sort());
  for (const command of Object.keys(parameters)) {
    const told = await Promise.all((parameters[command] ?? []).map((rest) => own.lapse([command, ...rest])));
    expectNoSecret(told.join('\n'), /\S/);
  }
});

describe('whoever reads what stays behind finds no secret', () => {
  test('in comments, checks, issues, evidence and branches at GitHub', async () => {
    own.world.clock.moveForward(5 * HOUR);
    const { octokit } = own.bob;
    const { git } = own.alice;
    const threads = await octokit.rest.issues.listForRepo({ ...ACCESS, state: 'all' });
    const comments = await octokit.rest.issues.listCommentsForRepo({ ...ACCESS }).catch(() => ({ data: [] }));
    const texts = [...threads.data, ...comments.data].map((one) => `${one.body}`);
    await git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*');
    texts.push(await git('log', '--all', '--format=%B', '--patch'));
    expectNoSecret(texts.join('\n'), /"kind": "given"/);
  });

  test('in the arguments of processes, which everybody on the machine may list', () => {
    expectNoSecret(own.commandLines(), /^git .*fetch/m, /rev-list|log/);
  });

  test('in the settings and files that git keeps', () => {
    expectNoSecret(own.keptByGit(), /\[core\]/);
  });
});

test('a secret would be found, however it is written', () => {
  const secret = 'ghs_0123456789abcdef0123456789abcdef0123';
  const secrets = new Map([['it', 'marked+secret/of ours?']]);
  const written = [
    `token ${secret}`,
    Buffer.from(`x-access-token:${secret}`).toString('base64'),
    Buffer.from(`bob:${secret}`).toString('base64'),
    Buffer.from('user:marked+secret/of ours?').toString('base64'),
    encodeURIComponent('marked+secret/of ours?'),
    'marked+secret/of ours?',
    BROKEN_SESSION,
    BROKEN_TOKEN,
    'authorization: Bearer x',
    '::error::sha256=0123456789abcdef0123',
    `::add-mask::x\nthen ${secret}`,
    'marked&#43;secret&#47;of ours?',
    'marked+secret\\u{2f}of ours?',
  ];
  for (const text of written) expect([text, findSecrets(text, secrets)]).not.toEqual([text, []]);
  expect(findSecrets(`::add-mask::${secret}\nAll is well.`, secrets)).toEqual([]);
});
