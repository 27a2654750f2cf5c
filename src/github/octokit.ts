import { retry } from '@octokit/plugin-retry';
import { Octokit } from '@octokit/rest';
import packageJson from '../../package.json' with { type: 'json' };
import { GitHubError } from './github.js';

/**
 * What we use of an Octokit client: what Probot 14 hands out and what `@octokit/rest` makes both fit.
 * `request` takes a route such as `GET /repos/{owner}/{repo}` and fills its template with encoded parameters.
 */
export interface OctokitLike {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ readonly data: unknown; readonly headers: { readonly link?: string | undefined } }>;
  graphql(query: string, variables?: Record<string, unknown>): Promise<unknown>;
}

/** One request of ours that takes longer is given up; Node's own limit is five minutes. */
const REQUEST_TIMEOUT_MILLISECONDS = 30_000;

/** `fetch` with a limit in time for each attempt, so that waiting in a client's queue does not count. */
export function fetchWithTimeout(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  return fetch(input, { ...init, signal });
}

/** What GitHub could not answer (5xx, no connection) is asked again, three times; writes say for themselves that they are not. */
const RetryingOctokit = Octokit.plugin(retry);

/**
 * A client for the Actions and the command line.
 * @param options.apiUrl such as `https://api.github.com`; `GITHUB_API_URL` on a runner.
 * @param options.retries how often a request without an answer is made again; default 3.
 * @param options.graphqlUrl where it is not below `apiUrl`; `GITHUB_GRAPHQL_URL` on a runner.
 * @throws {GitHubError} where the token or an address is none.
 */
export function createOctokit(options: {
  token: string;
  apiUrl?: string;
  graphqlUrl?: string;
  retries?: number;
}): OctokitLike {
  refuseSecretsInErrors(options);
  const retries = options.retries ?? 3;
  const octokit = new RetryingOctokit({
    auth: options.token,
    userAgent: `lapse/${packageJson.version}`,
    ...(options.apiUrl === undefined ? {} : { baseUrl: withoutSlashes(options.apiUrl) }),
    request: { fetch: fetchWithTimeout },
    retry: { enabled: retries > 0, retries },
    // What goes wrong is thrown as a GitHubError; a 404 that is an answer must not stand in the log as an error.
    log: { debug: ignore, info: ignore, warn: console.warn, error: ignore },
  });
  const graphql =
    options.graphqlUrl === undefined ? octokit.graphql : octokit.graphql.defaults({ url: options.graphqlUrl });
  return { request: octokit.request, graphql };
}

/** `fetch` quotes whole what it cannot send: a token with a line break in it, and an address with a password. */
function refuseSecretsInErrors({ token, apiUrl, graphqlUrl }: Parameters<typeof createOctokit>[0]): void {
  if (!/^[!-~]+$/.test(token)) {
    const cure = 'set GITHUB_TOKEN anew, to the token and nothing else.';
    throw new GitHubError(
      'unauthorised',
      `The token for GitHub holds a space, a line break or what no token holds: ${cure}`,
    );
  }
  for (const [name, url] of Object.entries({ GITHUB_API_URL: apiUrl, GITHUB_GRAPHQL_URL: graphqlUrl })) {
    if (url === undefined) continue;
    if (!URL.canParse(url) || new URL(url).username + new URL(url).password !== '') {
      throw new GitHubError(
        'unauthorised',
        `${name} is no address, or holds a password: leave that out, the token is enough.`,
      );
    }
  }
}

function ignore(): void {}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables: `GITHUB_API_URL` has none, but people write them. */
function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}
