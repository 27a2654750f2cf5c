import { ENTRY_FIELDS, type TreeEntry } from './blob.js';
import { type ChangedFilesPage, changedFilesFields } from './confirm-files.js';
import type { WantedPaths } from './wanted-paths.js';

/** What one request reads: single files at either side, and whole folders at the base. */
export interface WantedContents extends WantedPaths {
  readonly baseSha: string;
  readonly headSha: string;
  /** Whether it is the first of its reading, which also confirms the list of changed files and that of systems. */
  readonly isFirst: boolean;
}

interface TreeOrNothing {
  /** Missing where the path is no folder. */
  readonly entries?: readonly TreeEntry[] | null;
}

export interface ContentsAnswer {
  readonly repository:
    | ({
        readonly pullRequest: Pick<ChangedFilesPage, 'headRefOid' | 'baseRefName'> | ChangedFilesPage | null;
        /** Missing in all requests but the first; null where there is no `access`. */
        readonly systems?: SystemsAnswer | null;
        /** null where GitHub does not know the commit; by alias where it does. */
        readonly base: Readonly<Record<string, TreeEntry | null>> | null;
        readonly head?: Readonly<Record<string, TreeEntry | null>> | null;
      } & Readonly<Record<`folder${number}`, TreeOrNothing | null>>)
    | null;
}

/** What stands in `access/`: its folders are the systems. */
export const SYSTEMS_FIELDS = 'object(expression: $systems) { ... on Tree { entries { name type } } }';

export interface SystemsAnswer {
  /** Missing where the path is no folder. */
  readonly entries?: readonly { readonly name: string; readonly type: string }[] | null;
}

export function toSystems(answer: SystemsAnswer | null | undefined): readonly string[] {
  return (answer?.entries ?? []).filter(({ type }) => type === 'tree').map(({ name }) => name);
}

/**
 * One query for all of them. Paths are hostile and go in as variables; only numbers are put together into its text.
 * The head and the names of its changed files are asked for again, to see that all answers are of one head.
 */
export function writeContentsQuery(wanted: WantedContents): { query: string; variables: Record<string, string> } {
  const { baseSha, headSha, isFirst, atBase, atHead, folders } = wanted;
  const variables: Record<string, string> = { base: baseSha, head: headSha };
  for (const [index, path] of atBase.entries()) variables[`base${index}`] = path;
  for (const [index, path] of atHead.entries()) variables[`head${index}`] = path;
  for (const [index, path] of folders.entries()) variables[`folder${index}`] = `${baseSha}:${path}`;
  if (isFirst) variables['systems'] = `${baseSha}:access`;
  const declared = Object.keys(variables).map((name) => `$${name}: ${typeOf(name)}`);
  const query = `
query ($owner: String!, $name: String!, $number: Int!, ${declared.join(', ')}) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { ${isFirst ? changedFilesFields('') : 'headRefOid baseRefName'} }
    ${isFirst ? `systems: ${SYSTEMS_FIELDS}` : ''}
    base: object(oid: $base) { ... on Commit { oid ${filesOf('base', atBase)} } }
    head: object(oid: $head) { ... on Commit { oid ${filesOf('head', atHead)} } }
    ${folders.map((_, index) => `folder${index}: object(expression: $folder${index}) { ... on Tree { entries { ...Entry } } }`).join('\n    ')}
  }
}
fragment Entry on TreeEntry { ${ENTRY_FIELDS} }`;
  return { query, variables };
}

function filesOf(side: 'base' | 'head', paths: readonly string[]): string {
  return paths.map((_, index) => `${side}${index}: file(path: $${side}${index}) { ...Entry }`).join(' ');
}

function typeOf(variable: string): string {
  return variable === 'base' || variable === 'head' ? 'GitObjectID!' : 'String!';
}
