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

  test('waits for better times while others hold 100 MiB together, and not after', async () => {
    const read = createBodyReader();
    const open: (() => void)[] = [];
    const slow = Array.from({ length: 5 }, () => {
      async function* chunks(): AsyncGenerator<Buffer> {
        yield Buffer.alloc(20 * MEBIBYTE, 'x');
        await new Promise<void>((resolve) => open.push(resolve));
      }
      return read(Object.assign(Readable.from(chunks()), { headers: {} }) as unknown as IncomingMessage);
    });
    while (open.length < slow.length) await new Promise((resolve) => setImmediate(resolve));
    expect(await read(requestOf(1))).toEqual({ status: 503 });
    for (const end of open) end();
    await Promise.all(slow);
    expect(await read(requestOf(1))).toMatchObject({ text: expect.any(String) });
  });

  test('is given whole', async () => {
    const request = Object.assign(Readable.from([Buffer.from('{"a":'), Buffer.from('1}')]), { headers: {} });
    expect(await createBodyReader()(request as unknown as IncomingMessage)).toEqual({ text: '{"a":1}' });
  });
});
