import type { IncomingMessage } from 'node:http';

/** GitHub sends at most 25 MB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const MAXIMUM_BODY_BYTES = 25 * 1024 * 1024;

/** Of all requests together: a signature can only be checked on a whole body, so strangers decide how many are held. */
const MAXIMUM_HELD_BYTES = 100 * 1024 * 1024;

/** What Node itself needs to keep a piece apart, about: of pieces of one byte, a body of 8 MB would take 2.5 GB otherwise. */
const BYTES_OF_A_PIECE = 512;

/** 400: it broke off. */
export type Body = { readonly text: string } | { readonly status: 400 | 413 | 503 };

/** A body that is still coming. */
interface Coming {
  /** In memory, so far. */
  held: number;
  end(body: { readonly status: 503 }): void;
}

/**
 * Reads bodies whole, within limits that hold whatever a request says of its length. Where all together are too much, the
 * largest goes: GitHub's are seldom larger than 100 KiB, and five strangers with much to say would keep it out otherwise.
 */
export function createBodyReader(): (request: IncomingMessage) => Promise<Body> {
  const coming = new Set<Coming>();
  let held = 0;

  return (request) =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const own: Coming = { held: 0, end };

      function end(body: Body): void {
        if (!coming.delete(own)) return;
        held -= own.held;
        chunks.length = 0;
        request.off('data', take).pause();
        resolve(body);
      }

      function take(chunk: Buffer): void {
        size += chunk.length;
        own.held += chunk.length + BYTES_OF_A_PIECE;
        held += chunk.length + BYTES_OF_A_PIECE;
        chunks.push(chunk);
        if (size > MAXIMUM_BODY_BYTES) end({ status: 413 });
        else if (held > MAXIMUM_HELD_BYTES) largest(coming)?.end({ status: 503 });
      }

      coming.add(own);
      if (Number(request.headers['content-length'] ?? 0) > MAXIMUM_BODY_BYTES) return end({ status: 413 });
      request.on('data', take);
      request.once('end', () => end({ text: Buffer.concat(chunks).toString('utf8') }));
      // Closed before its end, by them or because it took too long.
      for (const event of ['error', 'close']) request.on(event, () => end({ status: 400 }));
    });
}

function largest(coming: ReadonlySet<Coming>): Coming | undefined {
  let found: Coming | undefined;
  for (const one of coming) if (found === undefined || one.held > found.held) found = one;
  return found;
}
