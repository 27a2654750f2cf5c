import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Settings } from '../../src/app/read-settings.js';
import { type RunningServer, startServer } from '../../src/app/start-server.js';
import { NOW } from '../approval/facts-builder.js';
import { PROVIDERS } from '../use-cases/fake-reading.js';

const SECRET = 'a-secret-of-ours';
export const HEAD = 'a'.repeat(40);
export const OTHER = 'd'.repeat(40);
export const BOTH = (sha: string) => [`access/request success ${sha}`, `access/approval success ${sha}`];

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

/** The App on a free port, in this process. */
export function startApp(github: { readonly url: string }, rest: Partial<Settings> = {}): Promise<RunningServer> {
  const settings: Settings = {
    appId: 1,
    privateKey: PEM,
    webhookSecret: SECRET,
    host: '127.0.0.1',
    port: 0,
    apiUrl: github.url,
    logLevel: 'fatal',
    ...rest,
  };
  return startServer(settings, { providers: PROVIDERS, now: () => NOW });
}

const REPOSITORY = { name: 'access', full_name: 'acme/access', default_branch: 'main', owner: { login: 'acme' } };

/** Sends an event as GitHub does, and gives the status of the answer. */
export async function sendEvent(url: string, event: string, payload: object, secret = SECRET): Promise<number> {
  return sendBody(url, event, JSON.stringify({ repository: REPOSITORY, installation: { id: 7 }, ...payload }), secret);
}

/** Any bytes, signed. */
export async function sendBody(url: string, event: string, body: string, secret = SECRET): Promise<number> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  expect(text).not.toContain(SECRET);
  return response.status;
}

export function pullRequest(action: string) {
  return { action, number: 12, pull_request: { number: 12, head: { sha: HEAD } } };
}

export function push(rest: object = {}) {
  const commits = [{ added: [], modified: ['access/people.yaml'], removed: [] }];
  return { ref: 'refs/heads/main', forced: false, commits, ...rest };
}
