import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import githubAppJwt from 'universal-github-app-jwt';
import { clockUrl } from './run-app.js';
import { type FinishedProcess, type ProcessOptions, runProcess } from './run-process.js';
import { APP_ID, REPOSITORY, REPOSITORY_ID, type World } from './start-world.js';

export interface FinishedAction extends FinishedProcess {
  /** The job summary, in Markdown. */
  readonly summary: string;
  readonly outputs: string;
}

export interface ActionRun {
  readonly name: 'validate' | 'provision' | 'expire';
  /** A clone that the workflow has checked out. */
  readonly clone: string;
  readonly node: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** More variables than the runner gives. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onStart?: ProcessOptions['onStart'];
}

/** What a run speaks to. */
export interface Surroundings {
  readonly directory: string;
  readonly clock: Pick<World['clock'], 'environment'>;
  readonly oidc: Pick<World['oidc'], 'requestUrl' | 'requestToken'>;
  readonly aws: Pick<World['aws'], 'url'>;
  readonly github: Pick<World['github'], 'url'>;
}

/** Runs a bundle as GitHub's runner does: https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export async function runAction(world: Surroundings, root: string, run: ActionRun): Promise<FinishedAction> {
  const files = mkdtempSync(join(world.directory, 'runner-'));
  const event = join(files, 'event.json');
  const output = join(files, 'output');
  const summary = join(files, 'summary');
  writeFileSync(event, JSON.stringify({ repository: { default_branch: 'main' } }));
  writeFileSync(output, '');
  writeFileSync(summary, '');
  const inputs = Object.entries({ ...readDefaults(root, run.name), ...run.inputs }).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  );
  const finished = await runProcess(run.node, ['--import', clockUrl(root), join(root, `action/dist/${run.name}.cjs`)], {
    cwd: run.clone,
    ...(run.onStart === undefined ? {} : { onStart: run.onStart }),
    environment: {
      ...run.environment,
      ...Object.fromEntries(inputs),
      ...world.clock.environment,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: world.github.url,
      GITHUB_GRAPHQL_URL: `${world.github.url}/graphql`,
      GITHUB_SERVER_URL: world.github.url,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_REPOSITORY_ID: String(REPOSITORY_ID),
      GITHUB_WORKSPACE: run.clone,
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_REF: 'refs/heads/main',
      ACTIONS_ID_TOKEN_REQUEST_URL: world.oidc.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: world.oidc.requestToken,
      AWS_ENDPOINT_URL: world.aws.url,
    },
  });
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return { ...finished, summary: read(summary), outputs: read(output) };
}

/** The runner gives an Action the defaults that its action.yml declares. */
function readDefaults(root: string, name: string): Record<string, string> {
  const metadata = load(readFileSync(join(root, `action/${name}/action.yml`), 'utf8')) as {
    inputs?: Record<string, { default?: string }>;
  };
  const declared = Object.entries(metadata.inputs ?? {});
  return Object.fromEntries(
    declared.flatMap(([input, { default: value }]) => (value === undefined ? [] : [[input, value]])),
  );
}

/** What actions/create-github-app-token gives a workflow: an installation token of the App. */
export async function createAppToken(world: World): Promise<string> {
  const { github, app, clock } = world;
  // The sandbox's clock may be ahead of this process's, and it refuses a token that is too old.
  const jwt = await githubAppJwt({ id: APP_ID, privateKey: app.privateKey, now: Math.floor(clock.now() / 1000) });
  const response = await fetch(`${github.url}/app/installations/${app.installationId}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt.token}`, accept: 'application/vnd.github+json' },
  });
  const answer: unknown = await response.json();
  if (typeof answer === 'object' && answer !== null && 'token' in answer) return String(answer.token);
  throw new Error(`The sandbox gives no token: ${response.status}`);
}
