import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ConnectionLimit, limitConnections } from '../../src/app/limit-connections.js';

const MOST = 3;

let server: Server;
let limit: ConnectionLimit;
let port = 0;
let serve: (request: IncomingMessage, response: ServerResponse) => void;
const open: Socket[] = [];

beforeEach(async () => {
  server = createServer((request, response) => serve(request, response));
  limit = limitConnections(server, MOST);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** One more connection, which the server has taken. */
async function dial(): Promise<Socket> {
  const taken = once(server, 'connection');
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  open.push(socket);
  await taken;
  return socket.resume();
}

describe('of connections of strangers', () => {
  test('so many stay, and past them the oldest goes', async () => {
    const [first, ...others] = [await dial(), await dial(), await dial()];
    const ended = once(first, 'close');
    const last = await dial();
    await ended;
    expect([...others, last].map((socket) => socket.closed)).toEqual([false, false, false]);
  });

  test('one that was closed makes room', async () => {
    const taken: Socket[] = [];
    server.on('connection', (socket) => taken.push(socket));
    const sockets = [await dial(), await dial(), await dial()];
    const closed = once(taken[1] as Socket, 'close');
    sockets[1]?.destroy();
    await closed;
    await dial();
    expect(taken.map((socket) => socket.destroyed)).toEqual([false, true, false, false]);
  });
});

test('one whose request was found to be GitHub’s stays until it is answered, and is a stranger’s again then', async () => {
  const answers: ServerResponse[] = [];
  serve = (request, response) => {
    limit.keep(request, response);
    answers.push(response);
    server.emit('kept');
  };
  const kept = once(server, 'kept');
  const known = await dial();
  known.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await kept;
  const strangers = [await dial(), await dial(), await dial()];
  const ended = once(strangers[0] as Socket, 'close');
  await dial();
  await ended;
  expect(known.closed).toBe(false);

  // Answered, it is the newest of four.
  const next = once(strangers[1] as Socket, 'close');
  answers[0]?.end('done');
  await next;
  expect(known.closed).toBe(false);
});
