import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from './authenticate.js';
import { isRecord } from './body.js';
import { answerConditionally } from './etag.js';
import { findRepository } from './find.js';
import { isGitPath, serveGit } from './git-http.js';
import { answerGraphql } from './graphql/answer.js';
import { authorise, authoriseInRepository } from './permissions.js';
import { giveBack, isOverLimit, type Meter, rateHeaders, spend } from './rate-limit.js';
import { notFound, Refusal } from './refusal.js';
import { type Answer, findRoute } from './router.js';
import { routes } from './routes/all.js';
import type { Actor, World } from './state.js';

/** One request to the API, as the journal keeps it. */
export interface RequestRecord {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The template, e.g. `GET /repos/{owner}/{repo}/pulls/{pull_number}`; the path itself where no route fits. */
  route: string;
  graphqlOperation?: string;
  status: number;
  /** A login; undefined without credentials. */
  actor: string | undefined;
  /** The JSON of the request and of the answer, for whoever holds them to GitHub's description. */
  requestBody: unknown;
  responseBody: unknown;
}

const largestBody = 64 * 1024 * 1024;

/** Answers one HTTP request: git, GraphQL or REST. API requests go into the journal. */
export async function serve(
  world: World,
  journal: RequestRecord[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', world.url);
  if (isGitPath(url.pathname)) return serveGit(world, url, request, response);
  const method = request.method ?? 'GET';
  const record: RequestRecord = {
    method,
    path: `${url.pathname}${url.search}`,
    route: `${method} ${url.pathname}`,
    status: 0,
    actor: undefined,
    requestBody: undefined,
    responseBody: undefined,
  };
  journal.push(record);
  const isGraphql = url.pathname === '/graphql';
  const meter: Meter = { resource: isGraphql ? 'graphql' : 'core', actor: undefined, isSpent: false };
  let answer: Answer;
  try {
    answer = await answerApi(world, record, meter, url, request);
  } catch (error) {
    answer = answerError(error);
  }
  if (method === 'GET' && !isGraphql) answer = answerConditionally(answer, request.headers['if-none-match']);
  if (answer.status === 304) giveBack(world, meter);
  record.status = answer.status;
  record.responseBody = answer.body;
  send(world, response, { ...answer, headers: { ...rateHeaders(world, meter), ...answer.headers } });
}

async function answerApi(
  world: World,
  record: RequestRecord,
  meter: Meter,
  url: URL,
  request: IncomingMessage,
): Promise<Answer> {
  const bytes = await readBody(request);
  const body = parseJson(bytes);
  record.requestBody = body;
  const actor = authenticate(world, request.headers.authorization);
  record.actor = actor?.account.login;
  meter.actor = actor;
  const tooMany = meter.resource === 'graphql' ? isOverLimit(world, meter) : undefined;
  if (tooMany) return { status: 200, body: { errors: [{ type: 'RATE_LIMITED', message: tooMany }] } };
  // "Accessing this endpoint does not count against your REST API rate limit": https://docs.github.com/en/rest/rate-limit
  if (url.pathname !== '/rate_limit') spend(world, meter);
  if (url.pathname === '/graphql' && record.method === 'POST') {
    record.route = 'POST /graphql';
    return answerGraphql(world, requireActor(actor), body, (name) => {
      record.graphqlOperation = name;
    });
  }
  const found = findRoute(routes, record.method, url.pathname);
  if (!found) throw notFound();
  const { route, params } = found;
  record.route = route.template;
  const known = requireActor(actor);
  const call = {
    world,
    actor: known,
    params,
    query: url.searchParams,
    body,
    headers: request.headers,
    address: `${world.url}${url.pathname}`,
  };
  if (!route.handleInRepository) {
    authorise(known, route.needs);
    return route.handle(call);
  }
  if (known.kind === 'app')
    throw new Refusal(401, 'A JSON web token could not be used here: this endpoint takes an installation token');
  const repository = findRepository(world, `${params['owner']}/${params['repo']}`);
  if (!repository) throw notFound();
  authoriseInRepository(world, known, repository, route.needs, route.level);
  return route.handleInRepository({ ...call, repository });
}

function requireActor(actor: Actor | undefined): Actor {
  if (!actor) throw new Refusal(401, 'Requires authentication');
  return actor;
}

function parseJson(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
  // Octokit sends a bare list for some calls, e.g. labels.
  if (Array.isArray(value)) return { labels: value };
  if (!isRecord(value)) throw new Refusal(400, 'Body should be a JSON object');
  return value;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new Refusal(413, 'Payload too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const documentation = 'https://docs.github.com/rest';

function answerError(error: unknown): Answer {
  if (error instanceof Refusal) {
    const errors = error.errors ? { errors: error.errors } : {};
    const body = {
      message: error.message,
      ...errors,
      documentation_url: error.documentation,
      status: String(error.status),
    };
    return { status: error.status, body, headers: error.headers };
  }
  // A fault of the sandbox itself: say what, for whoever runs the tests.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: `The sandbox failed: ${message}`, documentation_url: documentation } };
}

function send(world: World, response: ServerResponse, answer: Answer): void {
  const raw = Buffer.isBuffer(answer.body);
  const body = raw ? answer.body : answer.body === undefined ? undefined : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    // Clients mend their clocks by this one.
    date: new Date(world.now()).toUTCString(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    ...answer.headers,
  });
  response.end(body);
}
