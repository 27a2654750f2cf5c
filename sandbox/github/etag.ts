import { createHash } from 'node:crypto';
import type { Answer } from './router.js';

/**
 * Gives a successful read its ETag, and turns it into 304 without a body where the caller has it already
 * (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate).
 * The comparison is the weak one, and `*` holds for everything: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
export function answerConditionally(answer: Answer, ifNoneMatch: string | undefined): Answer {
  if (answer.status !== 200) return answer;
  const bytes = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(JSON.stringify(answer.body ?? null));
  // A list whose page is as it was may have got more pages.
  const hash = createHash('sha256')
    .update(bytes)
    .update(answer.headers?.['link'] ?? '');
  const etag = `W/"${hash.digest('hex')}"`;
  const headers = { ...answer.headers, etag, vary: 'Accept, Authorization' };
  if (!ifNoneMatch || !matches(ifNoneMatch, etag)) return { ...answer, headers };
  return { status: 304, headers };
}

function matches(ifNoneMatch: string, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((one) => opaque(one) === opaque(etag));
}
