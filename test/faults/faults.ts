import type { Call, Fault } from './proxy.js';

/** What can befall the call of a number; `seen` are those up to it. */
export type CallFault = (call: Call) => Fault;

const GITHUB_LIMIT = JSON.stringify({
  message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
});

function awsError(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

function broken(processed: boolean): CallFault {
  return ({ to }) => {
    const body = to === 'aws' ? awsError('InternalFailure', 'An unknown error.') : '{"message":"Server Error"}';
    return { do: 'answer', processed, status: 500, body };
  };
}

function throttled(headers: Record<string, string>): CallFault {
  return ({ to }) => {
    const body = to === 'aws' ? awsError('Throttling', 'Rate exceeded') : GITHUB_LIMIT;
    return { do: 'answer', processed: false, status: 429, headers, body };
  };
}

/** Each befalls one call of a run, whichever it is. */
export const ONCE: Readonly<Record<string, CallFault>> = {
  'a call answers 500': broken(false),
  'a call is done and answers 500': broken(true),
  'a call answers 429 with Retry-After': throttled({ 'retry-after': '1' }),
  'a call answers 429 without Retry-After': throttled({}),
  'a call times out': () => ({ do: 'hang' }),
  'the connection is reset before a call': () => ({ do: 'reset', processed: false }),
  'the connection is reset after a call': () => ({ do: 'reset', processed: true }),
  'a call answers slowly': () => ({ do: 'slow', milliseconds: 25 }),
};

/** Each befalls one call, and every attempt at the same again. */
export const LASTING: Readonly<Record<string, CallFault>> = {
  'a call answers 500 each time': broken(false),
  'a call answers 429 each time': throttled({}),
  'the connection is reset after a call each time': () => ({ do: 'reset', processed: true }),
};

/** GitHub's answer where a branch has another head: https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch */
export const STALE: CallFault = () => {
  const message = 'Expected branch to point to another commit but it did not. Pull and try again.';
  const body = JSON.stringify({ data: { createCommitOnBranch: null }, errors: [{ type: 'STALE_DATA', message }] });
  return { do: 'answer', processed: false, status: 200, headers: { 'content-type': 'application/json' }, body };
};

/** Whether two calls ask for the same: the signature and the time of a call to AWS are in its headers. */
export function isSame(one: Call, other: Call): boolean {
  return one.to === other.to && one.method === other.method && one.path === other.path && one.body === other.body;
}

export function isCommit(call: Call): boolean {
  return call.to === 'github' && call.body.includes('createCommitOnBranch');
}
