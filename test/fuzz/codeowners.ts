import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SourceFile } from '../../src/access/source-file.js';
import { findOwnerRule } from '../../src/approval/find-owners.js';
import { matchPattern } from '../../src/approval/match-pattern.js';
import { parseCodeOwners } from '../../src/approval/parse-codeowners.js';
import { expectProblems } from './expect-problems.js';
import type { Fuzzed, Outcome } from './fuzzed.js';
import { asBytes, asFiles, mutated } from './mutate-text.js';

const FILES = [
  '# owners\n/access/  @acme/security\n/access/aws-sandbox/*/  @acme/finance-leads  # for now\n*.md  docs@acme.test\n',
  '*  @alice\n**/roles.yaml @acme/security @bob\n/access/**/alice/ \naccess/aws-*/b?b/\\ x.yaml @carol\n',
  '/.github/ @acme/security\ndocs/*  @carol\n/a/**/b/**/c @bob\n/access/aws-production/ @acme/a @acme/b @acme/c\n',
];

const PIECES = [
  ...[
    '*',
    '**',
    '***',
    '?',
    '/',
    '//',
    '/**',
    '**/',
    '\\',
    '\\ ',
    '\\*',
    '!',
    '#',
    '[a-z]',
    '[',
    ']',
    '@',
    '@acme',
    '@acme/',
    '@-',
  ],
  ...['@acme/security', 'x@y', '@@', '\t', ' ', '*'.repeat(500), 'a*'.repeat(400), '**/'.repeat(400), '*/'.repeat(400)],
  ...['?*'.repeat(300), '/a'.repeat(2_000), '@a '.repeat(2_000), '\\'.repeat(999)],
];

const PATHS = [
  'access/aws-sandbox/alice/billing.yaml',
  'access/config.yaml',
  '.github/CODEOWNERS',
  'README.md',
  `access/${'a/'.repeat(400)}x.yaml`,
  'a'.repeat(1_000),
  'access/aws-sandbox/b?b/ x.yaml',
];

export const CODEOWNERS: Fuzzed<SourceFile> = {
  name: 'CODEOWNERS',
  inputs: asFiles('.github/CODEOWNERS', asBytes(mutated(fc.constantFrom(...FILES), PIECES))),
  sizeOf: ({ size }) => size,
  longest: 5_000,
  check(file): Outcome {
    const codeOwners = parseCodeOwners(file);
    expectProblems(file, codeOwners.problems);
    const lines = new TextDecoder().decode(file.bytes ?? new Uint8Array()).split('\n');
    for (const { line, pattern, owners } of codeOwners.rules) {
      // Nothing is read into a line that does not stand there.
      assert.ok(lines[line - 1]?.includes(pattern), pattern);
      assert.ok(
        owners.every((owner) => lines[line - 1]?.includes(owner)),
        owners.join(),
      );
    }
    for (const path of PATHS) {
      const matching = codeOwners.rules.filter(({ pattern }) => matchPattern(pattern, path));
      assert.equal(findOwnerRule(codeOwners, path), matching.at(-1) ?? null);
    }
    return codeOwners.problems.length > 0 ? 'refused' : 'accepted';
  },
};
