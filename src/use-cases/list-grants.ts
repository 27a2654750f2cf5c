import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import type { Repository } from '../git/repository.js';
import { readBranch } from './read-branch.js';

/**
 * The grants of HEAD as they stand at an instant, in order of name.
 * @throws {ShallowCloneError} where the history is not all there.
 */
export async function listGrants(
  repository: Repository,
  providers: ReadonlyMap<string, ProviderTerms>,
  at: Instant,
): Promise<readonly Grant[]> {
  return (await readBranch(repository, providers, await repository.resolve('HEAD'), at)).grants;
}
