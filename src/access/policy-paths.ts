import { readAccessPath } from './access-path.js';
import { CODEOWNERS_PATHS } from './codeowners-paths.js';

/** The policy files that the grants of every system rest on, besides the roles of their own. */
export const SHARED_POLICY_PATHS: readonly string[] = ['access/config.yaml', 'access/people.yaml', ...CODEOWNERS_PATHS];

/**
 * Whether grants rest on a file. The other policy files, `.github/**` and `action/**`, say what runs and not what is given. A
 * workflow that was pushed past review has the environment's credentials before it runs us, so our looking at it would
 * protect nothing.
 */
export function isRestedOn(path: string): boolean {
  return ['config', 'people', 'roles', 'codeowners'].includes(readAccessPath(path).kind);
}
