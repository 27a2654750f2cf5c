import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One call of a run, as it passes. */
export interface Call {
  /** From 1, in the order in which they arrive. */
  readonly number: number;
  readonly to: 'github' | 'aws' | 'oidc';
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What is done to a call. `processed`: the server has done it all the same. */
export type Fault =
  | {
      readonly do: 'answer';
      readonly processed: boolean;
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
    }
  | { readonly do: 'reset'; readonly processed: boolean }
  | { readonly do: 'hang' }
  | { readonly do: 'slow'; readonly milliseconds: number }
  /** Something happens just before it is passed on. */
  | { readonly do: 'meanwhile'; readonly event: () => Promise<void> }
  /** Something happens, and nobody is there to hear the answer. */
  | { readonly do: 'end'; readonly processed: boolean; readonly event: () => void };

export interface FaultProxy {
  readonly urls: Readonly<Record<Call['to'], string>>;
  /** Chooses what is done to the calls from now on, which are counted anew. */
  arm(choose: (call: Call) => Fault | null): void;
  /** Those since it was armed. */
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

/** A proxy on loopback before all servers that a run speaks to. */
export async function startProxy(upstreams: Readonly<Record<Call['to'], string>>): Promise<FaultProxy> {
  let calls: Call[] = [];
  let choose: (call: Call) => Fault | null = () => null;
  const agent = new Agent({ keepAlive: true });
  const open = async (to: Call['to']) => {
    const server = createServer((request, response) => {
      void pass(request).catch(() => response.destroy());

      async function pass(incoming: IncomingMessage): Promise<void> {
        const body = await read(incoming);
        const { method = '', url: path = '', socket } = incoming;
        const call = { number: calls.length + 1, to, method, path, body: body.toString('latin1') };
        calls.push(call);
        const fault = choose(call);
        if (fault?.do === 'hang') return;
        if (fault?.do === 'meanwhile') await fault.event();
        if (fault !== null && 'processed' in fault && !fault.processed) return strike(fault, socket, call);
        const answer = await forward(agent, upstreams[to], incoming, body);
        if (fault !== null && 'processed' in fault) return strike(fault, socket, call);
        if (fault?.do === 'slow') await pause(fault.milliseconds);
        reply(answer.status, answer.headers, answer.body);
      }

      function strike(fault: Fault & { processed: boolean }, socket: Socket, _call: Call): void {
        if (fault.do === 'end') fault.event();
        if (fault.do === 'answer') reply(fault.status, fault.headers ?? {}, Buffer.from(fault.body));
        else socket.resetAndDestroy();
      }

      function reply(status: number, headers: IncomingHttpHeaders, body: Buffer): void {
        if (response.destroyed) return;
        const { 'transfer-encoding': _encoding, connection: _connection, ...rest } = headers;
        response.writeHead(status, { ...rest, 'content-length': String(body.length) });
        response.end(body);
      }
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const [github, aws, oidc] = [await open('github'), await open('aws'), await open('oidc')];
  return {
    urls: { github: github.url, aws: aws.url, oidc: oidc.url },
    arm(next) {
      calls = [];
      choose = next;
    },
    get calls() {
      return calls;
    },
    async close() {
      agent.destroy();
      for (const { server } of [github, aws, oidc]) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

async function read(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** With the headers as they came: the signature of a call to AWS covers the host that it was sent to. */
function forward(agent: Agent, upstream: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { ...incoming.headers, 'content-length': String(body.length) };
    delete headers['transfer-encoding'];
    const options = { method: incoming.method ?? 'GET', headers, agent };
    const outgoing = send(new URL(incoming.url ?? '/', upstream), options, (response) => {
      read(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: bytes }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
