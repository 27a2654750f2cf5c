import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '../../sandbox/world/wait-for.js';
import { type Lapse, requestText, startLapse } from '../e2e/start-lapse.js';
import { ask, deliveryHeaders, type LoneApp, secretsIn, sendRaw, sign, startLoneApp, WEBHOOKS } from './lone-app.js';

const MEBIBYTE = 1024 * 1024;
const BODY = JSON.stringify({ action: 'opened', number: 12, installation: { id: 7 } });
const OTHER = JSON.stringify({ action: 'opened', number: 13, installation: { id: 7 } });
const AT_ONCE = 500;

let app: LoneApp;
/** What became of connections that are slow, and after how many milliseconds; asked for first, because it takes the longest. */
let slow: Promise<readonly { readonly answer: string; readonly took: number }[]>;

beforeAll(async () => {
  app = await startLoneApp();
  const head = `POST ${WEBHOOKS} HTTP/1.1\r\nhost: x\r\n`;
  const starts = [
    `${head}content-length: 1000\r\n\r\n`,
    `${head}transfer-encoding: chunked\r\n\r\n500\r\n`,
    `${head}x-filling: `,
    null,
  ];
  slow = Promise.all(starts.map(dribble));
});
afterAll(async () => {
  await app.stop();
});

/** A byte a second after this start; null: no byte at all. */
async function dribble(start: string | null): Promise<{ readonly answer: string; readonly took: number }> {
  const before = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const answer = await sendRaw(app.port, start ?? '', (write) => {
    if (start !== null) timer = setInterval(() => write('x'), 1_000);
  });
  clearInterval(timer);
  return { answer, took: performance.now() - before };
}

const deliver = (body: string | Buffer, headers: Readonly<Record<string, string | string[]>>) =>
  ask(app.url, { method: 'POST', path: WEBHOOKS, headers: { ...deliveryHeaders(), ...headers } }, body);

describe('a webhook without GitHub’s signature is refused, and nothing is done', () => {
  const sound = sign(BODY);
  const sha1 = `sha1=${createHmac('sha1', 'a-secret-that-no-log-holds').update(BODY).digest('hex')}`;
  test.each<[string, Readonly<Record<string, string | string[]>>]>([
    ['none', {}],
    ['an empty one', { 'x-hub-signature-256': '' }],
    ['one by another secret', { 'x-hub-signature-256': sign(BODY, 'another') }],
    ['one by an empty secret', { 'x-hub-signature-256': sign(BODY, ' ') }],
    ['one by the secret that Probot takes where none is set', { 'x-hub-signature-256': sign(BODY, 'development') }],
    ['one for another body', { 'x-hub-signature-256': sign(OTHER) }],
    ['one for the same body with a line break', { 'x-hub-signature-256': sign(`${BODY}\n`) }],
    ['a sound one by SHA-1 only', { 'x-hub-signature': sha1 }],
    ['a sound one by SHA-1 in the other header', { 'x-hub-signature-256': sha1 }],
    ['the right one in capitals', { 'x-hub-signature-256': `sha256=${sound.slice('sha256='.length).toUpperCase()}` }],
    ['the right one twice in one header', { 'x-hub-signature-256': `${sound}, ${sound}` }],
    ['half of the right one', { 'x-hub-signature-256': sound.slice(0, 39) }],
    ['the right one without its prefix', { 'x-hub-signature-256': sound.slice('sha256='.length) }],
    ['the right one beside a wrong one', { 'x-hub-signature-256': [sign(OTHER), sound] }],
    ['the right one in another header', { 'x-signature': sound }],
    ['one of no hexadecimals', { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
    ['one of 8 KiB', { 'x-hub-signature-256': `sha256=${'a'.repeat(8192)}` }],
  ])('%s: 401', async (_name, headers) => {
    const { status, text } = await deliver(BODY, headers);
    expect([status, text]).toEqual([401, 'The signature is missing or wrong\n']);
  });
});

describe('a signed webhook that is none', () => {
  const signed = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    deliver(body, { 'x-hub-signature-256': sign(body), ...headers });

  /** An event that nobody handles. */
  const STAR = { 'x-github-event': 'star' };

  test.each<[string, string]>([
    ['no JSON', 'no JSON'],
    ['no object', '[]'],
    ['half an object', BODY.slice(0, -1)],
    ['an object behind a mark of byte order', `\ufeff${BODY}`],
    ['a million brackets', '['.repeat(1_000_000)],
  ])('%s: 400', async (_name, body) => {
    expect((await signed(body)).status).toBe(400);
  });

  test('of another content type: 415', async () => {
    expect((await signed(BODY, { ...STAR, 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });

  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '*', 'error', 'star, star', 'stár', ' '];
  test.each([...NAMES, 'pull_request.opened', 'x'.repeat(8_000)])(
    'of an event by the name of something else in the program, %s: 400',
    async (event) => {
      const before = app.log().length;
      expect((await signed(BODY, { 'x-github-event': event })).status).toBe(400);
      expect(app.log().slice(before)).not.toMatch(/"level":"(?:error|fatal)"/);
    },
  );

  test('of an event that nobody knows yet: 200', async () => {
    expect((await signed(BODY, { 'x-github-event': 'brand_new_event' })).status).toBe(200);
  });

  test('keys that mean something to JavaScript do nothing', async () => {
    const body = '{"action":"__proto__","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    expect((await signed(body, STAR)).status).toBe(200);
    expect((await signed(body)).status).toBe(400);
  });

  test('bytes that are no UTF-8 are signed as bytes and not as what they are read as', async () => {
    const body = Buffer.from('{"action":"\xff"}', 'latin1');
    expect((await deliver(body, { 'x-hub-signature-256': sign(body) })).status).toBe(401);
  });
});

describe('floods from strangers', () => {
  test('a body of 25 MiB is read and refused for its signature, one byte more for its size', async () => {
    const body = Buffer.alloc(25 * MEBIBYTE + 1, 'x');
    expect((await deliver(body.subarray(1), { 'x-hub-signature-256': sign('x') })).status).toBe(401);
    const length = String(body.length);
    const head = `POST ${WEBHOOKS} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`;
    expect(await sendRaw(app.port, head)).toMatch(/^HTTP\/1.1 413 /);
  });

  test('a body that never ends is cut off after 25 MiB', async () => {
    const sent = await new Promise<number>((resolve) => {
      let bytes = 0;
      const chunk = Buffer.alloc(MEBIBYTE, 'x');
      const asked = request(app.url, { method: 'POST', path: WEBHOOKS, agent: false, headers: deliveryHeaders() });
      const more = (error?: Error | null) => {
        if (error || asked.destroyed) return;
        bytes += chunk.length;
        asked.write(chunk, more);
      };
      asked.on('response', (response) => response.resume());
      asked.on('error', () => {});
      asked.on('close', () => resolve(bytes));
      more();
    });
    // What lies in the buffers between the two was sent too.
    expect(sent / MEBIBYTE).toBeLessThan(40);
  });

  test('a body in pieces of one byte, each of which Node keeps apart, is refused long before it has 25 MiB', async () => {
    const head = `POST ${WEBHOOKS} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`;
    expect(await sendRaw(app.port, head + '1\r\nx\r\n'.repeat(300_000))).toMatch(/^HTTP\/1.1 503 /);
  });

  test('fifteen bodies of 20 MiB that do not end: memory stays bounded, and /ping is answered meanwhile', async () => {
    const body = Buffer.alloc(20 * MEBIBYTE, 'x');
    const statuses: (number | undefined)[] = [];
    let closed = 0;
    const open = Array.from({ length: 15 }, () => {
      const asked = request(app.url, { method: 'POST', path: WEBHOOKS, agent: false, headers: deliveryHeaders() });
      asked.on('response', (response) => statuses.push(response.statusCode) && response.resume());
      // Who is still sending may not hear the answer.
      asked.on('error', () => {});
      asked.once('close', () => {
        closed += 1;
      });
      asked.write(body);
      return asked;
    });
    const before = performance.now();
    expect((await ask(app.url, { path: '/ping' })).status).toBe(200);
    expect(performance.now() - before).toBeLessThan(5_000);
    // Five of them are 100 MiB: the others go, long before they are too slow.
    while (closed < 10 && performance.now() - before < 9_000) await new Promise((resolve) => setTimeout(resolve, 20));
    // Nor do those that are left keep GitHub out.
    const answer = await deliver(BODY, { 'x-github-event': 'star', 'x-hub-signature-256': sign(BODY) });
    expect(answer.status).toBe(200);
    for (const asked of open) asked.destroy();
    expect(closed).toBeGreaterThanOrEqual(10);
    expect(statuses.filter((status) => status !== 503)).toEqual([]);
    // 100 MiB of bodies, one that is put together and checked, and Node itself.
    expect(app.peakMemory() ?? 0).toBeLessThan(600);
  });

  test(`${AT_ONCE} unsigned ones at once are each refused`, async () => {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => deliver(BODY, {})));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(AT_ONCE);
  });
});

describe('webhooks that are GitHub’s', () => {
  let lapse: Lapse;
  let number = 0;

  beforeAll(async () => {
    lapse = await startLapse();
    await lapse.alice.push('billing', { 'access/aws-sandbox/alice/billing.yaml': requestText() }, 'Invoice 8841');
    number = await lapse.open(lapse.alice, 'billing');
  }, 60_000);
  afterAll(() => lapse.stop());

  /** What changes GitHub, and is no mere reading: GraphQL's queries are POSTs too. */
  function writes(): string[] {
    const calls = lapse.world.github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
    return calls.map(({ method, path }) => `${method} ${path}`).filter((call) => !call.endsWith('/access_tokens'));
  }

  /** A delivery once more, byte for byte or with another id, signed as GitHub signs. */
  async function replay(body: string, event: string): Promise<number> {
    const headers = { ...deliveryHeaders(event), 'x-hub-signature-256': sign(body, lapse.world.app.webhookSecret) };
    return (await ask(lapse.app.url, { method: 'POST', path: WEBHOOKS, headers }, body)).status;
  }

  test('every delivery of the story replayed, forwards and backwards: nothing is written', async () => {
    const deliveries = lapse.world.github.deliveries.map(
      ({ event, payload }) => [event, JSON.stringify(payload)] as const,
    );
    const before = writes();
    expect(before.length).toBeGreaterThan(2);
    for (const [event, body] of [...deliveries, ...deliveries.toReversed()])
      expect(await replay(body, event)).toBe(200);
    expect(writes()).toEqual(before);
  });

  test(`${AT_ONCE} at once for one pull request: each is answered, and nothing is written`, async () => {
    const opened = lapse.world.github.deliveries.find(
      ({ event, action }) => event === 'pull_request' && action === 'opened',
    );
    const body = JSON.stringify(opened?.payload);
    const before = [writes(), lapse.world.github.requests.length] as const;
    const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => replay(body, 'pull_request')));
    expect(statuses.filter((status) => status === 200)).toHaveLength(AT_ONCE);
    expect(writes()).toEqual(before[0]);
    // Those that wait share an evaluation.
    expect(lapse.world.github.requests.length - before[1]).toBeLessThan(AT_ONCE / 5);
  });

  test('a command replayed commands nothing more, though its comment is gone by now', async () => {
    const { data } = await lapse.alice.octokit.rest.issues.createComment({
      owner: 'acme',
      repo: 'access',
      issue_number: number,
      body: '/lapse revoke',
    });
    await lapse.world.github.settle();
    const told = lapse.world.github.deliveries.find(({ event }) => event === 'issue_comment');
    await lapse.alice.octokit.rest.issues.deleteComment({ owner: 'acme', repo: 'access', comment_id: data.id });
    await lapse.world.github.settle();
    const before = writes();
    await replay(JSON.stringify(told?.payload), 'issue_comment');
    expect(
      writes()
        .slice(before.length)
        .filter((call) => !call.includes('/comments/')),
    ).toEqual([]);
  });

  test('a webhook for a pull request that is gone: acknowledged with one line in the log, and no check succeeds', async () => {
    const opened = lapse.world.github.deliveries.find(({ event }) => event === 'pull_request');
    const body = JSON.stringify(opened?.payload).replaceAll(`"number":${number}`, '"number":4711');
    expect(body).toContain('"number":4711');
    const before = [writes().length, lapse.app.log().length] as const;
    expect(await replay(body, 'pull_request')).toBe(200);
    const since = () => lapse.app.log().slice(before[1]);
    await waitFor('the line in the log', async () => /4711/.exec(since()));
    const told = since().trim().split('\n');
    expect(told.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).toHaveLength(1);
    expect(told.join('\n')).toMatch(/"pullRequest":4711.*GitHub has no such pull request: nothing was judged/);
    expect(
      writes()
        .slice(before[0])
        .filter((call) => !call.endsWith('/check-runs')),
    ).toEqual([]);
  });

  test('its log holds no secret, no token and no signature', () => {
    const log = lapse.app.log();
    expect(log).toMatch(/listening/);
    const { privateKey, webhookSecret } = lapse.world.app;
    for (const secret of [webhookSecret, privateKey.split('\n')[1] ?? '', ...Object.values(lapse.world.tokens)]) {
      expect(secret).not.toBe('');
      expect(log).not.toContain(secret);
    }
    expect(log).not.toMatch(/gh[sp]_\w{8}|sha256=[0-9a-f]{8}|[Bb]earer /);
  });
});

describe('in the end', () => {
  test('what arrives a byte a second, head or body, is cut off in the time that GitHub gives a webhook', async () => {
    for (const { answer, took } of await slow) {
      expect(answer).toMatch(/^HTTP\/1.1 408 /);
      expect(took).toBeLessThan(14_000);
    }
  });

  test('after all of that it lives, and its log holds neither a secret nor a signature', async () => {
    expect((await ask(app.url, { path: '/ping' })).status).toBe(200);
    expect(secretsIn(app.log())).toEqual([]);
    expect(app.log()).not.toMatch(/sha(256|1)=[0-9a-f]{8}/);
    expect(await app.stop()).toBe(0);
  });
});
