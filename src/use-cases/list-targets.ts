import type { Problem } from '../access/problem.js';
import { readPolicy } from '../access/read-policy.js';
import type { Repository } from '../git/repository.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { groupByTarget, type Target } from '../plan/targets.js';

export interface TargetList {
  readonly targets: readonly Target[];
  /** Of config.yaml alone: a system that is faulty there has no target. */
  readonly problems: readonly Problem[];
  /** False where config.yaml cannot be read at all, so that nobody knows the targets. */
  readonly isKnown: boolean;
}

/** The targets that config.yaml of HEAD binds systems to. */
export async function listTargets(
  repository: Repository,
  providers: ReadonlyMap<string, ProviderRules>,
): Promise<TargetList> {
  const files = await repository.readTree(await repository.resolve('HEAD'), ['access']);
  const { config, problems } = readPolicy(files, providers);
  return {
    targets: groupByTarget(config, providers),
    problems: problems.filter(({ path }) => path === 'access/config.yaml'),
    isKnown: config !== null,
  };
}
