import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAXIMUM_CODEOWNERS_BYTES } from '../../src/access/source-file.js';
import { findOwnerRule } from '../../src/approval/find-owners.js';
import { chooseCodeOwners, parseCodeOwners } from '../../src/approval/parse-codeowners.js';
import { codeOwnersFile, sourceFile } from './facts-builder.js';

function parse(text: string) {
  return parseCodeOwners(codeOwnersFile(text));
}

describe('an invalid line is skipped, and named', () => {
  test.each([
    ['!/access/ @bob', 'negation with ! does not work', 1],
    ['/access/[ab]/ @bob', 'a character range does not work', 1],
    ['\\#notes @bob', 'an escaped # at the beginning does not work', 1],
    ['notes#1 @bob', 'a # within a pattern is ambiguous', 1],
    ['/access/*** @bob', 'three asterisks are no pattern', 1],
    ['/ @bob', 'a lone slash never matches', 1],
    ['/access//alice/ @bob', 'an empty folder name never matches', 1],
    ['/access/\\', 'a backslash has to escape something', 1],
    ['/access/\u0000 @bob', 'a control character is no name', 1],
    ['\uFEFF* @bob', 'a byte order mark is not read as nothing', 1],
    ['/access/\u202Ealice @bob', 'text that runs the other way hides what it says', 1],
    ['/access/ bob', 'an owner without @ is nobody', 10],
    ['/access/ @', 'an @ alone is nobody', 10],
    ['/access/ @acme/', 'a team has a name', 10],
    ['/access/ @acme/security/deep', 'a team is not nested in its name', 10],
    ['/access/ @-bob', 'a login begins with a letter or digit', 10],
    ['/access/ @../teams', 'a login has no dots', 10],
    ['/access/ @acme/..', 'a team is not a way up', 10],
    ['/access/ bob@@example.com', 'an address has one @', 10],
    ['/access/ @bob, @carol', 'owners have spaces between them, not commas', 10],
    ['/access/ @carol @bob#comment', 'a comment has a space before it', 17],
    ['/access dir/ @bob', 'an unescaped space ends the pattern', 9],
  ])('%j: %s', (line, _why, column) => {
    const read = parse(`* @alice\n${line}\n`);
    expect(read.rules).toEqual([{ line: 1, pattern: '*', owners: ['@alice'] }]);
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]).toMatchObject({
      rule: 'codeowners-line',
      severity: 'error',
      path: '.github/CODEOWNERS',
      line: 2,
      column,
    });
    expect(read.problems[0]?.cure).not.toBe('');
  });

  test.each([
    ['that is a symlink', { mode: '120000', bytes: null }],
    ['that is too large to have been read', { bytes: null }],
    ['that is not UTF-8', { bytes: Uint8Array.of(0x2a, 0xff) }],
  ])('law 7: a file %s has no rules and a problem', (_what, rest) => {
    const read = parseCodeOwners(sourceFile('CODEOWNERS', '* @alice\n', rest));
    expect(read.rules).toEqual([]);
    expect(read.problems).toMatchObject([{ rule: 'codeowners-line', line: 1, path: 'CODEOWNERS' }]);
  });

  test('a million invalid lines give twenty problems, and the last says how many more there are', () => {
    const read = parse('!\n'.repeat(1_000_000));
    expect(read.problems).toHaveLength(20);
    expect(read.problems.at(-1)?.message).toMatch(/999980 more lines are invalid/);
  });

  test('nothing that a file may hold makes the parser throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = parseCodeOwners(sourceFile('CODEOWNERS', '', { bytes }));
        expect(findOwnerRule(read, 'access/config.yaml')?.line ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a valid line', () => {
  test.each([
    ['* @alice', '*', ['@alice']],
    ['*.js    @bob #This is an inline comment.', '*.js', ['@bob']],
    ['*.go docs@example.com', '*.go', ['docs@example.com']],
    ['*.txt @acme/writers', '*.txt', ['@acme/writers']],
    ['/apps/ @bob @carol', '/apps/', ['@bob', '@carol']],
    ['/apps/github ', '/apps/github', []],
    ['/apps/github # nobody', '/apps/github', []],
    ['\t/access/\t@bob\t@acme/security\r', '/access/', ['@bob', '@acme/security']],
    ['/with\\ space/ @bob', '/with\\ space/', ['@bob']],
    ['/access/ @bob_acme', '/access/', ['@bob_acme']],
  ])('%j is a pattern with its owners', (line, pattern, owners) => {
    expect(parse(`\n# comment\n  # another\n${line}\n`)).toEqual({
      path: '.github/CODEOWNERS',
      rules: [{ line: 4, pattern, owners }],
      problems: [],
    });
  });
});

describe('the line that decides about a path', () => {
  const owners = parse('* @alice\n*.yaml @bob\n/access/ @acme/security\n/access/aws-sandbox/carol/\n/docs/ @carol\n');

  test('is the last that matches', () => {
    expect(findOwnerRule(owners, 'access/config.yaml')).toMatchObject({ line: 3, owners: ['@acme/security'] });
    expect(findOwnerRule(owners, 'other.yaml')?.line).toBe(2);
    expect(findOwnerRule(owners, 'README.md')?.line).toBe(1);
  });

  test('may be without owners, and then nobody owns the path', () => {
    expect(findOwnerRule(owners, 'access/aws-sandbox/carol/billing.yaml')).toEqual({
      line: 4,
      pattern: '/access/aws-sandbox/carol/',
      owners: [],
    });
  });

  test('is not there where no line matches', () => {
    expect(findOwnerRule(parse('/docs/ @carol'), 'access/config.yaml')).toBeNull();
  });
});

describe('of several CODEOWNERS files', () => {
  const github = codeOwnersFile('* @alice', '.github/CODEOWNERS');
  const root = codeOwnersFile('* @bob', 'CODEOWNERS');
  const docs = codeOwnersFile('* @carol', 'docs/CODEOWNERS');

  test('one over 3 MB is not used, and does not give way to a later one', () => {
    expect(chooseCodeOwners([root, { ...github, size: MAXIMUM_CODEOWNERS_BYTES + 1, bytes: null }])).toBeNull();
  });

  test('none in another place or another case is used', () => {
    expect(
      chooseCodeOwners([codeOwnersFile('* @bob', 'access/CODEOWNERS'), codeOwnersFile('* @bob', 'codeowners')]),
    ).toBeNull();
  });

  test('GitHub takes that of .github, then that of the root, then that of docs', () => {
    expect(chooseCodeOwners([docs, root, github])).toBe(github);
    expect(chooseCodeOwners([docs, root])).toBe(root);
    expect(chooseCodeOwners([docs])).toBe(docs);
    expect(chooseCodeOwners([])).toBeNull();
  });
});
