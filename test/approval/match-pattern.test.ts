import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchPattern } from '../../src/approval/match-pattern.js';

// What GitHub says (about-code-owners) and what gitignore says (gitignore, PATTERN FORMAT), in their words.
const LAST_LEVEL =
  'The `docs/*` pattern will match files like `docs/getting-started.md` but not further nested files like `docs/build-app/troubleshooting.md`.';
const CASE = 'CODEOWNERS paths are case-sensitive, because GitHub uses a case-sensitive file system.';
const MIDDLE_SLASH =
  'If there is a separator at the beginning or middle (or both) of the pattern, then the pattern is relative to the directory level of the file itself.';
const ANY_LEVEL = 'Otherwise the pattern may also match at any level below.';
const DIRECTORY = 'If there is a separator at the end of the pattern then the pattern will only match directories.';
const STAR = 'An asterisk "*" matches anything except a slash.';
const QUESTION = 'The character "?" matches any one character except "/".';
const LEADING = 'A leading "**" followed by a slash means match in all directories.';
const TRAILING = 'A trailing "/**" matches everything inside.';
const BETWEEN = 'A slash followed by two consecutive asterisks then a slash matches zero or more directories.';
const OTHER_STARS =
  'Other consecutive asterisks are considered regular asterisks and will match according to the previous rules.';
const ROOT_LOGS =
  '@doctocat owns any files in the build/logs directory at the root of the repository and any of its subdirectories.';
const APPS = '@octocat owns any file in an apps directory anywhere in your repository.';
const ROOT_DOCS =
  '@doctocat owns any file in the `/docs` directory in the root of your repository and any of its subdirectories.';
const NO_OWNERS = 'except for the `/apps/github` subdirectory, as its owners are left empty';
const ANY_LOGS =
  '@octocat owns any file in a `/logs` directory such as `/build/logs`, `/scripts/logs`, and `/deeply/nested/logs`.';
const EVERYTHING = 'These owners will be the default owners for everything in the repo.';
const EXTENSION =
  'When someone opens a pull request that only modifies JS files, only @js-owner and not the global owner(s) will be requested.';
const ESCAPE = 'A backslash quotes the character after it; spaces are part of a pattern only so.';

describe('a pattern does not cover a path', () => {
  test.each([
    ['docs/*', 'docs/build-app/troubleshooting.md', LAST_LEVEL],
    ['/docs/*', 'docs/a/b/c.md', LAST_LEVEL],
    ['docs/*', 'docs', LAST_LEVEL],
    ['docs/*', 'src/docs/index.md', MIDDLE_SLASH],
    ['/*', 'docs/index.md', LAST_LEVEL],
    ['/access/*/*', 'access/aws-sandbox/alice/billing.yaml', LAST_LEVEL],
    ['docs/*.md', 'docs/build/index.md', STAR],
    ['docs/*.md', 'src/docs/index.md', MIDDLE_SLASH],
    ['foo/*/baz', 'foo/baz', STAR],
    ['foo/*/baz', 'foo/a/b/baz', STAR],
    ['/foo*', 'bar/foo', MIDDLE_SLASH],
    ['/Access/', 'access/config.yaml', CASE],
    ['/access/', 'Access/config.yaml', CASE],
    ['*.JS', 'src/index.js', CASE],
    ['/build/logs/', 'src/build/logs/today.log', ROOT_LOGS],
    ['/build/logs/', 'build/logs', DIRECTORY],
    ['/build/logs/', 'build/logs2/today.log', ROOT_LOGS],
    ['build/logs', 'src/build/logs', MIDDLE_SLASH],
    ['build/logs/', 'src/build/logs/today.log', MIDDLE_SLASH],
    ['/docs/', 'src/docs/index.md', ROOT_DOCS],
    ['apps/', 'apps', DIRECTORY],
    ['apps/', 'src/apps', DIRECTORY],
    ['apps/', 'myapps/index.js', APPS],
    ['f*/', 'foo', DIRECTORY],
    ['/apps/github', 'apps/github2/index.js', NO_OWNERS],
    ['/apps/github', 'apps/githu', NO_OWNERS],
    ['/apps/github', 'src/apps/github/index.js', MIDDLE_SLASH],
    ['*.js', 'src/index.jsx', EXTENSION],
    ['*.js', 'src/js', EXTENSION],
    ['foo', 'foo.txt', ANY_LEVEL],
    ['foo', 'bar/foobar', ANY_LEVEL],
    ['f?o', 'fo', QUESTION],
    ['f?o', 'fooo', QUESTION],
    ['f?o', 'f/o', QUESTION],
    ['f\\?o', 'foo', ESCAPE],
    ['f\\*o', 'foo', ESCAPE],
    ['with\\ space/', 'with/space/index.md', ESCAPE],
    ['**/foo/bar', 'foo/baz/bar', LEADING],
    ['**/logs', 'build/logs2', ANY_LOGS],
    ['foo/bar/**', 'foo/bar', TRAILING],
    ['foo/bar/**', 'qux/foo/bar/baz', MIDDLE_SLASH],
    ['foo/**/bar', 'qux/foo/bar', MIDDLE_SLASH],
    ['foo/**/bar', 'foo/qux/baz', BETWEEN],
    ['/foo**bar', 'foo/bar', OTHER_STARS],
    ['/access/*/alice/', 'access/aws-sandbox/bob/billing.yaml', STAR],
    ['/access/aws-*/', 'access/gcp-sandbox/bob/billing.yaml', STAR],
    ['./docs', 'docs/index.md', MIDDLE_SLASH],
    ['/', 'docs/index.md', 'The pattern `/` will never match anything.'],
  ])('%s does not cover %s: %s', (pattern, path) => {
    expect(matchPattern(pattern, path)).toBe(false);
  });
});

describe('a pattern covers a path', () => {
  test.each([
    ['docs/*', 'docs/getting-started.md', LAST_LEVEL],
    ['/*', 'index.md', LAST_LEVEL],
    ['*', 'index.md', EVERYTHING],
    ['*', 'access/aws-sandbox/alice/billing.yaml', EVERYTHING],
    ['**', 'a/b/c', EVERYTHING],
    ['*.js', 'index.js', EXTENSION],
    ['*.js', 'src/deep/index.js', EXTENSION],
    ['*.js', '.js', STAR],
    ['/build/logs/', 'build/logs/today.log', ROOT_LOGS],
    ['/build/logs/', 'build/logs/deep/er/today.log', ROOT_LOGS],
    ['build/logs', 'build/logs/today.log', ROOT_LOGS],
    ['apps/', 'apps/index.js', APPS],
    ['apps/', 'src/apps/deep/index.js', APPS],
    ['/docs/', 'docs/index.md', ROOT_DOCS],
    ['/docs/', 'docs/deep/index.md', ROOT_DOCS],
    ['/apps/github', 'apps/github', NO_OWNERS],
    ['/apps/github', 'apps/github/index.js', NO_OWNERS],
    ['**/logs', 'logs', ANY_LOGS],
    ['**/logs', 'build/logs/today.log', ANY_LOGS],
    ['**/logs', 'deeply/nested/logs/today.log', ANY_LOGS],
    ['foo', 'foo', ANY_LEVEL],
    ['foo', 'bar/foo/baz', ANY_LEVEL],
    ['f*', 'bar/foo/baz', ANY_LEVEL],
    ['/f*', 'foo/bar/baz', STAR],
    ['f*/', 'bar/foo/baz', DIRECTORY],
    ['/*/', 'foo/bar/baz', DIRECTORY],
    ['foo/*/baz', 'foo/bar/baz', STAR],
    ['foo/*/baz', 'foo/bar/baz/qux', STAR],
    ['foo/*.txt', 'foo/bar.txt', STAR],
    ['f?o', 'bar/foo', QUESTION],
    ['f?o', 'f😀o', QUESTION],
    ['f\\?o', 'f?o', ESCAPE],
    ['f\\*o', 'f*o', ESCAPE],
    ['/with\\ space/', 'with space/index.md', ESCAPE],
    ['with\\ space', 'src/with space', ESCAPE],
    ['**/foo/bar', 'qux/foo/bar/baz', LEADING],
    ['**/*bar*', 'foo/qux/rebarred', LEADING],
    ['foo/bar/**', 'foo/bar/baz', TRAILING],
    ['foo/bar/**', 'foo/bar/baz/qux', TRAILING],
    ['foo/**/bar', 'foo/bar', BETWEEN],
    ['foo/**/bar', 'foo/qux/quux/bar/baz', BETWEEN],
    ['foo/**/bar/b*', 'foo/qux/bar/baz', BETWEEN],
    ['foo/**/*', 'foo/a/b/c', BETWEEN],
    ['/foo**bar', 'foo-and-bar', OTHER_STARS],
    ['/access/', 'access/aws-sandbox/alice/billing.yaml', ROOT_DOCS],
    ['/access/aws-sandbox/*/', 'access/aws-sandbox/alice/billing.yaml', DIRECTORY],
    ['/access/*/alice/', 'access/aws-sandbox/alice/billing.yaml', STAR],
    ['/access/**/*.yaml', 'access/config.yaml', BETWEEN],
    ['/.github/CODEOWNERS', '.github/CODEOWNERS', MIDDLE_SLASH],
    ['.github', '.github/workflows/ci.yml', ANY_LEVEL],
  ])('%s covers %s: %s', (pattern, path) => {
    expect(matchPattern(pattern, path)).toBe(true);
  });
});

describe('matching hostile patterns', () => {
  test('takes no longer than the pattern times the path, however many stars there are', () => {
    const stars = `/${'*a'.repeat(2_000)}b`;
    const folders = `/${'**/a/'.repeat(1_000)}b`;
    const started = process.hrtime.bigint();
    expect(matchPattern(stars, 'a'.repeat(4_000))).toBe(false);
    expect(matchPattern(folders, 'a/'.repeat(2_000))).toBe(false);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(3_000);
  });

  test('never throws, and agrees with a slow and obvious matcher', () => {
    const segment = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '?', '*b');
    const pattern = fc
      .tuple(fc.constantFrom('', '/'), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
      .map(([head, segments, tail]) => `${head}${segments.join('/')}${tail}`);
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'ba'), { minLength: 1, maxLength: 5 })
      .map((all) => all.join('/'));
    fc.assert(fc.property(pattern, path, (one, other) => matchPattern(one, other) === matchSlowly(one, other)));
  });
});

/** The rules once more, by regular expression: only fit for short and friendly patterns. */
function matchSlowly(pattern: string, path: string): boolean {
  const isDirectory = pattern.endsWith('/');
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
  const isAnchored = pattern.startsWith('/') || bare.includes('/');
  const parts = bare.split('/');
  const last = parts.at(-1);
  const source = parts
    .map((part) => (part === '**' ? '(?:[^/]+/)*' : `${part.replace(/\*+/g, '[^/]*').replace(/\?/g, '[^/]')}/`))
    .join('');
  const inside = isDirectory || (last === '**' && parts.length > 1);
  const below = inside ? '(?:[^/]+/)+' : last === '*' && isAnchored ? '' : '(?:[^/]+/)*';
  return new RegExp(`^${isAnchored ? '' : '(?:[^/]+/)*'}${source}${below}$`).test(`${path}/`);
}
