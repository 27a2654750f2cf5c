import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createBodyReader } from '../../src/app/read-body.js';

const MEBIBYTE = 1024 * 1024;

/** What a request is to the reader: its headers and its chunks. */
function requestOf(mebibytes: number, headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  const chunks = Array.from({ length: mebibytes }, () => Buffer.alloc(MEBIBYTE, 'x'));
  return Object.assign(Readable.from(chunks), { headers }) as unknown as IncomingMessage;
}

describe('a body from a stranger', () => {
  test('is not taken past 25 MiB, though nothing says how long it is', async () => {
    const request = requestOf(40);
    expect(await createBodyReader()(request)).toEqual({ status: 413 });
  });

  test('is refused by its own word before any of it is read', async () => {
    const request = requestOf(1, { 'content-length': String(26 * MEBIBYTE) });
    expect(await createBodyReader()(request)).toEqual({ status: 413 });
  });

  /** Sends so many MiB, and no end until `finish` is called. */
  async function begin(read: ReturnType<typeof createBodyReader>, mebibytes: number) {
    const stream = new Readable({ read() {} });
    const body = read(Object.assign(stream, { headers: {} }) as unknown as IncomingMessage);
    const isTaken = once(stream, 'data');
    stream.push(Buffer.alloc(mebibytes * MEBIBYTE, 'x'));
    await isTaken;
    return { body, stream, finish: () => stream.push(null) };
  }

  test('is refused where all together are more than 100 MiB and it is the largest: small ones get through', async () => {
    const read = createBodyReader();
    const sizes = [19, 21, 19, 20, 20];
    const slow = await Promise.all(sizes.map((size) => begin(read, size)));
    expect(await read(requestOf(2))).toMatchObject({ text: expect.any(String) });
    for (const { finish } of slow) finish();
    const bodies = await Promise.all(slow.map(({ body }) => body));
    expect(bodies.map((body) => ('text' in body ? body.text.length / MEBIBYTE : body.status))).toEqual([
      19, 503, 19, 20, 20,
    ]);
  });

  test('is refused where it grows past all others', async () => {
    const read = createBodyReader();
    const slow = await Promise.all([20, 20, 20, 20].map((size) => begin(read, size)));
    expect(await read(requestOf(24))).toEqual({ status: 503 });
    for (const { finish } of slow) finish();
    for (const { body } of slow) expect(await body).toMatchObject({ text: expect.any(String) });
  });

  test('in pieces of one byte is measured by what Node needs to keep them', async () => {
    const pieces = Array.from({ length: 250_000 }, () => Buffer.from('x'));
    const stream = Object.assign(Readable.from(pieces), { headers: {} }) as unknown as IncomingMessage;
    expect(await createBodyReader()(stream)).toEqual({ status: 503 });
  });

  test('that breaks off is none, and what it held is free again', async () => {
    const read = createBodyReader();
    for (let count = 0; count < 6; count += 1) {
      const { body, stream } = await begin(read, 24);
      stream.destroy();
      expect(await body).toEqual({ status: 400 });
    }
    expect(await read(requestOf(25))).toMatchObject({ text: expect.any(String) });
  });

  test('is given whole', async () => {
    const request = Object.assign(Readable.from([Buffer.from('{"a":'), Buffer.from('1}')]), { headers: {} });
    expect(await createBodyReader()(request as unknown as IncomingMessage)).toEqual({ text: '{"a":1}' });
  });
});
