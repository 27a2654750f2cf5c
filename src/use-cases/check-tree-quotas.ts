import { fileProblem } from '../access/fault.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { hasErrors, type Problem } from '../access/problem.js';
import { readStandingRequest } from '../access/read-standing-request.js';
import type { SourceFile } from '../access/source-file.js';
import type { ValidatedTree } from '../access/validate-tree.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { checkQuotas } from '../plan/quotas.js';
import { resolveRequest } from '../plan/resolve-grant.js';
import { groupByTarget } from '../plan/targets.js';

export interface TreeQuotas {
  readonly files: readonly SourceFile[];
  readonly tree: ValidatedTree;
  readonly rules: ReadonlyMap<string, ProviderRules>;
  /** Requests that were merged before: what they hold together stops nothing new elsewhere. */
  readonly standing: ReadonlySet<string>;
  readonly now: Instant;
}

/** The number of the repository is in the names at the provider, which no quota counts. */
const ANY_REPOSITORY = 0;

/**
 * What the requests of a whole tree would hold together, by the path of the request. All count as standing, as in the
 * check of a pull request (design §5).
 */
export function checkTreeQuotas(input: TreeQuotas): ReadonlyMap<string, readonly Problem[]> {
  const { policy } = input.tree;
  const faulty = new Set(input.tree.files.filter(({ problems }) => hasErrors(problems)).map(({ path }) => path));
  const sound = input.files.filter(({ path }) => !faulty.has(path));
  const entitlements = sound.flatMap((file) => entitlementsOf(file, policy, input));
  const problems = new Map<string, Problem[]>();
  for (const { rule, grants, message, cure } of checkQuotas(entitlements, groupByTarget(policy.config, input.rules))) {
    for (const grant of grants) {
      const path = `access/${grant}.yaml`;
      const severity = input.standing.has(path) ? 'warning' : 'error';
      problems.set(path, [...(problems.get(path) ?? []), { ...fileProblem(path, rule, message, cure), severity }]);
    }
  }
  return problems;
}

function entitlementsOf(file: SourceFile, policy: Policy, { rules, now }: TreeQuotas): readonly Entitlement[] {
  const standing = readStandingRequest(file);
  if (standing === null) return [];
  const resolution = resolveRequest(standing, now, policy, rules);
  return 'lacks' in resolution ? [] : resolution.rules.entitlements(resolution.grant, ANY_REPOSITORY);
}
