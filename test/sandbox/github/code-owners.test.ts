import { describe, expect, test } from '@jest/globals';
import { ownersOf, parseCodeOwners } from '../../../sandbox/github/code-owners.js';

describe('the sandbox\u2019s reading of CODEOWNERS', () => {
  test.each([
    ['no rule that fits', '/docs/ @a', 'src/x', []],
    ['a rule without owners after one with', '* @a\n/x', 'x', []],
    ['a negation, which GitHub does not know', '* @a\n!x @b', 'x', ['@a']],
    ['a range, which GitHub does not know', '* @a\n[x] @b', 'x', ['@a']],
    ['another case', '/Access/ @a', 'access/x', []],
    ['a star that would have to cross a slash', '/access/*/x.yaml @a', 'access/a/b/x.yaml', []],
    ['two levels below docs/*', 'docs/* @a', 'docs/a/b', []],
    ['a comment', '# * @a\n', 'x', []],
  ])('finds nobody new for %s', (_, text, path, owners) => {
    expect(ownersOf(parseCodeOwners(text), path)).toEqual(owners);
  });

  test.each([
    ['the last rule that fits', '* @a\n/x @b', 'x', ['@b']],
    ['a folder anywhere', 'apps/ @a', 'x/apps/y/z', ['@a']],
    ['a folder at the root', '/access/ @acme/security', 'access/s/a.yaml', ['@acme/security']],
    ['a star within one folder', '/access/*/x.yaml @a', 'access/s/x.yaml', ['@a']],
    ['two stars in between', '/access/**/x.yaml @a', 'access/a/b/x.yaml', ['@a']],
    ['a suffix anywhere', '*.yaml @a @b', 'access/s/x.yaml', ['@a', '@b']],
    ['an escaped space', '/with\\ space/ @a', 'with space/x', ['@a']],
    ['an inline comment', '/x @a # why', 'x', ['@a']],
    ['Windows line ends', '/x @a\r\n/y @b\r\n', 'x', ['@a']],
  ])('finds the owners by %s', (_, text, path, owners) => {
    expect(ownersOf(parseCodeOwners(text), path)).toEqual(owners);
  });
});
