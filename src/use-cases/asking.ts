import { type FindingList, THE_WHOLE } from '../audit/finding-list.js';
import { GitHubError } from '../github/github.js';

/** Questions to GitHub of which none is fatal. */
export interface Asking {
  /** null: GitHub gave no answer, which is kept for {@link tell}. */
  ask<T>(what: string, request: () => Promise<T>): Promise<T | null>;
  /** Says what GitHub gave no answer about, once for each reason. */
  tell(): void;
}

export function openAsking(findings: FindingList): Asking {
  const failures = new Map<string, string[]>();
  return {
    async ask(what, request) {
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        failures.set(error.message, [...(failures.get(error.message) ?? []), what]);
        return null;
      }
    },
    tell() {
      for (const [message, [first = '', ...others]] of failures) {
        const more = others.length === 0 ? '' : ` and ${others.length} more`;
        findings.unproved('online-unavailable', THE_WHOLE, `${first}${more}`, `GitHub gave no answer: ${message}`);
      }
    },
  };
}
