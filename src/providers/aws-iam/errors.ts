import { ProviderError, type ProviderErrorKind } from '../provider.js';

/** Codes of https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and of STS, without `Exception` at the end. */
const OF_CREDENTIALS: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'IDPRejectedClaim',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidIdentityToken',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClient',
]);
const OF_PERMISSION: ReadonlySet<string> = new Set(['AccessDenied', 'UnauthorizedOperation']);
const CURE_OF_CREDENTIALS =
  'give the run credentials of the account: an identity token and a role in access/config.yaml, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

/** The error's code, such as `NoSuchEntity`: the SDK names classes `NoSuchEntityException`, and what it does not know by the code. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('name' in error)) return '';
  return String(error.name).replace(/Exception$/, '');
}

/**
 * What went wrong while `doing`, such as `reading the users of account 111122223333`.
 *
 * @param denied what AWS's refusal for want of a permission means here, and its cure.
 */
export function providerError(
  cause: unknown,
  doing: string,
  denied: { readonly kind: ProviderErrorKind; readonly cure: string },
): ProviderError {
  if (cause instanceof ProviderError) return cause;
  const code = codeOf(cause);
  // Where a signature is wrong, AWS quotes the whole request below its words, with the token of the session:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
  const [words = '', ...below] = messageOf(cause).trim().split('\n');
  const said = `${code || 'an error'}: ${words.trim()}`;
  const shown = below.length > 0 ? new Error(said) : cause;
  if (OF_CREDENTIALS.has(code)) {
    return new ProviderError('no-credentials', `${doing} failed (${said}); ${CURE_OF_CREDENTIALS}`, { cause: shown });
  }
  if (OF_PERMISSION.has(code)) {
    return new ProviderError(denied.kind, `AWS does not allow ${doing} (${said}); ${denied.cure}`, { cause: shown });
  }
  return new ProviderError('unavailable', `${doing} failed (${said}); run again`, { cause: shown });
}

export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
