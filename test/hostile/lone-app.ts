import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { start } from '../../sandbox/world/run-process.js';
import { waitFor } from '../../sandbox/world/wait-for.js';
import { ROOT } from '../e2e/start-lapse.js';

export const SECRET = 'a-secret-that-no-log-holds';
export const WEBHOOKS = '/api/github/webhooks';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

/** The real App as a process, with nobody behind it: what it asks of GitHub fails. */
export interface LoneApp {
  readonly url: string;
  readonly port: number;
  log(): string;
  /** The most memory that it has held, in MiB; null where the system does not tell. */
  peakMemory(): number | null;
  /** Gives the exit code. */
  stop(): Promise<number | null>;
}

export async function startLoneApp(): Promise<LoneApp> {
  const running = start(process.execPath, [join(ROOT, 'dist/app.js')], {
    cwd: ROOT,
    environment: {
      NODE_ENV: 'production',
      APP_ID: '1001',
      PRIVATE_KEY,
      WEBHOOK_SECRET: SECRET,
      HOST: '127.0.0.1',
      PORT: '0',
      // Nobody listens at the port for discarding: https://www.rfc-editor.org/rfc/rfc863
      GITHUB_API_URL: 'http://127.0.0.1:9',
    },
  });
  const log = () => running.stdout() + running.stderr();
  const url = await waitFor('the App to listen', async () => /"url":"(http:[^"]+)"/.exec(log())?.[1] ?? null);
  return {
    url,
    port: Number(new URL(url).port),
    log,
    peakMemory() {
      if (process.platform !== 'linux') return null;
      const status = readFileSync(`/proc/${running.process.pid}/status`, 'utf8');
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
    },
    async stop() {
      if (running.process.exitCode !== null) return running.process.exitCode;
      const exited = once(running.process, 'exit');
      running.process.kill('SIGTERM');
      await exited;
      return running.process.exitCode;
    },
  };
}

/** What of the App's settings no log and no answer may hold. */
export function secretsIn(text: string): string[] {
  const secrets = [SECRET, ...PRIVATE_KEY.split('\n').filter((line) => line.length === 64)];
  return secrets.filter((secret) => text.includes(secret));
}

export function sign(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The headers of GitHub's deliveries, but the signature: https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers */
export function deliveryHeaders(event = 'pull_request'): OutgoingHttpHeaders {
  return { 'content-type': 'application/json', 'x-github-event': event, 'x-github-delivery': randomUUID() };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on a connection of its own, exactly as it is given: nothing is followed, normalised or kept alive. */
export function ask(
  url: string,
  options: { readonly method?: string; readonly path: string; readonly headers?: OutgoingHttpHeaders },
  body: string | Buffer = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...options, agent: false, signal: AbortSignal.timeout(15_000) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Sends bytes as they are, and gives all that comes back until the other side hangs up. */
export function sendRaw(port: number, bytes: string, then: (write: (more: string) => void) => void = () => {}) {
  return new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      then((more) => socket.write(more));
    });
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    // Whoever is cut off may be told so by a reset.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}
