import { toGitHubError } from '../github/errors.js';
import type { OctokitLike } from '../github/octokit.js';

/** GitHub waits ten seconds for the answer to a webhook: https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks */
const LONGEST_ATTEMPT = 3_500;
/** No attempt begins later than this after its evaluation began, so that the last is over in time to say so on the checks. */
const LAST_START = 5_500;
const PAUSE = 1_000;

/** Only tests need others. */
export interface Waiting {
  /** Milliseconds since any fixed moment. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

const REAL: Waiting = {
  now: () => performance.now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** `fetch` that gives up an attempt after a while, wherever it hangs: before the answer or within its body. */
export async function fetchInTime(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const timeout = AbortSignal.timeout(LONGEST_ATTEMPT);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const response = await fetch(input, { ...init, signal });
  // Octokit takes a body that breaks off for an empty one; here it is an error like any other.
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

/**
 * A client for one evaluation. What GitHub could not answer (5xx, nothing, too many requests) is asked again for as long
 * as GitHub waits for the answer to its webhook: the retries of Octokit's plugin know of no such end.
 */
export function askInTime(octokit: OctokitLike, { now, pause }: Waiting = REAL): OctokitLike {
  const began = now();

  async function askAgain<T>(ask: () => Promise<T>, isRead: boolean): Promise<T> {
    for (let count = 1; ; count += 1) {
      try {
        return await ask();
      } catch (error) {
        const wait = pauseAfter(error, count, isRead);
        if (wait === null || now() - began + wait > LAST_START) throw error;
        await pause(wait);
      }
    }
  }

  return {
    request: (route, parameters) => askAgain(() => octokit.request(route, parameters), route.startsWith('GET ')),
    graphql: (query, variables) =>
      askAgain(() => octokit.graphql(query, variables), !query.trimStart().startsWith('mutation')),
  };
}

interface Refusal {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

/**
 * null: not to be asked again. A write without an answer may have been done, and is not done twice; one that was refused
 * for want of patience was not done: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function pauseAfter(error: unknown, count: number, isRead: boolean): number | null {
  if (toGitHubError(error, { what: 'it', permission: '' }).kind !== 'unavailable') return null;
  const { status, message = '', response }: Refusal = typeof error === 'object' && error !== null ? error : {};
  const headers = response?.headers ?? {};
  if (headers['retry-after'] !== undefined) return readSeconds(headers['retry-after']);
  // Until the hour is over, or the minute: later than anybody waits.
  if (String(headers['x-ratelimit-remaining']) === '0' || /secondary rate limit/i.test(message)) return null;
  return isRead || status === 429 ? count * PAUSE : null;
}

/** Seconds, as GitHub gives them; null for anything else. */
function readSeconds(value: string | number): number | null {
  return /^\d{1,9}$/.test(String(value)) ? Number(value) * 1_000 : null;
}
