import { type Call, readPermitted, toGitHubError } from './errors.js';
import type { OctokitLike } from './octokit.js';

/** One repository at GitHub, and the client to speak to it. */
export interface Connection {
  readonly octokit: OctokitLike;
  readonly owner: string;
  readonly name: string;
}

/**
 * Every REST call that we make, and the permission that it needs, by the names of an App's settings:
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
const ROUTES = {
  'GET /repos/{owner}/{repo}/pulls': 'Pull requests: read',
  'POST /repos/{owner}/{repo}/pulls': 'Pull requests: write',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': 'Pull requests: read',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': 'Pull requests: write',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': 'Pull requests: read',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': 'Contents: write',
  'GET /repos/{owner}/{repo}/commits/{ref}': 'Contents: read',
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': 'Contents: read',
  'GET /repos/{owner}/{repo}/git/ref/{ref}': 'Contents: read',
  'POST /repos/{owner}/{repo}/git/trees': 'Contents: write',
  'POST /repos/{owner}/{repo}/git/commits': 'Contents: write',
  'POST /repos/{owner}/{repo}/git/refs': 'Contents: write',
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': 'Contents: write',
  'POST /repos/{owner}/{repo}/check-runs': 'Checks: write',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': 'Checks: write',
  'POST /repos/{owner}/{repo}/issues': 'Issues: write',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': 'Issues: write',
  'POST /repos/{owner}/{repo}/labels': 'Issues: write',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': 'Pull requests: write',
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': 'Pull requests: read',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': 'Pull requests: write',
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': 'Pull requests: write',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': 'Pull requests: write',
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': 'Members: read (organisation)',
} as const satisfies Record<string, string>;

export type Route = keyof typeof ROUTES;

export interface Answer<T> {
  readonly data: T;
  /** Whether the `Link` header names a further page. */
  readonly hasNext: boolean;
}

/**
 * One REST request. Writes that are not the same when done twice are never repeated by the client's retry plugin:
 * a lost answer would make a second comment, and a refused merge (409) would be tried for 14 seconds.
 * @throws {GitHubError}
 */
export async function ask<T>(
  connection: Connection,
  route: Route,
  parameters: Record<string, unknown>,
): Promise<Answer<T>> {
  const call: Call = { what: route, permission: ROUTES[route] };
  // Octokit puts what a template has no place for into the query or the body.
  const repository = route.includes('{repo}') ? { owner: connection.owner, repo: connection.name } : {};
  const options = route.startsWith('GET ') ? {} : { request: { retries: 0 } };
  try {
    const response = await connection.octokit.request(route, { ...repository, ...parameters, ...options });
    return { data: response.data as T, hasNext: /;\s*rel="next"/.test(response.headers.link ?? '') };
  } catch (error) {
    throw toGitHubError(error, call);
  }
}

/**
 * One GraphQL request; `owner` and `name` are given to it.
 * @param optional fields, by the name in the answer, that the token may lack the permission for: they are null then.
 * @throws {GitHubError}
 */
export async function query<T>(
  connection: Connection,
  call: Call,
  document: string,
  variables: Record<string, unknown>,
  optional: readonly string[] = [],
): Promise<T> {
  try {
    const { owner, name } = connection;
    return (await connection.octokit.graphql(document, { owner, name, ...variables })) as T;
  } catch (error) {
    const permitted = readPermitted(error, optional);
    if (permitted !== null) return permitted as T;
    throw toGitHubError(error, call);
  }
}
