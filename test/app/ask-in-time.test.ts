import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { askInTime, fetchInTime } from '../../src/app/ask-in-time.js';

interface Refused {
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Record<string, string>;
}

/** A client that refuses for ever, each attempt after so long; and what is tried and waited for, on a clock of its own. */
function refuse({ headers, ...rest }: Refused, after = 0) {
  const seen = { attempts: 0, pauses: [] as number[], now: 0 };
  const ask = async () => {
    seen.attempts += 1;
    seen.now += after;
    throw Object.assign(
      new Error(rest.message ?? 'refused'),
      rest,
      headers === undefined ? {} : { response: { headers } },
    );
  };
  const waiting = {
    now: () => seen.now,
    pause: async (milliseconds: number) => {
      seen.pauses.push(milliseconds);
      seen.now += milliseconds;
    },
  };
  return { seen, client: askInTime({ request: ask, graphql: ask }, waiting) };
}

describe('what GitHub did not answer', () => {
  test.each<[string, Refused, number, number[]]>([
    ['5xx is asked again', { status: 502 }, 0, [1_000, 2_000]],
    [
      'nothing at all is asked again',
      { status: 500, message: 'The operation was aborted due to timeout' },
      4_000,
      [1_000],
    ],
    ['429 is asked again', { status: 429 }, 0, [1_000, 2_000]],
    ['429 that says when, then', { status: 429, headers: { 'retry-after': '2' } }, 0, [2_000, 2_000]],
    ['a secondary limit that says when, then', { status: 403, headers: { 'retry-after': '3' } }, 0, [3_000]],
    ['but not one that says a minute', { status: 403, headers: { 'retry-after': '60' } }, 0, []],
    ['nor one that says nothing', { status: 403, message: 'You have exceeded a secondary rate limit.' }, 0, []],
    ['nor where the hour is used up', { status: 403, headers: { 'x-ratelimit-remaining': '0' } }, 0, []],
    ['nor where it says no time at all', { status: 429, headers: { 'retry-after': 'soon' } }, 0, []],
    ['a missing permission is an answer', { status: 403 }, 0, []],
    ['so is what is not there', { status: 404 }, 0, []],
    ['and a refusal', { status: 422 }, 0, []],
  ])('%s', async (_name, refused, after, pauses) => {
    const { seen, client } = refuse(refused, after);
    await expect(client.request('GET /repos/{owner}/{repo}/pulls', {})).rejects.toThrow();
    expect(seen.pauses).toEqual(pauses);
    expect(seen.attempts).toBe(pauses.length + 1);
    expect(seen.now).toBeLessThan(9_500);
  });

  test('is not written a second time, because it may have been written', async () => {
    const { seen, client } = refuse({ status: 502 });
    await expect(client.request('POST /repos/{owner}/{repo}/check-runs', {})).rejects.toThrow();
    await expect(client.graphql('\nmutation { createCommitOnBranch }')).rejects.toThrow();
    expect(seen.attempts).toBe(2);
  });

  test('is written later where GitHub said later, because it was not written', async () => {
    const { seen, client } = refuse({ status: 429, headers: { 'retry-after': '1' } });
    await expect(client.request('POST /repos/{owner}/{repo}/check-runs', {})).rejects.toThrow();
    expect(seen.attempts).toBeGreaterThan(1);
  });

  test('is asked for within one time for all requests of an evaluation', async () => {
    const { seen, client } = refuse({ status: 502 });
    for (let request = 0; request < 5; request += 1) await client.graphql('query { x }').catch(() => null);
    expect(seen.now).toBeLessThanOrEqual(5_500);
  });
});

describe('fetch', () => {
  let server: Server;
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  async function listen(answer: Parameters<typeof createServer>[1]): Promise<string> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  test('gives up a body that never ends, as it does an answer that never comes', async () => {
    const url = await listen(
      (_request, response) => void response.writeHead(200, { 'content-length': '9' }).write('{'),
    );
    const before = performance.now();
    await expect(fetchInTime(url)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - before).toBeLessThan(6_000);
  });

  test('takes a body that breaks off for no answer', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy());
    });
    await expect(fetchInTime(url)).rejects.toThrow();
  });

  test.each([
    [200, '{"a":1}'],
    [204, ''],
    [502, 'Bad Gateway'],
  ])('gives %d and its body on', async (status, body) => {
    const url = await listen((_request, response) => void response.writeHead(status, { 'x-a': 'b' }).end(body));
    const response = await fetchInTime(url);
    expect([response.status, await response.text(), response.headers.get('x-a')]).toEqual([status, body, 'b']);
  });
});
