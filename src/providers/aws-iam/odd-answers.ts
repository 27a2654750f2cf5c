import type { IAMClient } from '@aws-sdk/client-iam';
import { ProviderError } from '../provider.js';

/** An element that is not closed yet. */
interface Element {
  readonly name: string;
  readonly children: Set<string>;
  /** Without the white space between elements. */
  text: string;
}

/**
 * The SDK reads what it understands of an answer and passes over the rest: of a list with a stray character in it nothing is
 * left, and of one that is there twice only one, as if nobody held anything (law 9). IAM never writes such a thing, so whatever stands between
 * has; here it is an error, and that of nobody but the answer.
 */
export function refuseOddAnswers(client: IAMClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { readonly statusCode?: number; body?: unknown };
      // Of an error the code counts, and none of them says that nothing is there.
      if ((response.statusCode ?? 0) >= 300) return result;
      const bytes = await collect(response.body);
      const fault = findAnswerFault(new TextDecoder().decode(bytes));
      if (fault !== null) {
        throw new ProviderError('unavailable', `IAM answered with ${fault}, so nobody knows what it holds; run again`);
      }
      response.body = bytes;
      return result;
    },
    // Next to the network: the SDK's own reading is behind it.
    { name: 'refuseOddAnswers', step: 'deserialize', priority: 'low', override: true },
  );
}

async function collect(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Why a document is none of IAM's: IAM's hold elements or text and never both, and repeat `member` alone. */
export function findAnswerFault(xml: string): string | null {
  const open: Element[] = [];
  let isOver = false;
  for (const [part] of xml.matchAll(/<[^<>]*>|[^<]+|</g)) {
    const [, end, name] = /^<(\/?)([A-Za-z][\w.-]*)/.exec(part) ?? [];
    const parent = open.at(-1);
    if (name === undefined) {
      if (part.startsWith('<?') && parent === undefined && !isOver) continue;
      if (part.startsWith('<')) return 'XML that has no end or is no element';
      // To the SDK white space is a matter of layout where it breaks a line, and text where it does not.
      if (/^[ \t\r\n]*$/.test(part) && (part.includes('\n') || parent === undefined)) continue;
      if (parent === undefined) return 'text around its XML';
      parent.text += part;
    } else if (end === '/') {
      if (parent?.name !== name) return `a stray end of ${name}`;
      open.pop();
      if (parent.text !== '' && parent.children.size > 0) return `text among the parts of ${name}`;
      // Whatever is not `true` the SDK takes for the last page.
      if (name === 'IsTruncated' && !/^(?:true|false)$/.test(parent.text))
        return 'neither true nor false for IsTruncated';
      isOver = open.length === 0;
    } else {
      if (isOver) return 'two documents';
      if (name !== 'member' && parent?.children.has(name)) return `${name} twice`;
      parent?.children.add(name);
      if (!part.endsWith('/>')) open.push({ name, children: new Set(), text: '' });
      else if (name === 'IsTruncated') return 'neither true nor false for IsTruncated';
      isOver = open.length === 0;
    }
  }
  return isOver ? null : 'half a document';
}
