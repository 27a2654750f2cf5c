import type { Grant } from '../access/grant.js';
import type { Policy } from '../access/policy.js';
import type { Problem } from '../access/problem.js';
import type { ChangeOutcome } from '../plan/run-report.js';
import { endSentence } from '../render/sentence.js';

const MALFORMED: string = 'malformed-policy';

/** What a provider refused because of how a role is written, on the line of the role: one problem a role and message. */
export function findMalformedRoles(
  outcomes: readonly ChangeOutcome[],
  grants: readonly Grant[],
  policy: Policy,
): Problem[] {
  const byName = new Map(grants.map((grant) => [grant.name, grant]));
  const problems = new Map<string, Problem>();
  for (const { change, message, rule } of outcomes) {
    if (rule !== MALFORMED || message === null || change.action === 'remove') continue;
    for (const name of change.entitlement.grants) {
      const grant = byName.get(name);
      const role = policy.roles.get(grant?.system ?? '')?.get(grant?.role ?? '');
      if (role === undefined) continue;
      problems.set(`${role.system}/${role.name}`, {
        rule: MALFORMED,
        severity: 'error',
        path: `access/${role.system}/roles.yaml`,
        line: role.line,
        column: 1,
        message: endSentence(`The role ${role.name} cannot be given: ${message}`),
        cure: 'Correct its allow; what the provider says is in its own words.',
      });
    }
  }
  return [...problems.values()];
}
