import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProcess } from '../../sandbox/world/run-process.js';
import { MOST_CONNECTIONS } from '../../src/app/start-server.js';
import { ROOT } from '../e2e/start-lapse.js';
import {
  ask,
  deliveryHeaders,
  type LoneApp,
  SECRET,
  secretsIn,
  sendRaw,
  sign,
  startLoneApp,
  WEBHOOKS,
} from './lone-app.js';

let app: LoneApp;

beforeAll(async () => {
  app = await startLoneApp();
});
afterAll(async () => {
  await app.stop();
});

/** Probot's own server has these: https://github.com/probot/probot/tree/master/src/apps */
const PAGES_OF_PROBOT = ['/probot', '/probot/setup', '/probot/import', '/probot/success', '/probot/static/probot.svg'];

describe('there is nothing but the webhooks and /ping', () => {
  const paths = [
    '/',
    '/favicon.ico',
    '/.env',
    '/metrics',
    '/health',
    '//ping',
    '/ping/',
    '/PING',
    '/%70ing',
    '/ping%00',
  ];
  const near = [`${WEBHOOKS}/`, `${WEBHOOKS}/more`, '/api/github/webhooks.', '/api/../ping', '/../../etc/passwd'];
  test.each([...paths, ...near, ...PAGES_OF_PROBOT])('%s: 404', async (path) => {
    for (const method of ['GET', 'POST']) {
      const { status, text, headers } = await ask(app.url, { method, path });
      expect([method, status, text]).toEqual([method, 404, 'Not found\n']);
      expect(headers['location']).toBeUndefined();
    }
  });

  test('an address of another host in the request line is no way past it: 404', async () => {
    expect((await ask(app.url, { path: 'http://169.254.169.254/ping' })).status).toBe(404);
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s on the webhooks: 405, and which method there is',
    async (method) => {
      const { status, headers } = await ask(app.url, { method, path: WEBHOOKS });
      expect([status, headers.allow]).toEqual([405, 'POST']);
    },
  );

  test('another method on /ping: 405', async () => {
    const { status, headers } = await ask(app.url, { method: 'POST', path: '/ping' });
    expect([status, headers.allow]).toEqual([405, 'GET']);
  });

  test('an answer says nothing of what runs here', async () => {
    for (const path of ['/ping', '/', WEBHOOKS]) {
      const { headers } = await ask(app.url, { path });
      expect(Object.keys(headers).filter((name) => /^(server|x-powered-by)$/.test(name))).toEqual([]);
    }
  });

  test('CONNECT is no proxy: the connection is closed', async () => {
    expect(await sendRaw(app.port, 'CONNECT 169.254.169.254:80 HTTP/1.1\r\nhost: x\r\n\r\n')).not.toMatch(
      /^HTTP\/1.1 2/,
    );
  });

  test('an upgrade to WebSockets is none', async () => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'x',
      'sec-websocket-version': '13',
    };
    expect((await ask(app.url, { path: '/', headers })).status).toBe(404);
  });
});

describe('what is no sound HTTP', () => {
  const start = `POST ${WEBHOOKS} HTTP/1.1\r\nhost: x\r\n`;
  const CHUNKED = 'transfer-encoding: chunked\r\n\r\n';
  test.each<[string, string, number]>([
    ['one header of 64 KiB', `${start}x-filling: ${'x'.repeat(64 * 1024)}\r\n\r\n`, 431],
    ['a thousand headers of 100 bytes', `${start}${`x-filling: ${'x'.repeat(87)}\r\n`.repeat(1000)}\r\n`, 431],
    ['an address of 64 KiB', `GET /${'x'.repeat(64 * 1024)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['two lengths', `${start}content-length: 5\r\ncontent-length: 50\r\n\r\nhello`, 400],
    ['a length beside chunks', `${start}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a length below 0', `${start}content-length: -1\r\n\r\n`, 400],
    ['chunks of no size', `${start}transfer-encoding: chunked\r\n\r\nzz\r\n\r\n`, 400],
    ['chunks with 40 KB of extensions', `${start}${CHUNKED}1;${'a'.repeat(40_000)}\r\nx\r\n0\r\n\r\n`, 413],
    ['80 KB of trailers', `${start}${CHUNKED}1\r\nx\r\n0\r\n${'x-a: b\r\n'.repeat(10_000)}\r\n`, 431],
    ['chunks in chunks', `${start}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a space before the colon', `${start}transfer-encoding : chunked\r\n\r\n0\r\n\r\n`, 400],
    ['lines that end in LF alone', `POST ${WEBHOOKS} HTTP/1.1\nhost: x\ncontent-length: 0\n\n`, 400],
    ['a folded header', `${start}x-a: b\r\n c: d\r\ncontent-length: 0\r\n\r\n`, 400],
    ['a length with a sign', `${start}content-length: +5\r\n\r\nhello`, 400],
    ['two lengths in one header', `${start}content-length: 5, 5\r\n\r\nhello`, 400],
    ['a length that no number holds', `${start}content-length: ${'9'.repeat(30)}\r\n\r\nhello`, 400],
    ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    [
      'an expectation of its own',
      `${start}expect: nothing\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello`,
      417,
    ],
    ['no host', `GET /ping HTTP/1.1\r\n\r\n`, 400],
    ['a zero byte in a header', `${start}x-a: b\0c\r\n\r\n`, 400],
    ['the greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    ['nonsense', 'hello\r\n\r\n', 400],
  ])('%s: refused with its status, and the connection is closed', async (_name, bytes, status) => {
    expect((await sendRaw(app.port, bytes)).split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('strangers who only hold connections', () => {
  const MORE_THAN_ENOUGH = 1_500;

  test(`${MORE_THAN_ENOUGH} of them that say nothing, or half of it, keep neither GitHub nor /ping out`, async () => {
    const half = `POST ${WEBHOOKS} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n`;
    const strangers = Array.from({ length: MORE_THAN_ENOUGH }, (_, index) => {
      const socket = connect(app.port, '127.0.0.1').on('error', () => {});
      if (index % 2 === 0) socket.write(half);
      return socket.resume();
    });
    const isOver = (socket: Socket) => socket.closed || socket.destroyed;
    const limit = Date.now() + 5_000;
    while (strangers.filter(isOver).length < MORE_THAN_ENOUGH - MOST_CONNECTIONS && Date.now() < limit) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // The oldest went, long before they are too slow, and not whoever comes now.
    expect(strangers.filter((socket) => !isOver(socket)).length).toBeLessThanOrEqual(MOST_CONNECTIONS);
    expect(strangers.slice(0, 500).filter(isOver)).toHaveLength(500);
    expect((await ask(app.url, { path: '/ping' })).status).toBe(200);
    const headers = { ...deliveryHeaders('star'), 'x-hub-signature-256': sign('{}') };
    expect((await ask(app.url, { method: 'POST', path: WEBHOOKS, headers }, '{}')).status).toBe(200);
    for (const socket of strangers) socket.destroy();
  });

  test('a thousand requests in one write are answered one after the other', async () => {
    const many = 'GET /ping HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(999);
    const answers = await sendRaw(app.port, `${many}GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1_000);
  });
});

describe('npm start without its settings', () => {
  const npmStart = (environment: Readonly<Record<string, string>>) =>
    runProcess('npm', ['start', '--silent'], { cwd: ROOT, environment: { PORT: '0', ...environment } });

  test('ends at once and names the setting: there is no server, so no page to set up an App', async () => {
    const { exitCode, stdout, stderr } = await npmStart({});
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^lapse: APP_ID is not a number\. Set it/);
    expect(stdout).not.toMatch(/listening|http:/);
  });

  test.each([undefined, 'production', 'development', 'test', ''])(
    'it is the same with NODE_ENV=%p, where Probot would offer its set-up page to anybody',
    async (NODE_ENV) => {
      const { exitCode, stdout } = await runProcess(process.execPath, ['dist/app.js'], {
        cwd: ROOT,
        environment: { ...(NODE_ENV === undefined ? {} : { NODE_ENV }), PORT: '0' },
      });
      expect([exitCode, stdout]).toEqual([2, '']);
    },
  );

  test('with half of them it does not start either, and shows none of them', async () => {
    const half = await npmStart({ APP_ID: '1', PRIVATE_KEY: 'a-key-that-is-none', WEBHOOK_SECRET: SECRET });
    expect(half.exitCode).toBe(2);
    expect(half.stdout + half.stderr).not.toMatch(new RegExp(`${SECRET}|a-key-that-is-none`));
  });
});

test('after all of that it lives, and its log holds no secret', async () => {
  expect(await ask(app.url, { path: '/ping' })).toMatchObject({ status: 200, text: 'PONG' });
  expect(secretsIn(app.log())).toEqual([]);
  expect(await app.stop()).toBe(0);
});
