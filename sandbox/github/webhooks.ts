import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface DeliveryRecord {
  readonly event: string;
  readonly action: string | undefined;
  readonly app: string;
  /** The `X-GitHub-Delivery` of every attempt. */
  readonly id: string;
  /** For whoever holds it to GitHub's description of the event. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The status of the last answer; undefined while there is none. */
  status: number | undefined;
  attempts: number;
}

/** One attempt at a delivery, as GitHub's list of deliveries has it. `deliveredAt` in milliseconds since the epoch, UTC. */
export interface DeliveryAttempt {
  readonly id: number;
  readonly record: DeliveryRecord;
  readonly redelivery: boolean;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | number>>;
  readonly deliveredAt: number;
  readonly seconds: number;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
}

const retries = 3;
const firstBackOff = 100;
const timeLimit = 10_000;

/** What a delivery has to know of an App. */
interface Receiver {
  readonly slug: string;
  readonly id: number;
  readonly webhookSecret: string;
  webhookUrl: string | undefined;
}

/** Delivers webhooks over HTTP: in order for each App, signed, repeated where the App is down or answers 5xx. */
export class Webhooks {
  readonly deliveries: DeliveryRecord[] = [];
  /** Oldest first. */
  readonly attempts: DeliveryAttempt[] = [];
  readonly #queues = new Map<Receiver, Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #now: () => number;
  #open = 0;
  #lastAttempt = 0;

  /** `now` in milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  send(app: Receiver, event: string, payload: Readonly<Record<string, unknown>>): void {
    const url = app.webhookUrl;
    if (!url) return;
    const action = typeof payload['action'] === 'string' ? payload['action'] : undefined;
    const record: DeliveryRecord = {
      event,
      action,
      app: app.slug,
      id: randomUUID(),
      payload,
      status: undefined,
      attempts: 0,
    };
    this.deliveries.push(record);
    this.#queue(app, url, record);
  }

  /** Sends a delivery once more, behind what is queued. */
  redeliver(app: Receiver, record: DeliveryRecord): void {
    if (app.webhookUrl) this.#queue(app, app.webhookUrl, record);
  }

  #queue(app: Receiver, url: string, record: DeliveryRecord): void {
    const body = Buffer.from(JSON.stringify(record.payload));
    this.#open += 1;
    const previous = this.#queues.get(app) ?? Promise.resolve();
    const next = previous
      .then(() => this.#deliver(app, url, record, body))
      .finally(() => {
        this.#open -= 1;
      });
    this.#queues.set(app, next);
  }

  /** Resolves when nothing is queued or under way. */
  async settle(): Promise<void> {
    while (this.#open > 0) await Promise.all(this.#queues.values());
  }

  /** Gives up what is queued. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.settle();
  }

  async #deliver(app: Receiver, url: string, record: DeliveryRecord, body: Buffer): Promise<void> {
    for (let attempt = 0; attempt <= retries && !this.#stopping.signal.aborted; attempt += 1) {
      if (attempt > 0) await pause(firstBackOff * 2 ** (attempt - 1));
      const requestHeaders = headersOf(app, record, body);
      const [deliveredAt, started] = [this.#now(), performance.now()];
      const redelivery = record.attempts > 0;
      record.attempts += 1;
      record.status = await this.#post(url, requestHeaders, body);
      this.#lastAttempt += 1;
      const [id, seconds] = [this.#lastAttempt, Math.round(performance.now() - started) / 1000];
      const { status } = record;
      this.attempts.push({ id, record, redelivery, url, requestHeaders, deliveredAt, seconds, status });
      if (record.status !== undefined && record.status < 500) return;
    }
  }

  /** The status of the answer, or undefined where there was none in time. */
  #post(url: string, headers: DeliveryAttempt['requestHeaders'], body: Buffer): Promise<number | undefined> {
    return new Promise((resolve) => {
      const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(timeLimit)]);
      const outgoing = request(url, { method: 'POST', headers, signal, agent: false });
      outgoing.on('response', (answer) => {
        answer.on('error', () => resolve(undefined));
        answer.on('end', () => resolve(answer.statusCode));
        answer.resume();
      });
      outgoing.on('error', () => resolve(undefined));
      outgoing.end(body);
    });
  }
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers */
function headersOf(app: Receiver, record: DeliveryRecord, body: Buffer): Record<string, string | number> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(body).digest('hex');
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'content-length': body.length,
    'user-agent': 'GitHub-Hookshot/5a4d2c1',
    'x-github-delivery': record.id,
    'x-github-event': record.event,
    'x-github-hook-id': app.id,
    'x-github-hook-installation-target-id': app.id,
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`,
    'x-hub-signature-256': `sha256=${sign('sha256')}`,
  };
}
