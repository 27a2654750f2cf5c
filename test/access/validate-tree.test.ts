import { describe, expect, test } from '@jest/globals';
import type { SourceFile } from '../../src/access/source-file.js';
import { type ValidatedTree, type ValidateOptions, validateTree } from '../../src/access/validate-tree.js';
import { at, CONFIG, PEOPLE, POLICY_FILES, PROD_ROLES, PROVIDERS, ROLES, source } from './fixtures.js';

const NOW = at('2026-11-23T12:00:00Z');
const GOOD = source('access/sandbox/alice/x.yaml', 'role: deploy\nduration: 1h\nreason: b\n');

function validate(files: readonly SourceFile[], more: Partial<ValidateOptions> = {}): ValidatedTree {
  return validateTree(files, { providers: PROVIDERS, now: NOW, ...more });
}

function found({ files }: ValidatedTree): string[] {
  return files.flatMap(({ path, problems }) => problems.map(({ rule, severity }) => `${path} ${rule} ${severity}`));
}

describe('validateTree', () => {
  test('tells of everything below access that Lapse does not know, and of links in what it passes over', () => {
    const files = [
      ...POLICY_FILES,
      source('access/sandbox/alice/x.yml', ''),
      source('access/sandbox/Alice/x.yaml', ''),
      source('access/sandbox/alice/ü.yaml', ''),
      source('Access/sandbox/alice/x.yaml', ''),
      source('access/sandbox/bob', '../alice', '120000'),
      source('access/README.md', '/etc/passwd', '120000'),
      source('access/sandbox/bob/x.yaml', '../alice/x.yaml', '120000'),
    ];
    expect(found(validate(files))).toEqual([
      'Access/sandbox/alice/x.yaml upper-case error',
      'access/README.md symlink error',
      'access/sandbox/Alice/x.yaml upper-case error',
      'access/sandbox/alice/x.yml unknown-path error',
      'access/sandbox/alice/ü.yaml odd-character error',
      'access/sandbox/bob symlink error',
      'access/sandbox/bob unknown-path error',
      'access/sandbox/bob/x.yaml symlink error',
    ]);
  });

  test('law 4: holds requests to the given policy, and checks the changed policy files as they are', () => {
    const changed = source(
      'access/sandbox/roles.yaml',
      'roles:\n  deploy: { description: d, allow: { action: 1 }, max_duration: 1h }\n  mine: { description: d, allow: { action: all }, max_duration: 1h }\n',
    );
    const mine = source('access/sandbox/alice/x.yaml', 'role: mine\nduration: 1h\nreason: b\n');
    const tree = validate([changed, mine], { policyFiles: POLICY_FILES });
    expect(found(tree)).toEqual([
      'access/sandbox/alice/x.yaml unknown-role error',
      'access/sandbox/roles.yaml unquoted error',
    ]);
    expect([...(tree.policy.roles.get('sandbox')?.keys() ?? [])]).toEqual(['billing-readonly', 'deploy']);
  });

  test('tells which policy files are missing', () => {
    expect(found(validate([GOOD, ROLES]))).toEqual([
      'access/config.yaml missing-file error',
      'access/people.yaml missing-file error',
      'access/sandbox/alice/x.yaml unknown-person error',
      'access/sandbox/alice/x.yaml unknown-system error',
    ]);
  });

  test('reports only what it is asked for', () => {
    const bad = source('access/sandbox/bob/x.yaml', 'role: root\nduration: 1h\nreason: b\n');
    const tree = validate([...POLICY_FILES, GOOD, bad], { only: new Set([bad.path, 'src/main.ts']) });
    expect(tree.files.map(({ path, kind }) => `${path} ${kind}`)).toEqual(['access/sandbox/bob/x.yaml request']);
    expect(found(tree)).toEqual(['access/sandbox/bob/x.yaml role-of-other-system error']);
  });

  test('only warns of a request that stands and is over', () => {
    const over = source('access/sandbox/alice/x.yaml', 'role: deploy\nexpires: 2026-11-23T11:00:00Z\nreason: b\n');
    expect(found(validate([...POLICY_FILES, over]))).toEqual(['access/sandbox/alice/x.yaml already-over error']);
    expect(found(validate([...POLICY_FILES, over], { standing: new Set([over.path]) }))).toEqual([
      'access/sandbox/alice/x.yaml already-over warning',
    ]);
  });

  test('law 7: one bad file takes no other with it', () => {
    const files = [
      GOOD,
      ROLES,
      CONFIG,
      PEOPLE,
      source(PROD_ROLES.path, '{'),
      source('access/sandbox/bob/x.yaml', 'role: ['),
    ];
    const tree = validate(files);
    expect(tree.files.map(({ path, problems }) => `${path} ${problems.length}`)).toEqual([
      'access/config.yaml 0',
      'access/people.yaml 0',
      'access/prod/roles.yaml 1',
      'access/sandbox/alice/x.yaml 0',
      'access/sandbox/bob/x.yaml 1',
      'access/sandbox/roles.yaml 0',
    ]);
  });

  test('passes over what is none of ours', () => {
    const files = [
      ...POLICY_FILES,
      source('README.md', ''),
      source('CODEOWNERS', ''),
      source('.github/x', ''),
      source('access/README.md', 'x'),
    ];
    expect(validate(files).files.map(({ kind }) => kind)).toEqual(['config', 'people', 'roles', 'roles']);
  });
});
