import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import type { Repository } from '../git/repository.js';
import { readBranch } from './read-branch.js';
import { refuseShallowClone } from './refuse-shallow-clone.js';

/**
 * The grants of HEAD as they stand at an instant, in order of name.
 * @throws {ShallowCloneError} where the history is not all there.
 */
export async function listGrants(
  repository: Repository,
  providers: ReadonlyMap<string, ProviderTerms>,
  at: Instant,
): Promise<readonly Grant[]> {
  await refuseShallowClone(repository);
  const reading = await readBranch(repository, providers, await repository.resolve('HEAD'), at);
  return [...reading.grants].sort((one, other) => (one.name < other.name ? -1 : 1));
}
