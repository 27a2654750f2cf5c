import { randomBytes } from 'node:crypto';

/** A token in GitHub's form: a prefix for its kind (https://github.blog/engineering/behind-githubs-new-authentication-token-formats/). */
export function newToken(prefix: 'ghp' | 'ghs'): string {
  return `${prefix}_${randomBytes(18).toString('hex')}`;
}
