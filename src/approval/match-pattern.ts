/**
 * The patterns of CODEOWNERS: gitignore's, less what GitHub leaves out
 * (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax,
 * https://git-scm.com/docs/gitignore#_pattern_format). Patterns and paths are hostile, so there is no regular
 * expression here: both levels use the two-pointer star algorithm, and the work is at most |pattern| × |path|.
 */

/** Any number of segments, none too. */
const ANY_DEPTH = Symbol('**');
/** One character of a segment that is written as it is, one unknown (`?`), or any number of them (`*`). */
const ONE_CHARACTER = Symbol('?');
const ANY_CHARACTERS = Symbol('*');

type Glyph = string | typeof ONE_CHARACTER | typeof ANY_CHARACTERS;
type Segment = readonly Glyph[] | typeof ANY_DEPTH;

const ANY_SEGMENT: Segment = [ANY_CHARACTERS];

/**
 * True where a CODEOWNERS pattern, as written, covers the file at `path` (with `/`, from the root of the repository).
 * A pattern that names a directory covers everything below it. Case-sensitive.
 */
export function matchPattern(pattern: string, path: string): boolean {
  if (isLiteral(pattern)) return matchLiteral(pattern.slice(1), path);
  if (!path.startsWith(literalBeginning(pattern))) return false;
  return matchSegments(readPattern(pattern), path.split('/'));
}

/** Most lines in the wild are such; this keeps a file of very many lines fast. */
function isLiteral(pattern: string): boolean {
  return pattern.startsWith('/') && pattern.length > 1 && !/[*?\\]/.test(pattern);
}

/** What a path must begin with, so that most lines of a large file are passed over unread: an audit asks once a grant. */
function literalBeginning(pattern: string): string {
  return /^\/([^*?\\]*)/.exec(pattern)?.[1] ?? '';
}

function matchLiteral(prefix: string, path: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return prefix.endsWith('/')
    ? path.length > prefix.length
    : path.length === prefix.length || path[prefix.length] === '/';
}

function readPattern(pattern: string): readonly Segment[] {
  const isAnchored = pattern.startsWith('/') || pattern.slice(0, -1).includes('/');
  const isDirectory = pattern.endsWith('/');
  const parts = pattern.slice(pattern.startsWith('/') ? 1 : 0, isDirectory ? -1 : undefined).split('/');
  const segments: Segment[] = parts.map((part) => (part === '**' ? ANY_DEPTH : readSegment(part)));
  // gitignore: without a slash at the beginning or in the middle, a pattern matches at any level.
  if (!isAnchored && parts[0] !== '**') segments.unshift(ANY_DEPTH);
  return [...segments, ...whatMayFollow(parts, isAnchored, isDirectory)];
}

function whatMayFollow(parts: readonly string[], isAnchored: boolean, isDirectory: boolean): readonly Segment[] {
  const last = parts[parts.length - 1];
  // gitignore: a slash at the end names directories, and `abc/**/` those inside `abc`: a file is a segment further down.
  if (isDirectory && last === '**') return [ANY_SEGMENT, ANY_SEGMENT, ANY_DEPTH];
  if (isDirectory) return [ANY_SEGMENT, ANY_DEPTH];
  // gitignore: `abc/**` matches everything inside, so at least one segment more.
  if (last === '**') return parts.length > 1 ? [ANY_SEGMENT] : [];
  // GitHub: `docs/*` matches `docs/getting-started.md`, but not `docs/build-app/troubleshooting.md`.
  if (last === '*' && isAnchored) return [];
  return [ANY_DEPTH];
}

function readSegment(part: string): readonly Glyph[] {
  const glyphs: Glyph[] = [];
  let isEscaped = false;
  for (const character of part) {
    if (isEscaped) {
      glyphs.push(character);
      isEscaped = false;
    } else if (character === '\\') {
      isEscaped = true;
    } else if (character === '*') {
      glyphs.push(ANY_CHARACTERS);
    } else {
      glyphs.push(character === '?' ? ONE_CHARACTER : character);
    }
  }
  return glyphs;
}

function matchSegments(pattern: readonly Segment[], segments: readonly string[]): boolean {
  return matchWithStars(
    pattern,
    segments,
    (part) => part === ANY_DEPTH,
    (part, segment) => part !== ANY_DEPTH && matchSegment(part, segment),
  );
}

function matchSegment(glyphs: readonly Glyph[], segment: string): boolean {
  return matchWithStars(
    glyphs,
    Array.from(segment),
    (glyph) => glyph === ANY_CHARACTERS,
    (glyph, character) => glyph === ONE_CHARACTER || glyph === character,
  );
}

/**
 * Whether the whole of `items` fits `pattern`. Only the latest star is ever reconsidered: what an earlier star could
 * take, the latest one can take as well.
 */
function matchWithStars<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  isStar: (part: P) => boolean,
  fits: (part: P, item: T) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let retryFrom = 0;
  for (let item = 0; item < items.length; ) {
    const part = pattern[at];
    if (part !== undefined && isStar(part)) {
      star = at;
      at += 1;
      retryFrom = item;
    } else if (part !== undefined && fits(part, items[item] as T)) {
      at += 1;
      item += 1;
    } else if (star >= 0) {
      at = star + 1;
      retryFrom += 1;
      item = retryFrom;
    } else {
      return false;
    }
  }
  while (at < pattern.length && isStar(pattern[at] as P)) at += 1;
  return at === pattern.length;
}
