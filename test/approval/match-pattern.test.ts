import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchPattern } from '../../src/approval/match-pattern.js';

// The rules in our words, one for each sentence of GitHub's page
// (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners)
// and, where that leans on gitignore, of https://git-scm.com/docs/gitignore#_pattern_format.
const LAST_LEVEL = 'a star after the last slash covers the files of that folder and none further down';
const CASE = 'paths are case-sensitive';
const MIDDLE_SLASH = 'a slash at the beginning or in the middle ties a pattern to the root';
const ANY_LEVEL = 'without such a slash it may match at any level';
const DIRECTORY = 'a slash at the end makes it match folders only, with all that is in them';
const STAR = 'a star takes anything but a slash';
const QUESTION = 'a question mark takes any one character but a slash';
const LEADING = 'two stars and a slash at the beginning mean any folder';
const TRAILING = 'a slash and two stars at the end mean everything inside';
const BETWEEN = 'two stars between slashes mean any number of folders, none too';
const OTHER_STARS = 'other stars in a row are as one';
const ROOT_LOGS = 'a folder of the root, and any of its subfolders';
const APPS = 'a folder of this name anywhere in the repository';
const ROOT_DOCS = 'the folder at the root and its subfolders, and no other of the name';
const SCRIPTS = 'any change inside the folder needs one of its owners';
const NO_OWNERS = 'a subfolder may have a line of its own';
const ANY_LOGS = 'a folder of this name below any others, however deep';
const EVERYTHING = 'a star alone stands for everything in the repository';
const EXTENSION = 'a star and an ending stand for all files of that kind';
const ESCAPE = 'a backslash takes the next character as it is, a space too';
const LITERAL = 'every other character stands for itself';

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
    ['docs/*', 'docs/deep/er/still.md', LAST_LEVEL],
    ['src/docs/*', 'src/docs/a/b.md', LAST_LEVEL],
    ['docs/*', 'Docs/index.md', CASE],
    ['*.go', 'src/main.go.txt', EXTENSION],
    ['*.txt', 'notes/txt', EXTENSION],
    ['/scripts/', 'tools/scripts/run.sh', SCRIPTS],
    ['/scripts/', 'scripts', DIRECTORY],
    ['/scripts/', 'scripts.sh', SCRIPTS],
    ['apps/', 'Apps/index.js', CASE],
    ['/apps/', 'src/apps/index.js', ROOT_DOCS],
    ['**/logs', 'logs.txt', ANY_LOGS],
    ['**/logs', 'build/old-logs/today.log', ANY_LOGS],
    ['**/logs/', 'build/logs', DIRECTORY],
    ['**/', 'README.md', DIRECTORY],
    ['foo/**/', 'foo/bar', DIRECTORY],
    ['*/', 'README.md', DIRECTORY],
    ['/**/logs', 'build/log', BETWEEN],
    ['foo/**', 'foobar/baz', TRAILING],
    ['foo/**', 'foo', TRAILING],
    ['a/**/b', 'a/c/d', BETWEEN],
    ['/foo**bar', 'foo/x/bar', OTHER_STARS],
    ['?', 'ab', QUESTION],
    ['?/', 'ab/c', QUESTION],
    ['*.*', 'Makefile', STAR],
    ['a.c', 'abc', LITERAL],
    ['a+', 'aa', LITERAL],
    ['(a|b)', 'a', LITERAL],
    ['{a,b}', 'a', LITERAL],
    ['/access/aws-sandbox/alice', 'access/aws-sandbox/alice-two/x.yaml', LITERAL],
    ['/access/aws-sandbox/', 'access/aws-sandbox-prod/alice/x.yaml', LITERAL],
    ['/access/*/alice/*', 'access/aws-sandbox/alice/deep/x.yaml', LAST_LEVEL],
    ['/access/*.yaml', 'access/aws-sandbox/roles.yaml', STAR],
    ['access/people.yaml', 'old/access/people.yaml', MIDDLE_SLASH],
    ['~', 'a', LITERAL],
    ['/', 'docs/index.md', 'a slash alone matches nothing'],
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
    ['docs/*', 'docs/.hidden', LAST_LEVEL],
    ['src/docs/*', 'src/docs/index.md', LAST_LEVEL],
    ['*.go', 'main.go', EXTENSION],
    ['*.go', 'src/cmd/main.go', EXTENSION],
    ['*.txt', 'a.b.txt', EXTENSION],
    ['*.txt', 'docs/notes.txt', EXTENSION],
    ['*', '.hidden', EVERYTHING],
    ['/scripts/', 'scripts/run.sh', SCRIPTS],
    ['/scripts/', 'scripts/deep/run.sh', SCRIPTS],
    ['/apps/', 'apps/github/index.js', ROOT_DOCS],
    ['/apps/github', 'apps/github/deep/index.js', NO_OWNERS],
    ['apps/', 'apps/apps/index.js', APPS],
    ['**/logs', 'scripts/logs/today.log', ANY_LOGS],
    ['**/logs/', 'build/logs/today.log', ANY_LOGS],
    ['/**/logs', 'logs/today.log', BETWEEN],
    ['/**', 'README.md', TRAILING],
    ['**/', 'docs/README.md', DIRECTORY],
    ['foo/**/', 'foo/bar/baz', DIRECTORY],
    ['*/', 'docs/README.md', DIRECTORY],
    ['a/**/b', 'a/b', BETWEEN],
    ['a/**/**/b', 'a/c/b', BETWEEN],
    ['/foo**bar/', 'foobar/baz', OTHER_STARS],
    ['?', 'docs/a', QUESTION],
    ['a?c', 'a.c', QUESTION],
    ['*.*', 'a.b', STAR],
    ['*', 'a b', STAR],
    ['a+', 'a+', LITERAL],
    ['(a|b)', 'docs/(a|b)', LITERAL],
    ['{a,b}', '{a,b}', LITERAL],
    ['$a^', '$a^', LITERAL],
    ['\\a', 'a', ESCAPE],
    ['/a\\ b\\ c', 'a b c', ESCAPE],
    ['/ünï/', 'ünï/x', LITERAL],
    ['/access/*.yaml', 'access/people.yaml', STAR],
    ['/access/*/roles.yaml', 'access/aws-sandbox/roles.yaml', STAR],
    ['/access/*/alice/*', 'access/aws-sandbox/alice/x.yaml', LAST_LEVEL],
    ['roles.yaml', 'access/aws-sandbox/roles.yaml', ANY_LEVEL],
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
  const deeper = isDirectory && last === '**' ? '[^/]+/' : '';
  const below = inside ? `${deeper}(?:[^/]+/)+` : last === '*' && isAnchored ? '' : '(?:[^/]+/)*';
  return new RegExp(`^${isAnchored ? '' : '(?:[^/]+/)*'}${source}${below}$`).test(`${path}/`);
}
