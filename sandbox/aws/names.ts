import type { TextRule } from './query-protocol.js';

/**
 * The names of users, roles and policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html.
 * Names to look up may be up to 128 characters, a new user's or role's up to 64 (the service model's `userNameType`).
 */
export function nameRule(parameter: string, max: number): TextRule {
  const place = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  return {
    max,
    pattern: /^[\w+=,.@-]+$/,
    says: `The specified value for ${place} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  };
}

/** The service model's `pathType`. */
export const PATH_RULE: TextRule = { max: 512, pattern: /^(\/|\/[!-~]+\/)$/ };

/** The service model's `policyDocumentType`; the quotas of design and documentation come on top of it. */
export const DOCUMENT_RULE: TextRule = { max: 131_072, pattern: /^[\t\n\r\u0020-\u00ff]+$/ };

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: 2 to 64 characters. */
export const SESSION_NAME_RULE: TextRule = { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ };
