import { describe, expect, test } from '@jest/globals';
import { readPolicy } from '../../src/access/read-policy.js';
import type { ChangedFile } from '../../src/approval/facts.js';
import { checkChangedFiles } from '../../src/use-cases/check-changed-files.js';
import { ALICE_PATH, added, factsOf, modified, NOW, removed, renamed, requestText } from '../approval/facts-builder.js';
import { POLICY, policyFiles } from './example-files.js';
import { PROVIDERS } from './fake-reading.js';

function check(files: readonly ChangedFile[], policy = policyFiles()) {
  return checkChangedFiles(factsOf({ files, policyFiles: policy }), readPolicy(policy, PROVIDERS), PROVIDERS, NOW);
}

/** `rule line`, of the errors only. */
function errors(files: readonly ChangedFile[], policy = policyFiles()): string[] {
  return check(files, policy)
    .problems.filter((problem) => problem.severity === 'error')
    .map((problem) => `${problem.rule} ${problem.line}`);
}

describe('an error is told, with its line', () => {
  test.each<[string, ChangedFile, string]>([
    ['an unknown key', added(ALICE_PATH, `${requestText()}admin: true\n`), 'unknown-key 4'],
    ['more than the maximum', added(ALICE_PATH, requestText('billing', 'duration: 49h')), 'over-maximum 2'],
    ['an unknown role', added(ALICE_PATH, requestText('admin')), 'unknown-role 1'],
    ['a role of another system', added(ALICE_PATH, requestText('read')), 'role-of-other-system 1'],
    ['an unknown system', added('access/gcp/alice/x.yaml'), 'unknown-system 1'],
    ['an unknown person', added('access/aws-sandbox/dave/x.yaml'), 'unknown-person 1'],
    [
      'an end in the past',
      added(ALICE_PATH, requestText('billing', 'expires: 2026-11-23T11:59:59Z')),
      'already-over 2',
    ],
    [
      'another role than before',
      modified(ALICE_PATH, requestText(), requestText('deploy', 'duration: 2h')),
      'changed-role 1',
    ],
    [
      'a grant that has ended',
      modified(
        ALICE_PATH,
        requestText('billing', 'expires: 2026-11-23T11:00:00Z'),
        requestText('billing', 'expires: 2026-11-23T14:00:00Z'),
      ),
      'edited-after-end 1',
    ],
    ['a file that was not read', { ...added(), after: null }, 'not-read 1'],
    ['a symlink', { ...added(), after: { ...sourceOf(added()), mode: '120000', bytes: null } }, 'symlink 1'],
    ['a path that Lapse does not know', added('access/aws-sandbox/alice/deep/x.yaml'), 'unknown-path 1'],
    ['upper case in a login', added('access/aws-sandbox/Alice/x.yaml'), 'upper-case 1'],
    [
      'a faulty file under a new name',
      renamed('access/aws-sandbox/alice/a.yaml', ALICE_PATH, requestText('admin')),
      'unknown-role 1',
    ],
  ])('%s', (_name, file, problem) => {
    expect(errors([file])).toContain(problem);
  });
});

function sourceOf(file: ChangedFile) {
  if (file.after === null) throw new Error('it has no content');
  return file.after;
}

describe('an error of a policy file that is changed is told, as it would be after the merge', () => {
  test.each([
    ['access/config.yaml', 'systems: [\n'],
    ['access/people.yaml', 'people:\n  alice: { id: 101, aws-iam: alice.smith }\n  bob: { id: 101, aws-iam: b }\n'],
    ['access/aws-sandbox/roles.yaml', POLICY['access/aws-sandbox/roles.yaml'].replace('111122223333', '999999999999')],
  ])('%s', (path, text) => {
    const { problems } = check([modified(path, '', text)]);
    expect(problems).toContainEqual(expect.objectContaining({ path, severity: 'error' }));
  });

  test('but not one that is removed, or the same file on the base', () => {
    const broken = policyFiles({ 'access/aws-prod/roles.yaml': 'roles: [' });
    const mended = modified('access/aws-prod/roles.yaml', 'roles: [', POLICY['access/aws-prod/roles.yaml']);
    expect(errors([mended], broken)).toEqual([]);
    expect(errors([removed('access/aws-prod/roles.yaml', 'roles: [')], broken)).toEqual([]);
  });
});

describe('what is no error', () => {
  test.each<[string, readonly ChangedFile[]]>([
    ['a request in order', [added()]],
    ['the removal of a request', [removed()]],
    ['the removal of a file that cannot be read', [removed(ALICE_PATH, 'role: [')]],
    ['the removal of a path that Lapse does not know', [{ ...removed('access/odd.txt', ''), before: null }]],
    ['a later end', [modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 8h'))]],
    ['a file that is nothing of ours', [{ ...added('src/main.ts', ''), after: null }]],
  ])('%s', (_name, files) => {
    expect(errors(files)).toEqual([]);
  });

  test('a fault of the policy on the base, which is nobody’s of this pull request: a warning', () => {
    const broken = policyFiles({ 'access/aws-prod/roles.yaml': 'roles: [' });
    const { problems } = check([added()], broken);
    expect(problems).toMatchObject([{ path: 'access/aws-prod/roles.yaml', severity: 'warning' }]);
    expect(check([removed()], broken).problems).toEqual([]);
  });
});

test('law 7: a broken file does not keep the others from being read', () => {
  const { requests } = check([added(ALICE_PATH, 'role: ['), added('access/aws-sandbox/bob/x.yaml')]);
  expect(requests.map(({ path, request }) => [path.login, request?.role ?? null])).toEqual([
    ['alice', null],
    ['bob', 'billing'],
  ]);
});

test('a rename is an addition and a removal', () => {
  const { requests } = check([renamed('access/aws-sandbox/alice/old.yaml', ALICE_PATH)]);
  expect(requests.map(({ path, change }) => `${change} ${path.grant}`)).toEqual([
    'added aws-sandbox/alice/billing',
    'removed aws-sandbox/alice/old',
  ]);
});
