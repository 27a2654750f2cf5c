import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimit {
  /** From now until it is answered, this request is GitHub's, and its connection is not one of those that may be ended. */
  keep(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * At most so many connections of strangers; past them the oldest is ended. Node's `maxConnections` turns the newest away, and
 * so would let whoever fills it keep GitHub out: here they have to open as many again in the instant that a delivery takes
 * until its signature is checked. Without any limit they could take all the files that the process may have open, which our
 * own requests to GitHub need.
 */
export function limitConnections(server: Server, most: number): ConnectionLimit {
  /** In the order in which they came. */
  const strangers = new Set<Socket>();

  function add(socket: Socket): void {
    if (socket.destroyed) return;
    strangers.add(socket);
    const [oldest] = strangers;
    if (strangers.size > most) oldest?.destroy();
  }

  server.on('connection', (socket) => {
    socket.once('close', () => strangers.delete(socket));
    add(socket);
  });
  return {
    keep({ socket }, response) {
      strangers.delete(socket);
      response.once('close', () => add(socket));
    },
  };
}
