import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmulator } from 'emulate';
import { jwtOf, startAcme } from '../sandbox/github/acme.js';

/** Both hold acme/access: alice and bob may write, the App `lapse` (77) is installed on the organisation. */
export interface GitHubWorld {
  readonly url: string;
  readonly privateKey: string;
  readonly installationId: number;
  readonly tokens: { readonly alice: string; readonly bob: string };
  /** What reached the App's webhook address, as it came. */
  readonly deliveries: Delivery[];
  /** A JWT of the App: signed with its key or with that of a stranger, valid now or an hour ago. */
  jwt(wishes?: { privateKey?: string; isPast?: boolean }): string;
  /** `undefined` sends no Authorization header. */
  ask(method: string, path: string, token?: string, body?: object): Promise<Reply>;
  /** Waits until a delivery of the event is there, whose payload fits. */
  delivered(event: string, fits?: (payload: Delivery['payload']) => boolean): Promise<Delivery>;
  stop(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: two servers' JSON, of which the tests take single fields.
  readonly data: any;
}

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly payload: any;
}

export const WEBHOOK_SECRET = 'a webhook secret';
const APP = 77;
const HOUR = 3_600_000;

export interface Relay {
  readonly url: string;
  readonly deliveries: (Delivery & { readonly answer: number })[];
  /** From now on each delivery goes on to this address, and its answer is noted. */
  forwardTo(url: string): void;
  stop(): Promise<void>;
}

/** Stands at the App's webhook address before the App does: the App wants GitHub's address first. */
export async function startRelay(): Promise<Relay> {
  const deliveries: Relay['deliveries'] = [];
  let target: string | null = null;
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks);
    const headers = Object.entries(request.headers).filter(([name]) => /^(?:x-|content-type$)/.test(name));
    const init = { method: 'POST', body, headers: headers as [string, string][], signal: AbortSignal.timeout(10_000) };
    const answer = target === null ? 200 : await statusOf(target, init);
    deliveries.push({ headers: request.headers, payload: JSON.parse(body.toString('utf8')), answer });
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    deliveries,
    forwardTo(url) {
      target = url;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** 503 where nobody is there (any more). */
function statusOf(url: string, init: RequestInit): Promise<number> {
  return fetch(url, init).then(
    ({ status }) => status,
    () => 503,
  );
}

/** npm `emulate`, which shares nothing with our sandbox: https://github.com/vercel-labs/emulate. */
export async function startEmulator(webhookUrl: string, deliveries: Delivery[]): Promise<GitHubWorld> {
  const installation = { installation_id: 5, account: 'acme' };
  const app = {
    app_id: APP,
    slug: 'lapse',
    name: 'Lapse',
    permissions: { checks: 'write', contents: 'write', pull_requests: 'write', issues: 'write', members: 'read' },
    events: ['pull_request', 'pull_request_review', 'push', 'check_run', 'issue_comment'],
    webhook_url: webhookUrl,
    webhook_secret: WEBHOOK_SECRET,
    installations: [installation],
  };
  const people = ['alice', 'bob', 'carol'].map((login) => ({ login }));
  const tokens = { alice: 'token-of-alice', bob: 'token-of-bob' };
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [tokens.alice]: { login: 'alice' }, [tokens.bob]: { login: 'bob' } },
      github: {
        users: people,
        orgs: [{ login: 'acme', members: people.map(({ login }) => ({ login, role: 'admin' })) }],
        repos: [{ owner: 'acme', name: 'access' }],
        apps: [app],
      },
    },
  });
  const privateKey = emulator.generatedSecrets[0]?.value;
  if (privateKey === undefined) throw new Error('the emulator gave no key');
  // It listens on IPv4 only, and `localhost` may be the other.
  const url = emulator.url.replace('localhost', '127.0.0.1');
  const world = openWorld(url, privateKey, installation.installation_id, tokens, () => Date.now(), deliveries);
  const team = await world.ask('POST', '/orgs/acme/teams', tokens.alice, { name: 'security' });
  const member = await world.ask('PUT', '/orgs/acme/teams/security/memberships/bob', tokens.alice, { role: 'member' });
  if (team.status !== 201 || member.status !== 200) throw new Error('the emulator makes no team');
  return { ...world, stop: () => emulator.close() };
}

export async function startSandbox(): Promise<GitHubWorld> {
  const acme = await startAcme();
  const clone = await acme.clone('alice');
  await clone.commit('Initial commit', { 'README.md': '# access\n' });
  await clone.git('push', '-q', 'origin', 'main');
  const { github, privateKey, installationId, tokens, clock } = acme;
  const world = openWorld(github.url, privateKey, installationId, tokens, () => clock.now, acme.deliveries);
  return { ...world, stop: () => acme.stop() };
}

function openWorld(
  url: string,
  privateKey: string,
  installationId: number,
  tokens: GitHubWorld['tokens'],
  now: () => number,
  deliveries: Delivery[],
): Omit<GitHubWorld, 'stop'> {
  return {
    url,
    privateKey,
    installationId,
    tokens,
    deliveries,
    jwt: (wishes = {}) => jwtOf(wishes.privateKey ?? privateKey, wishes.isPast ? now() - HOUR : now()),
    async ask(method, path, token, body) {
      const response = await fetch(url + path, {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, data: text === '' ? null : JSON.parse(text) };
    },
    async delivered(event, fits = () => true) {
      for (let tries = 0; tries < 100; tries += 1) {
        const found = deliveries.find(({ headers, payload }) => headers['x-github-event'] === event && fits(payload));
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`no ${event} was delivered`);
    },
  };
}
