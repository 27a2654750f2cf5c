import { GitHubError, type GitHubErrorKind } from './github.js';

/** A call, as an error tells of it. */
export interface Call {
  /** `POST /repos/{owner}/{repo}/check-runs`, or what a GraphQL query does. */
  readonly what: string;
  /** The permission that an App or a token needs for it: `Checks: write`. */
  readonly permission: string;
}

/** The parts of Octokit's `RequestError` and `GraphqlResponseError` that we read. */
interface ClientError {
  readonly message?: string;
  readonly status?: number;
  readonly response?: { readonly headers?: Record<string, unknown>; readonly data?: unknown };
  /** GraphQL's errors. */
  readonly errors?: readonly GraphqlError[];
  /** What GraphQL answered besides its errors. */
  readonly data?: unknown;
}

interface GraphqlError {
  readonly type?: string;
  readonly message?: string;
  readonly path?: readonly (string | number)[];
}

const LONGEST_WORDS = 300;

/** Control characters and line ends would let GitHub's words (which quote hostile text) forge lines of a log. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Turns whatever a client threw into a {@link GitHubError} that says what to do. Its message holds no token and no whole answer. */
export function toGitHubError(error: unknown, call: Call): GitHubError {
  if (error instanceof GitHubError) return error;
  const client: ClientError = typeof error === 'object' && error !== null ? error : {};
  const kind = client.errors === undefined ? kindOfStatus(client) : kindOfErrors(client.errors);
  return new GitHubError(kind, `${explain(kind, call)} GitHub says: ${wordsOf(client)}`, { cause: error });
}

/** The same refusal, where it means that somebody else was first. */
export function asStale(error: GitHubError, call: Call): GitHubError {
  return new GitHubError('stale', `${explain('stale', call)} GitHub says: ${wordsOf(error)}`, { cause: error.cause });
}

/**
 * What GraphQL answered where it refused nothing but these fields, for want of a permission or of anything there; null
 * otherwise. It answers the rest of such a query: https://spec.graphql.org/October2021/#sec-Handling-Field-Errors
 */
export function readPermitted(error: unknown, fields: readonly string[]): unknown {
  const { errors = [], data }: ClientError = typeof error === 'object' && error !== null ? error : {};
  if (errors.length === 0 || typeof data !== 'object' || data === null) return null;
  const isOptional = ({ type = '', path = [] }: GraphqlError) =>
    LOSABLE.includes(KIND_OF_TYPE[type]) && path.some((step) => fields.includes(String(step)));
  return errors.every(isOptional) ? data : null;
}

/** The HTTP status that a client error carries; null for GraphQL's own errors and where no answer came. */
export function statusOf(error: unknown): number | null {
  const cause = error instanceof GitHubError ? error.cause : error;
  const status = (cause as ClientError | null | undefined)?.status;
  return typeof status === 'number' ? status : null;
}

/** GitHub's own words about a refusal, short and on one line. */
export function wordsOf(error: unknown): string {
  const client = (error instanceof GitHubError ? error.cause : error) as ClientError | null | undefined;
  const words = saidBy(client ?? {}).filter((text) => typeof text === 'string' && text !== '');
  const line = words.join('; ').replace(UNPRINTABLE, ' ').trim();
  if (line === '') return `nothing (status ${client?.status ?? 'unknown'})`;
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}…` : line;
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
function saidBy(client: ClientError): (string | undefined)[] {
  if (client.errors !== undefined) return client.errors.map((error) => error.message);
  const data = client.response?.data as { message?: string; errors?: unknown } | undefined;
  // Without an answer the message is the network's; an answer that is not JSON would be repeated whole.
  if (client.response === undefined) return [client.message];
  if (typeof data !== 'object' || data === null) return [];
  const details = Array.isArray(data.errors) ? data.errors : [];
  return [data.message, ...details.map((detail) => (typeof detail === 'string' ? detail : detail?.message))];
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function isRateLimit(client: ClientError): boolean {
  const headers = client.response?.headers ?? {};
  if (String(headers['x-ratelimit-remaining']) === '0' || headers['retry-after'] !== undefined) return true;
  return /rate limit/i.test(wordsOf(client));
}

function kindOfStatus(client: ClientError): GitHubErrorKind {
  const status = client.status ?? 0;
  if (status === 401) return 'unauthorised';
  if (status === 403) return isRateLimit(client) ? 'unavailable' : 'not-permitted';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 408 || status === 429) return 'unavailable';
  return status >= 400 && status < 500 ? 'refused' : 'unavailable';
}

/** GitHub publishes no list of `errors[].type`; these are the ones it is known to answer with. */
const KIND_OF_TYPE: Readonly<Record<string, GitHubErrorKind>> = {
  FORBIDDEN: 'not-permitted',
  INSUFFICIENT_SCOPES: 'not-permitted',
  NOT_FOUND: 'not-found',
  STALE_DATA: 'stale',
  UNPROCESSABLE: 'refused',
  RATE_LIMITED: 'unavailable',
  RATE_LIMIT: 'unavailable',
  RESOURCE_LIMITS_EXCEEDED: 'unavailable',
  SERVICE_UNAVAILABLE: 'unavailable',
  INTERNAL: 'unavailable',
};

/** What a field may be lost by: no answer at all (`unavailable`) may be one the next time. */
const LOSABLE: readonly (GitHubErrorKind | undefined)[] = ['not-permitted', 'not-found'];

/** One query may fail in several ways; the first that somebody can mend is told. */
function kindOfErrors(errors: NonNullable<ClientError['errors']>): GitHubErrorKind {
  const kinds = errors.map((error): GitHubErrorKind => {
    const known = error.type === undefined ? undefined : KIND_OF_TYPE[error.type];
    if (known !== undefined) return known;
    return /something went wrong|timeout|timed out|rate limit/i.test(error.message ?? '') ? 'unavailable' : 'refused';
  });
  const order: readonly GitHubErrorKind[] = ['not-permitted', 'stale', 'unavailable', 'not-found', 'refused'];
  return order.find((kind) => kinds.includes(kind)) ?? 'unavailable';
}

function explain(kind: GitHubErrorKind, call: Call): string {
  switch (kind) {
    case 'unauthorised':
      return `GitHub refuses the token for ${call.what} (401): set a valid GITHUB_TOKEN, or for the App its APP_ID and PRIVATE_KEY.`;
    case 'not-permitted':
      return `GitHub does not permit ${call.what}: give the App or token the permission “${call.permission}”.`;
    case 'not-found':
      return `GitHub does not find what ${call.what} asks for: it is not there, or hidden for want of the permission “${call.permission}”.`;
    case 'stale':
      return `GitHub refuses ${call.what}: what it builds upon has moved meanwhile; run it again.`;
    case 'refused':
      return `GitHub refuses ${call.what}.`;
    case 'unavailable':
      return `GitHub did not answer ${call.what}: try again later.`;
  }
}
