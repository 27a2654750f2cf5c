import { describe, expect, test } from '@jest/globals';
import { readPolicy } from '../../src/access/read-policy.js';
import type { SourceFile } from '../../src/access/source-file.js';
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

describe('separation of duties', () => {
  const ROLES = 'access/aws-sandbox/roles.yaml';
  const separated = policyFiles({
    [ROLES]: POLICY[ROLES].replace('max_duration: 2h', 'max_duration: 2h\n    conflicts: [billing, aws-prod/read]'),
  });
  const DEPLOY_PATH = 'access/aws-sandbox/alice/deploy.yaml';
  const READ_PATH = 'access/aws-prod/alice/read.yaml';
  const deploy = requestText('deploy', 'duration: 1h');
  const standing = (path: string, text = requestText()) => sourceOf(added(path, text));

  function rules(files: readonly ChangedFile[], others: readonly SourceFile[]): string[] {
    const facts = factsOf({ files, policyFiles: separated, standing: others });
    const { requests, problems } = checkChangedFiles(facts, readPolicy(separated, PROVIDERS), PROVIDERS, NOW);
    // What a file is told, the whole is told.
    expect(problems).toEqual(requests.flatMap((request) => request.problems));
    return problems.map(({ path, rule, severity }) => `${path} ${rule} ${severity}`);
  }

  test.each<[string, readonly ChangedFile[], readonly SourceFile[], string[]]>([
    ['what stands', [added(DEPLOY_PATH, deploy)], [standing(ALICE_PATH)], [DEPLOY_PATH]],
    [
      'what stands in another system',
      [added(DEPLOY_PATH, deploy)],
      [standing(READ_PATH, requestText('read'))],
      [DEPLOY_PATH],
    ],
    ['another of the same pull request', [added(DEPLOY_PATH, deploy), added()], [], [DEPLOY_PATH, ALICE_PATH]],
    [
      'what this pull request extends: both, for each is asked for',
      [added(DEPLOY_PATH, deploy), modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 8h'))],
      [standing(ALICE_PATH)],
      [DEPLOY_PATH, ALICE_PATH],
    ],
    [
      'what this pull request only shortens',
      [added(DEPLOY_PATH, deploy), modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 1h'))],
      [standing(ALICE_PATH)],
      [DEPLOY_PATH],
    ],
    [
      'what it was copied from, which stays',
      [{ ...added(DEPLOY_PATH, deploy), status: 'copied', previousPath: ALICE_PATH }],
      [standing(ALICE_PATH)],
      [DEPLOY_PATH],
    ],
    [
      'what stands, in an extension',
      [modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 8h'))],
      [standing(ALICE_PATH), standing(DEPLOY_PATH, deploy)],
      [ALICE_PATH],
    ],
  ])('a request is refused beside %s', (_, files, others, refused) => {
    expect(rules(files, others)).toEqual(refused.map((path) => `${path} conflicting-role error`));
  });

  test.each<[string, readonly ChangedFile[]]>([
    ['removes the other', [added(DEPLOY_PATH, deploy), removed()]],
    ['renames the other to be this one', [renamed(ALICE_PATH, DEPLOY_PATH, deploy)]],
    ['removes one of two that stand', [removed(DEPLOY_PATH, deploy)]],
    ['shortens one of two that stand', [modified(DEPLOY_PATH, deploy, requestText('deploy', 'duration: 30m'))]],
    ['asks for somebody else', [added('access/aws-sandbox/bob/deploy.yaml', deploy)]],
  ])('nothing is refused where the pull request %s', (_, files) => {
    const isNew = files.some(
      ({ path, status }) => path === DEPLOY_PATH && (status === 'added' || status === 'renamed'),
    );
    const others = [standing(ALICE_PATH), ...(isNew ? [] : [standing(DEPLOY_PATH, deploy)])];
    expect(rules(files, others)).toEqual([]);
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
