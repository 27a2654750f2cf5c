import { readAccessPath } from './access-path.js';
import { LONGEST_LEAD } from './check-request.js';
import type { Instant } from './instant.js';
import type { Policy } from './policy.js';
import { hasErrors } from './problem.js';

/** What is over is told from the history for as long as a session that it opened can be alive (design §6, the cut). */
const LONGEST_SESSION = 12 * 3_600_000;

/**
 * How far back the history has to be read to find every grant that can still stand: the longest `max_duration` of all
 * roles, 30 days for `starts` (design §3), and half a day for open sessions. -Infinity, all of it, where a fault hides what the longest is.
 */
export function historyHorizon(policy: Policy, now: Instant): Instant {
  const ofRoles = policy.problems.filter((problem) => readAccessPath(problem.path).kind === 'roles');
  if (policy.config === null || hasErrors(ofRoles)) return Number.NEGATIVE_INFINITY;
  const longest = [...policy.roles.values()].flatMap((roles) => [...roles.values()].map((role) => role.maxDuration));
  if (longest.length === 0) return Number.NEGATIVE_INFINITY;
  return now - Math.max(...longest) - LONGEST_LEAD - LONGEST_SESSION;
}
