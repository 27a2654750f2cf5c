import type { IncomingMessage } from 'node:http';

/** GitHub sends at most 25 MB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const MAXIMUM_BODY_BYTES = 25 * 1024 * 1024;

/** Of all requests together: a signature can only be checked on a whole body, so strangers decide how many are held. */
const MAXIMUM_HELD_BYTES = 100 * 1024 * 1024;

export type Body = { readonly text: string } | { readonly status: 413 | 503 };

/** Reads bodies whole, within limits that hold whatever a request says of its length. */
export function createBodyReader(): (request: IncomingMessage) => Promise<Body> {
  let held = 0;
  return async (request) => {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      if (Number(request.headers['content-length'] ?? 0) > MAXIMUM_BODY_BYTES) return { status: 413 };
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        held += chunk.length;
        if (size > MAXIMUM_BODY_BYTES) return { status: 413 };
        if (held > MAXIMUM_HELD_BYTES) return { status: 503 };
        chunks.push(chunk);
      }
      return { text: Buffer.concat(chunks).toString('utf8') };
    } finally {
      held -= size;
    }
  };
}
