import type { UnknownOwner } from '../approval/facts.js';

const ALIAS = 'codeOwners';

/** A token may lack the permission for it; then an owner that GitHub does not know looks like one who is silent. */
export const UNKNOWN_OWNER_ALIASES: readonly string[] = [ALIAS];

/**
 * Of the default branch, which is what GitHub takes where no `refName` is given, and the only base that is judged:
 * https://docs.github.com/en/rest/repos/repos#list-codeowners-errors
 */
export const UNKNOWN_OWNER_FIELDS = `${ALIAS}: codeowners { errors { kind path line column source } }`;

interface CodeOwnersAnswer {
  readonly errors: readonly {
    /** GitHub publishes no list of them; `Unknown owner` is that of an owner who is not there or may not write. */
    readonly kind: string;
    readonly path: string;
    readonly line: number;
    /** Of the owner, from 1. */
    readonly column: number;
    /** The line, with its end. */
    readonly source: string;
  }[];
}

/** The repository as {@link UNKNOWN_OWNER_FIELDS} asks for it; null where it has no CODEOWNERS, or the token may not read it. */
export type RepositoryWithCodeOwners = { readonly [Alias in typeof ALIAS]?: CodeOwnersAnswer | null };

/** The owners that GitHub does not know. One that cannot be made out is left out: then it is waited for. */
export function toUnknownOwners(repository: RepositoryWithCodeOwners): readonly UnknownOwner[] {
  const errors = repository[ALIAS]?.errors ?? [];
  return errors.flatMap(({ kind, path, line, column, source }) => {
    if (kind !== 'Unknown owner') return [];
    const owner = readOwner(source, column);
    return owner === null ? [] : [{ path, line, source: source.replace(/\r?\n$/, ''), owner }];
  });
}

function readOwner(source: string, column: number): string | null {
  const isStart = /[ \t]/.test(source[column - 2] ?? '');
  return isStart ? (/^@[^ \t\r\n]+/.exec(source.slice(column - 1))?.[0] ?? null) : null;
}
