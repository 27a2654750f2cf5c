import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Probot, ProbotOctokit } from 'probot';
import { UsageError } from '../use-cases/usage-error.js';
import type { AppPorts } from './app-ports.js';
import { fetchInTime } from './ask-in-time.js';
import { findPayloadFault } from './check-payload.js';
import { wireLapse } from './lapse-app.js';
import { type ConnectionLimit, limitConnections } from './limit-connections.js';
import { paceRequests } from './pace-requests.js';
import { type Body, createBodyReader } from './read-body.js';
import type { Settings } from './read-settings.js';

export const WEBHOOK_PATH = '/api/github/webhooks';

/**
 * A body that arrives more slowly than this is nobody's webhook: GitHub itself ends a delivery after ten seconds
 * (https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks#respond-within-10-seconds).
 */
const LONGEST_REQUEST = 10_000;

/** Node looks every 30 seconds otherwise, and nothing is ended between two looks. */
const BETWEEN_LOOKS = 1_000;

/** Of strangers, at once. A system that lets a process have no more than 1,024 files open leaves enough for our own. */
export const MOST_CONNECTIONS = 800;

/** What there is, and how it is asked for. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['/ping', 'GET'],
  [WEBHOOK_PATH, 'POST'],
]);

export interface RunningServer {
  /** `http://host:port`, with the port that was really taken. */
  readonly url: string;
  /** Takes no new webhooks, and lets those that are under way finish. */
  stop(): Promise<void>;
}

/**
 * Starts the App: webhooks at `/api/github/webhooks`, `/ping`, and 404 for all else. Probot's own server knows no free
 * port and no time limits, so this one stands before its middleware.
 * @throws {UsageError} where the port is taken.
 */
export async function startServer(settings: Settings, ports: AppPorts): Promise<RunningServer> {
  const baseUrl = settings.apiUrl === null ? {} : { baseUrl: settings.apiUrl };
  const pace = paceRequests();
  const probot = new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    logLevel: settings.logLevel,
    logFormat: 'json',
    logLevelInString: true,
    // Probot gives throttle settings of its own along with each client, so ours have to be laid over them.
    Octokit: ProbotOctokit.defaults((options: { readonly throttle?: object }) => ({
      ...baseUrl,
      ...options,
      throttle: { ...options.throttle, ...pace },
      // Each evaluation asks again by itself, for as long as there is time (ask-in-time.ts).
      retry: { enabled: false },
    })),
    ...baseUrl,
    // Given here it serves the requests for installation tokens too.
    request: { fetch: fetchInTime },
  });
  let finish = async () => {};
  await probot.load((app) => {
    finish = wireLapse(app, ports);
  });
  const middleware = await probot.getNodeMiddleware({ path: WEBHOOK_PATH });
  const readBody = createBodyReader();
  // Octokit's middleware checks it too, but answers 400, as if something were wrong with the request's form.
  const isSigned = async (request: IncomingMessage, body: string): Promise<boolean> => {
    const signature = request.headers['x-hub-signature-256'];
    return (
      body !== '' &&
      typeof signature === 'string' &&
      signature !== '' &&
      (await probot.webhooks.verify(body, signature))
    );
  };
  const limits = { requestTimeout: LONGEST_REQUEST, connectionsCheckingInterval: BETWEEN_LOOKS };
  const server = createServer(limits, (request, response) => {
    serve(request, response, { middleware, readBody, isSigned, limit, log: probot.log }).catch((error: unknown) => {
      probot.log.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const limit = limitConnections(server, MOST_CONNECTIONS);
  await listen(server, settings);
  const { port } = server.address() as AddressInfo;
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  probot.log.info({ url }, 'listening');
  return { url, stop: () => stop(server).then(finish) };
}

interface Serving {
  readonly middleware: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly readBody: (request: IncomingMessage) => Promise<Body>;
  readonly isSigned: (request: IncomingMessage, body: string) => Promise<boolean>;
  readonly limit: ConnectionLimit;
  readonly log: Pick<Probot['log'], 'warn'>;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { middleware, readBody, isSigned, limit, log }: Serving,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const method = METHODS.get(path);
  if (method !== undefined && request.method !== method) {
    response.writeHead(405, { allow: method, 'content-type': 'text/plain' }).end('Method not allowed\n');
    return;
  }
  if (path === '/ping') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('PONG');
    return;
  }
  if (path === WEBHOOK_PATH) {
    const body = await readBody(request);
    if ('status' in body) {
      // What is still on its way is not waited for.
      log.warn({ status: body.status }, 'refused a webhook: too large, broken off, or too many at once');
      response.writeHead(body.status, { connection: 'close' }).end(() => request.destroy());
      return;
    }
    if (!(await isSigned(request, body.text))) {
      log.warn({ status: 401 }, 'refused a webhook: its signature is missing or wrong');
      response.writeHead(401, { 'content-type': 'text/plain' }).end('The signature is missing or wrong\n');
      return;
    }
    limit.keep(request, response);
    const fault = findPayloadFault(request.headers['x-github-event'], body.text);
    if (fault !== null) {
      log.warn({ status: 400 }, `refused a webhook: it is ${fault}`);
      response.writeHead(400, { 'content-type': 'text/plain' }).end(`The body is ${fault}\n`);
      return;
    }
    // Octokit's middleware takes a body that was read before it, and reads the stream only where there is none.
    request.body = body.text;
    if (await middleware(request, response)) return;
  }
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
}

function listen(server: Server, settings: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `cannot listen on ${settings.host} port ${settings.port} (${cause.code})`;
      reject(new UsageError(message, 'Set PORT or HOST to something free.', { cause }));
    });
    server.listen(settings.port, settings.host, resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
