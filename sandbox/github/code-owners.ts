import { findTeam, isTeamMember } from './find.js';
import type { Repository, World } from './state.js';

/**
 * GitHub's own reading of CODEOWNERS, kept short and apart from the product's on purpose: the two check each other.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

interface Rule {
  readonly pattern: RegExp;
  readonly owners: readonly string[];
}

/** The rules at a commit; none where there is no file. */
export async function readCodeOwners(world: World, repository: Repository, sha: string): Promise<Rule[]> {
  const file = await findCodeOwnersFile(world, repository, sha);
  return file === null ? [] : parseCodeOwners(file.text);
}

/** The file that counts at a commit: the first that is there. */
export async function findCodeOwnersFile(
  world: World,
  repository: Repository,
  sha: string,
): Promise<{ readonly path: string; readonly text: string } | null> {
  for (const path of places) {
    const file = await world.store.at(repository.gitDirectory, sha, path);
    if (file?.type === 'blob') return { path, text: file.content.toString('utf8') };
  }
  return null;
}

export function parseCodeOwners(text: string): Rule[] {
  return text.split(/\r?\n/).flatMap(parseLine);
}

/** The owners of the last rule that fits the path. */
export function ownersOf(rules: readonly Rule[], path: string): readonly string[] {
  return rules.findLast((rule) => rule.pattern.test(path))?.owners ?? [];
}

/** Whether a login is one of the owners, by name or by team. */
export function isOwner(world: World, owners: readonly string[], login: string): boolean {
  return owners.some((owner) => {
    const [organisation = '', slug] = owner.replace(/^@/, '').split('/');
    if (slug === undefined) return organisation.toLowerCase() === login.toLowerCase();
    const team = findTeam(world, organisation, slug);
    return team !== undefined && isTeamMember(world, team, login);
  });
}

function parseLine(line: string): Rule[] {
  const text = line.replace(/(^|\s)#.*$/, '').trim();
  const words = text.match(/(?:\\.|\S)+/g) ?? [];
  const [pattern, ...owners] = words;
  if (!pattern || pattern.startsWith('!') || /[[\]]/.test(pattern)) return [];
  return [{ pattern: compile(pattern.replace(/\\(.)/g, '$1')), owners }];
}

function compile(pattern: string): RegExp {
  const anchored = pattern.slice(0, -1).includes('/');
  const inner = pattern.replace(/^\//, '').replace(/\/$/, '');
  const source = inner.replace(/[.+?^${}()|\\]/g, '\\$&').replace(/\*\*\/|\/\*\*$|\*\*|\*/g, (stars) => {
    if (stars === '**/') return '(?:.*/)?';
    if (stars === '/**') return '/.*';
    return stars === '**' ? '.*' : '[^/]*';
  });
  // `docs/*` reaches one level; a plain name or a folder reaches everything below.
  const tail = pattern.endsWith('/') ? '/.*' : /\/\*$/.test(pattern) ? '' : '(?:/.*)?';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${tail}$`);
}
