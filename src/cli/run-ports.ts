import type { GitHub } from '../github/github.js';
import { providers } from '../providers/providers.js';
import { showInvisible } from '../render/show-invisible.js';
import type { RunPorts } from '../use-cases/run-ports.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { Cli, GlobalOptions } from './cli.js';
import { openHere } from './open-here.js';

const REPOSITORY = /^([A-Za-z0-9-]+)\/([A-Za-z0-9._-]+)$/;

/** Everything that a run needs, from the usual variables. @throws {UsageError} where one is missing, with the cure. */
export async function openRunPorts(cli: Cli, options: GlobalOptions): Promise<RunPorts> {
  const token = readToken(cli);
  const github = await connectGitHub(cli);
  const serverUrl = cli.env['GITHUB_SERVER_URL'] || 'https://github.com';
  return {
    repository: await openHere(options, { token, serverUrl }),
    github,
    providers,
    identityToken: null,
    now: () => cli.now(),
    sleep: (milliseconds) => cli.sleep(milliseconds),
    progress: (line) => cli.report(`${showInvisible(line)}\n`),
  };
}

/**
 * Where the log of this run is, for the evidence; undefined outside of GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function readRunUrl({ env }: Pick<Cli, 'env'>): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  // Everybody may read the evidence.
  if (!server || !URL.canParse(server) || new URL(server).username + new URL(server).password !== '') return undefined;
  return repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}

/** GitHub's number of the repository, which is in the mark on everything that we provision. */
export async function readRepositoryId(cli: Cli): Promise<number> {
  const given = cli.env['GITHUB_REPOSITORY_ID'];
  if (!given) {
    if (!cli.env['GITHUB_TOKEN']) {
      const cure = 'set it, or set GITHUB_TOKEN and GITHUB_REPOSITORY so that GitHub can be asked for it';
      throw new UsageError('GITHUB_REPOSITORY_ID is not set', cure);
    }
    return (await (await connectGitHub(cli)).readTip()).repositoryId;
  }
  const id = Number(given);
  if (Number.isSafeInteger(id) && id > 0) return id;
  const cure = 'set it to the number that GitHub gives the repository';
  throw new UsageError(`GITHUB_REPOSITORY_ID is ${JSON.stringify(given)}`, cure);
}

/** Octokit loads only here, so that what does without GitHub starts fast. @throws {UsageError} where a variable is missing, with the cure. */
export async function connectGitHub(cli: Cli): Promise<GitHub> {
  const token = readToken(cli);
  const [, owner, name] = REPOSITORY.exec(cli.env['GITHUB_REPOSITORY'] ?? '') ?? [];
  if (owner === undefined || name === undefined) {
    throw new UsageError('GITHUB_REPOSITORY does not name a repository', 'set it to owner/name, such as acme/access');
  }
  const { openGitHub } = await import('../github/open-github.js');
  const { createOctokit } = await import('../github/octokit.js');
  const apiUrl = cli.env['GITHUB_API_URL'];
  const graphqlUrl = cli.env['GITHUB_GRAPHQL_URL'];
  const octokit = createOctokit({ token, ...(apiUrl ? { apiUrl } : {}), ...(graphqlUrl ? { graphqlUrl } : {}) });
  return openGitHub({ octokit, owner, name });
}

function readToken(cli: Cli): string {
  const token = cli.env['GITHUB_TOKEN'];
  if (token) return token;
  throw new UsageError(
    'GITHUB_TOKEN is not set',
    'set it to an installation token of the App, or another that may do as much',
  );
}
