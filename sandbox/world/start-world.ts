import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OidcIssuer, startOidcIssuer } from '../aws/oidc-issuer.js';
import { type Aws, type AwsKeys, startAws } from '../aws/start-aws.js';
import { type GitHub, startGitHub } from '../github/start-github.js';
import { createClock, type MovedClock } from './moved-clock.js';

export const REPOSITORY = 'acme/access';
export const REPOSITORY_ID = 424_242;
export const ACCOUNT = '111122223333';
export const APP_ID = 1001;
export const APP_SLUG = 'lapse';

/** An organisation with a repository, an App, an AWS account, and people: what Lapse is set up in. */
export interface World {
  readonly directory: string;
  readonly clock: MovedClock;
  readonly github: GitHub;
  readonly aws: Aws;
  readonly oidc: OidcIssuer;
  readonly cloneUrl: string;
  readonly app: { readonly privateKey: string; readonly webhookSecret: string; readonly installationId: number };
  /** Keys that may do everything in the account. */
  readonly administrator: AwsKeys;
  /** Personal tokens by login. */
  readonly tokens: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** alice asks; bob is of the team that owns the requests; carol can push, and owns nothing. */
const PEOPLE = { alice: 583231, bob: 583232, carol: 583233 } as const;

/** What `app.yml` asks for. */
const APP_PERMISSIONS = {
  checks: 'write',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  merge_queues: 'read',
} as const;

const APP_EVENTS = [
  'pull_request',
  'pull_request_review',
  'check_run',
  'check_suite',
  'merge_group',
  'issue_comment',
  'push',
];

/** Starts it all on loopback, empty but for the people. Stop it with `close`. */
export async function startWorld(): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'lapse-sandbox-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeDirectory);
  const clock = createClock(directory);
  const repositories = join(directory, 'github');
  mkdirSync(repositories);
  const github = await startGitHub({ now: clock.now, directory: repositories });
  const aws = await startAws({ now: clock.now });
  const oidc = await startOidcIssuer({ now: clock.now, subject: `repo:${REPOSITORY}:environment:lapse` });

  const tokens: Record<string, string> = {};
  for (const [login, id] of Object.entries(PEOPLE)) tokens[login] = github.addUser({ login, id }).token;
  github.addOrganisation('acme');
  github.addTeam({ organisation: 'acme', slug: 'security', members: ['bob'] });
  const { cloneUrl } = github.addRepository({
    owner: 'acme',
    name: 'access',
    id: REPOSITORY_ID,
    collaborators: { alice: 'write', bob: 'admin', carol: 'write' },
  });
  const webhookSecret = 'a secret of the sandbox';
  const app = { slug: APP_SLUG, id: APP_ID, permissions: APP_PERMISSIONS, events: APP_EVENTS, webhookSecret };
  const { privateKey } = github.addApp(app);
  const { installationId } = github.install(APP_SLUG, REPOSITORY);

  const administrator = setUpAccount(aws, oidc);
  return {
    directory,
    clock,
    github,
    aws,
    oidc,
    cloneUrl,
    app: { privateKey, webhookSecret, installationId },
    administrator,
    tokens,
    async close() {
      await Promise.all([github.close(), aws.close(), oidc.close()]);
      process.off('exit', removeDirectory);
      removeDirectory();
    },
  };
}

/** AWS trusts exactly the environment `lapse` of the repository (design §9). */
function setUpAccount(aws: Aws, oidc: OidcIssuer): AwsKeys {
  const audience = 'sts.amazonaws.com';
  const administrator = aws.addAccount(ACCOUNT);
  aws.addUser(ACCOUNT, 'alice.smith');
  aws.addUser(ACCOUNT, 'bob.jones');
  aws.trustIssuer(oidc.issuer, { jwks: oidc.jwks, audience });
  const host = new URL(oidc.issuer).host;
  aws.addRole(ACCOUNT, 'lapse', {
    trust: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { [`${host}:aud`]: audience, [`${host}:sub`]: `repo:${REPOSITORY}:environment:lapse` },
          },
        },
      ],
    },
  });
  aws.addRole(ACCOUNT, 'Deploy', { maxSessionSeconds: 3600 });
  return administrator;
}
