import { findCodeOwnersFile } from './code-owners.js';
import { findAccount, findTeam, levelOf, reaches } from './find.js';
import type { Repository, World } from './state.js';

/** GraphQL's RepositoryCodeownersError: https://docs.github.com/en/rest/repos/repos#list-codeowners-errors */
interface CodeOwnersError {
  readonly __typename: 'RepositoryCodeownersError';
  readonly kind: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly source: string;
  readonly suggestion: string;
  readonly message: string;
}

/** The owners that GitHub does not know, in its words; null where there is no CODEOWNERS. Of the kinds of errors only this one. */
export async function listUnknownOwners(
  world: World,
  repository: Repository,
  sha: string,
): Promise<CodeOwnersError[] | null> {
  const file = await findCodeOwnersFile(world, repository, sha);
  if (file === null) return null;
  const lines = file.text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.flatMap((source, index) => {
    const read = source.replace(/(^|\s)#.*$/s, '');
    return [...read.matchAll(/(?<=\S\s+)@\S+/g)].flatMap(({ 0: owner, index: at }) => {
      if (isKnown(world, repository, owner)) return [];
      const suggestion = owner.includes('/')
        ? `make sure the team ${owner} exists, is publicly visible, and has write access to the repository`
        : `make sure ${owner} exists and has write access to the repository`;
      const place = { path: file.path, line: index + 1, column: at + 1, source };
      const shown = `  ${source.trimEnd()}\n  ${' '.repeat(at)}^`;
      const message = `Unknown owner on line ${place.line}: ${suggestion}\n\n${shown}`;
      return [{ __typename: 'RepositoryCodeownersError', kind: 'Unknown owner', ...place, suggestion, message }];
    });
  });
}

/** Teams of the sandbox have no rights of their own: one that is there is taken to have write access. */
function isKnown(world: World, repository: Repository, owner: string): boolean {
  const [name = '', slug] = owner.slice(1).split('/');
  if (slug !== undefined) return findTeam(world, name, slug) !== undefined;
  const account = findAccount(world, name);
  return account !== undefined && reaches(levelOf(world, repository, account), 'write');
}
