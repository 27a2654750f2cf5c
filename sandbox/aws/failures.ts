import { AwsRefusal } from './errors.js';

/**
 * What AWS can answer for reasons of its own, which no request brings about here: the status and the words of each code
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, and the errors of the actions).
 */
const FAILURES = {
  ConcurrentModification: [
    409,
    'The request was rejected because multiple requests to change this object were submitted.',
  ],
  IDPCommunicationError: [400, 'The identity provider could not be reached.'],
  IDPRejectedClaim: [403, 'The identity provider reported that authentication failed.'],
  InternalFailure: [500, 'The request processing has failed because of an unknown error, exception or failure.'],
  InvalidAccessKeyId: [403, 'The AWS access key ID provided does not exist in our records.'],
  InvalidInput: [400, 'An invalid or out-of-range value was supplied for an input parameter.'],
  NotAuthorized: [400, 'You do not have permission to perform this action.'],
  OptInRequired: [403, 'The AWS access key ID needs a subscription for the service.'],
  RequestExpired: [400, 'The request reached the service more than 15 minutes after the date stamp on the request.'],
  ServiceFailure: [500, 'The request processing has failed because of an unknown error, exception or failure.'],
  ServiceUnavailable: [503, 'The request has failed due to a temporary failure of the server.'],
  Throttling: [400, 'Rate exceeded'],
  UnauthorizedOperation: [403, 'You are not authorized to perform this operation.'],
  UnmodifiableEntity: [400, 'The request was rejected because service-linked roles are protected.'],
  UnrecognizedClient: [403, 'The security token included in the request is invalid.'],
} as const satisfies Record<string, readonly [number, string]>;

export type FailureCode = keyof typeof FAILURES;

/** The next `times` calls of `action` fail with `code`; with an account, those of callers in it. */
export interface Failure {
  readonly action: string;
  readonly code: FailureCode;
  readonly account?: string | undefined;
  times: number;
}

/** Throws what a test has ordered for the action, in general or of an account, and counts it down. */
export function failAsOrdered(failures: readonly Failure[], action: string, account?: string): void {
  const failure = failures.find((one) => one.action === action && one.account === account && one.times > 0);
  if (failure === undefined) return;
  failure.times -= 1;
  const [status, message] = FAILURES[failure.code];
  throw new AwsRefusal(status, failure.code, message);
}
