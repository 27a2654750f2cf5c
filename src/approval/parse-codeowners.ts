import { CODEOWNERS_PATHS } from '../access/codeowners-paths.js';
import { decodeUtf8 } from '../access/decode-utf8.js';
import type { Problem } from '../access/problem.js';
import { MAXIMUM_CODEOWNERS_BYTES, type SourceFile } from '../access/source-file.js';

/** One valid line of CODEOWNERS. */
export interface OwnerRule {
  /** Counted from 1. */
  readonly line: number;
  /** As written, with its escapes. */
  readonly pattern: string;
  /** As written: `@user`, `@org/team` or an e-mail address. None: the line takes the owners away. */
  readonly owners: readonly string[];
}

/** What a CODEOWNERS file says. Its invalid lines are left out, as GitHub does, and are among the problems. */
export interface CodeOwners {
  readonly path: string;
  readonly rules: readonly OwnerRule[];
  readonly problems: readonly Problem[];
}

/** Enough to see what is wrong; a hostile file could name a million lines. */
const MOST_PROBLEMS = 20;

/**
 * The CODEOWNERS file that GitHub uses of those in a tree; null where there is none. GitHub takes the first that it finds and
 * does not load one over 3 MB, so a too large file hides the later ones and nobody owns anything.
 */
export function chooseCodeOwners(files: readonly SourceFile[]): SourceFile | null {
  for (const place of CODEOWNERS_PATHS) {
    const file = files.find((candidate) => candidate.path === place);
    if (file !== undefined) return file.size > MAXIMUM_CODEOWNERS_BYTES ? null : file;
  }
  return null;
}

/** Reads a CODEOWNERS file as GitHub does. Never throws: a file that cannot be read has no rules and a problem. */
export function parseCodeOwners(file: SourceFile): CodeOwners {
  const text = decodeUtf8(file.bytes);
  if (text === null) {
    const message = 'This file is not a regular file of UTF-8 text, so nobody owns anything.';
    return { path: file.path, rules: [], problems: [problem(file.path, 1, { column: 1, message, cure: CURE_FILE })] };
  }
  const rules: OwnerRule[] = [];
  const problems: Problem[] = [];
  let further = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const read = readLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (read === null) continue;
    if (!('message' in read)) rules.push({ line: index + 1, ...read });
    else if (problems.length < MOST_PROBLEMS) problems.push(problem(file.path, index + 1, read));
    else further += 1;
  }
  return { path: file.path, rules, problems: further === 0 ? problems : nameFurther(problems, further) };
}

const CURE_FILE = 'Commit CODEOWNERS as an ordinary file in UTF-8.';

interface LineFault {
  readonly column: number;
  readonly message: string;
  readonly cure: string;
}

function readLine(line: string): Omit<OwnerRule, 'line'> | LineFault | null {
  const start = line.search(/[^ \t]/);
  if (start < 0 || line[start] === '#') return null;
  const end = endOfPattern(line, start);
  const pattern = line.slice(start, end);
  const fault = findPatternFault(pattern, start + 1);
  if (fault !== null) return fault;
  const owners: string[] = [];
  for (const match of line.slice(end).matchAll(/[^ \t]+/g)) {
    const [owner] = match;
    if (owner.startsWith('#')) break;
    if (!isOwner(owner)) {
      const cure = 'Write owners as @user, @org/team or an e-mail address, with spaces between them.';
      return {
        column: end + match.index + 1,
        message: `${quote(owner)} is not an owner, so GitHub skips this line.`,
        cure,
      };
    }
    owners.push(owner);
  }
  return { pattern, owners };
}

/** A space that a backslash escapes belongs to the pattern (gitignore). */
function endOfPattern(line: string, start: number): number {
  let at = start;
  while (at < line.length && line[at] !== ' ' && line[at] !== '\t') at += line[at] === '\\' ? 2 : 1;
  return Math.min(at, line.length);
}

function findPatternFault(pattern: string, column: number): LineFault | null {
  const fault = (what: string, cure: string): LineFault => ({
    column,
    message: `The pattern ${quote(pattern)} ${what}, so GitHub skips this line.`,
    cure,
  });
  if (/\p{C}/u.test(pattern)) return fault('has an invisible character', 'Type the line again.');
  if (pattern.includes('#')) return fault('has a #', 'Put a space before a comment; a # cannot be part of a pattern.');
  if (pattern.startsWith('!'))
    return fault('begins with !', 'Add a later line without owners for what is to be left out.');
  if (/[[\]]/.test(pattern))
    return fault('has a bracket', 'Write one line for each name: there are no character ranges here.');
  if (pattern.includes('***')) return fault('has three asterisks in a row', 'Write * or **.');
  if (/^(?:[^\\]|\\.)*\\$/.test(pattern)) return fault('ends in a backslash', 'Leave the backslash out.');
  if (pattern === '/') return fault('never matches', 'Write * for everything.');
  if (pattern.includes('//')) return fault('has an empty folder name', 'Write a single slash.');
  return null;
}

/**
 * GitHub's own rules for names: letters, digits and hyphens, with an underscore in enterprise logins
 * (https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication).
 */
function isOwner(owner: string): boolean {
  if (owner.startsWith('@'))
    return /^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,254})?$/.test(owner);
  return owner.length <= 254 && /^[^@\p{C}]+@[A-Za-z0-9.-]+$/u.test(owner);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function problem(path: string, line: number, fault: LineFault): Problem {
  return { rule: 'codeowners-line', severity: 'error', path, line, ...fault };
}

function nameFurther(problems: readonly Problem[], further: number): readonly Problem[] {
  const last = problems[problems.length - 1];
  if (last === undefined) return problems;
  const lines = further === 1 ? 'One more line is' : `${further} more lines are`;
  return [...problems.slice(0, -1), { ...last, message: `${last.message} ${lines} invalid.` }];
}
