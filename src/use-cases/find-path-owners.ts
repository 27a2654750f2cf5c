import { CODEOWNERS_PATHS } from '../access/codeowners-paths.js';
import { findOwnerRule } from '../approval/find-owners.js';
import { type CodeOwners, chooseCodeOwners, parseCodeOwners } from '../approval/parse-codeowners.js';
import type { Repository } from '../git/repository.js';
import type { PathOwners } from '../render/terminal/render-owners.js';

export interface OwnersReading {
  /** null where the working tree has no CODEOWNERS that GitHub would use. */
  readonly codeOwners: CodeOwners | null;
  readonly found: readonly PathOwners[];
}

/** Who owns each path, by the CODEOWNERS of the working tree. The paths need not exist. */
export async function findPathOwners(repository: Repository, paths: readonly string[]): Promise<OwnersReading> {
  const file = chooseCodeOwners(await repository.readWorkingTree(CODEOWNERS_PATHS));
  const codeOwners = file === null ? null : parseCodeOwners(file);
  const found = paths.map((path) => ({ path, rule: codeOwners === null ? null : findOwnerRule(codeOwners, path) }));
  return { codeOwners, found };
}
