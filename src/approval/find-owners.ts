import { matchPattern } from './match-pattern.js';
import type { CodeOwners, OwnerRule } from './parse-codeowners.js';

/**
 * The line of CODEOWNERS that decides about a path; null where none matches. "Order is important; the last matching pattern
 * takes the most precedence": a last matching line without owners means nobody, and is returned as it is.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#example-of-a-codeowners-file
 */
export function findOwnerRule(codeOwners: CodeOwners, path: string): OwnerRule | null {
  for (let index = codeOwners.rules.length - 1; index >= 0; index -= 1) {
    const rule = codeOwners.rules[index];
    if (rule !== undefined && matchPattern(rule.pattern, path)) return rule;
  }
  return null;
}

/** An owner that a review can count for; an e-mail address is not, for GitHub does not tell whose it is. */
export function isCountable(owner: string): boolean {
  return owner.startsWith('@');
}

/** `@org/slug`, as opposed to `@user`. */
export function isTeam(owner: string): boolean {
  return isCountable(owner) && owner.includes('/');
}
