import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAccessPath } from '../../src/access/access-path.js';
import { extensionBranch, revertBatchBranch, revertBranch } from '../../src/access/own-branch.js';
import { validateTree } from '../../src/access/validate-tree.js';
import { findOwnerRule } from '../../src/approval/find-owners.js';
import { chooseCodeOwners, parseCodeOwners } from '../../src/approval/parse-codeowners.js';
import { evidencePath, readEvidencePath } from '../../src/evidence/evidence-path.js';
import { openRepository } from '../../src/git/git-repository.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { renderProblems } from '../../src/render/terminal/render-problems.js';
import { type BranchReading, readBranch } from '../../src/use-cases/read-branch.js';
import { HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { removeTemporaryFolders, type TemporaryRepository, temporaryRepository } from '../git/temporary-repository.js';
import { POLICY } from '../use-cases/example-files.js';
import { PROVIDERS } from '../use-cases/fake-reading.js';

const GOOD = 'access/aws-sandbox/alice/good.yaml';
const FOLDER = 'access/aws-sandbox/alice';
const FILE = '100644';
const LINK = '120000';
const MODULE = '160000';
const NFC = `${FOLDER}/caf\u00e9.yaml`;
const NFD = `${FOLDER}/cafe\u0301.yaml`;

/** A path of the tree, the rule by which it is refused (null: it is none of ours), and its mode where it is no file. */
type Planted = readonly [string, string, string | null, string?];

/** What git itself would write into a tree; GitHub takes most of it. */
const PLANTED: readonly Planted[] = [
  ['a way out of the folder', `${FOLDER}/../../../x.yaml`, 'unknown-path'],
  ['a way back in from elsewhere', `docs/../${FOLDER}/elsewhere.yaml`, null],
  ['a folder that is this folder', 'access/./alice/x.yaml', 'bad-name'],
  ['a way to another person', 'access/aws-sandbox/../bob.yaml', 'bad-login'],
  ['backslashes for slashes', 'access\\aws-sandbox\\alice\\x.yaml', null],
  ['backslashes within a name', `${FOLDER}\\..\\bob/x.yaml`, 'odd-character'],
  ['the drive of another system', `${FOLDER}/c:x.yaml`, 'odd-character'],
  ['a stream of another system', `${FOLDER}/good.yaml:x.yaml`, 'odd-character'],
  ['a twin in capitals', `${FOLDER}/GOOD.yaml`, 'upper-case'],
  ['a twin whose ending is in capitals', `${FOLDER}/good.YAML`, 'upper-case'],
  ['a person in capitals', 'access/aws-sandbox/Alice/good.yaml', 'upper-case'],
  ['a system in capitals', 'access/AWS-sandbox/alice/good.yaml', 'upper-case'],
  ['a twin of the whole folder', 'Access/aws-sandbox/alice/good.yaml', null],
  ['a twin of the whole folder in wide letters', '\uff41ccess/aws-sandbox/alice/good.yaml', null],
  ['a twin of the whole folder for Windows, by a dot', 'access./aws-sandbox/alice/good.yaml', null],
  ['a twin of the whole folder for Windows, by a space', 'access /aws-sandbox/alice/good.yaml', null],
  ['a twin of the whole folder for Windows, by a stream', 'access::$INDEX_ALLOCATION/aws-sandbox/alice/g.yaml', null],
  ['a twin of the whole folder for macOS, by a hidden joiner', 'acc\u200cess/aws-sandbox/alice/good.yaml', null],
  ['a twin of the whole folder by a long s', 'acce\u017fs/aws-sandbox/alice/good.yaml', null],
  ['a twin of a system by a dot', 'access/aws-sandbox./alice/good.yaml', 'bad-name'],
  ['a twin of a person by a dot', 'access/aws-sandbox/alice./good.yaml', 'bad-login'],
  ['a Windows device', `${FOLDER}/con.txt.yaml`, 'bad-name'],
  ['percent signs for a slash', `${FOLDER}%2f..%2fbob/x.yaml`, 'odd-character'],
  ['a person with two hyphens', 'access/aws-sandbox/al--ice/x.yaml', 'bad-login'],
  ['a request above its system', 'access/alice.yaml', 'unknown-path'],
  ['a letter with its accent', NFC, 'odd-character'],
  ['its twin with the accent apart', NFD, 'odd-character'],
  ['a ligature that is folded into letters', `${FOLDER}/\ufb01le.yaml`, 'odd-character'],
  ['a dotless i', `${FOLDER}/b\u0131lling.yaml`, 'odd-character'],
  ['a trailing dot', `${FOLDER}/good.yaml.`, 'unknown-path'],
  ['a trailing space', `${FOLDER}/good.yaml `, 'odd-character'],
  ['a dot before the ending', `${FOLDER}/good..yaml`, 'bad-name'],
  ['a second ending', `${FOLDER}/good.yaml.yaml`, 'bad-name'],
  ['the other ending', `${FOLDER}/good.yml`, 'unknown-path'],
  ['a leading space', `${FOLDER}/ good.yaml`, 'odd-character'],
  ['a no-break space', `${FOLDER}/go\u00a0od.yaml`, 'odd-character'],
  ['a line break and a second path', `${FOLDER}/a\naccess/aws-prod/alice.yaml`, 'odd-character'],
  ['a carriage return', `${FOLDER}/a\r.yaml`, 'odd-character'],
  ['a tab, by which git lists', `${FOLDER}/a\tb.yaml`, 'odd-character'],
  ['a zero-width space', `${FOLDER}/good\u200b.yaml`, 'odd-character'],
  ['a turned direction', `${FOLDER}/\u202elmay.doog.yaml`, 'odd-character'],
  ['an escape sequence', `${FOLDER}/\u001b[2J.yaml`, 'odd-character'],
  ['an option of git', `${FOLDER}/--upload-pack=x.yaml`, 'odd-character'],
  ['an option in small letters', `${FOLDER}/-v.yaml`, 'bad-name'],
  ['a pattern', `${FOLDER}/*.yaml`, 'odd-character'],
  ['magic of git', `${FOLDER}/:(exclude)x.yaml`, 'odd-character'],
  ['a person who is an option', 'access/aws-sandbox/-alice/x.yaml', 'bad-login'],
  ['a person who is a bot', 'access/aws-sandbox/lapse[bot]/x.yaml', 'odd-character'],
  ['a name that no ref may have', `${FOLDER}/x.lock.yaml`, 'bad-name'],
  ['a name that is a ref of another commit', `${FOLDER}/x@{1}.yaml`, 'odd-character'],
  ['a name of 200 letters', `${FOLDER}/${'x'.repeat(200)}.yaml`, 'bad-name'],
  ['no name', `${FOLDER}/.yaml`, 'bad-name'],
  ['owners of its own', 'access/.github/CODEOWNERS', 'upper-case'],
  ['owners of its own, in small letters', 'access/.github/codeowners', 'unknown-path'],
  ['owners of a system', 'access/aws-sandbox/CODEOWNERS', 'upper-case'],
  ['a folder for the roles', 'access/aws-prod2/roles.yaml/alice/x.yaml', 'unknown-path'],
  ['a person who is called like the roles', 'access/aws-sandbox/roles.yaml.d/x.yaml', 'bad-login'],
  ['a folder for the people', 'access/people.yaml.d/alice/x.yaml', 'bad-name'],
  ['a request below a request', `${FOLDER}/deep/x.yaml`, 'unknown-path'],
  ['a request of nobody', 'access/aws-sandbox/x.yaml', 'unknown-path'],
  ['a link to a request', `${FOLDER}/link.yaml`, 'symlink', LINK],
  ['a link to a file of the machine', 'access/README.md', 'symlink', LINK],
  ['a link for a person', 'access/aws-sandbox/bob', 'unknown-path', LINK],
  ['a repository for a request', `${FOLDER}/module.yaml`, 'submodule', MODULE],
  ['a repository for a person', 'access/aws-sandbox/carol', 'unknown-path', MODULE],
];

/** A tree as no index holds it: `git mktree` takes any name, and any of them twice in another case or form. */
function writeTree(repository: TemporaryRepository, files: ReadonlyMap<string, { mode: string; oid: string }>): string {
  const entries: string[] = [];
  const folders = new Map<string, Map<string, { mode: string; oid: string }>>();
  for (const [path, { mode, oid }] of files) {
    const slash = path.indexOf('/');
    if (slash === -1) {
      entries.push(`${mode} ${mode === MODULE ? 'commit' : 'blob'} ${oid}\t${path}`);
      continue;
    }
    const name = path.slice(0, slash);
    const below = folders.get(name) ?? new Map();
    folders.set(name, below.set(path.slice(slash + 1), { mode, oid }));
  }
  for (const [name, below] of folders) entries.push(`040000 tree ${writeTree(repository, below)}\t${name}`);
  const options = { cwd: repository.directory, input: `${entries.join('\0')}\0`, encoding: 'utf8' } as const;
  return execFileSync('git', ['mktree', '-z', '--missing'], options).trim();
}

let reading: BranchReading;

beforeAll(async () => {
  const repository = temporaryRepository();
  const hash = (text: string) =>
    execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: repository.directory,
      input: text,
      encoding: 'utf8',
    }).trim();
  const request = hash(requestText());
  const link = hash('good.yaml');
  const files = new Map<string, { mode: string; oid: string }>();
  for (const [path, text] of Object.entries(POLICY)) files.set(path, { mode: FILE, oid: hash(text) });
  files.set(GOOD, { mode: FILE, oid: request });
  for (const [, path, , mode = FILE] of PLANTED) {
    files.set(path, { mode, oid: mode === LINK ? link : mode === MODULE ? '1'.repeat(40) : request });
  }
  const tree = writeTree(repository, files);
  const commit = execFileSync('git', ['commit-tree', '-m', 'Plant', tree], {
    cwd: repository.directory,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      GIT_AUTHOR_NAME: 'alice',
      GIT_AUTHOR_EMAIL: 'alice@acme.example',
      GIT_COMMITTER_NAME: 'alice',
      GIT_COMMITTER_EMAIL: 'alice@acme.example',
      GIT_AUTHOR_DATE: `@${(NOW - HOUR) / 1000} +0000`,
      GIT_COMMITTER_DATE: `@${(NOW - HOUR) / 1000} +0000`,
    },
  }).trim();
  reading = await readBranch(await openRepository(repository.directory), PROVIDERS, commit, NOW);
});
afterAll(removeTemporaryFolders);

describe('whoever wants a path to be another one than it looks like', () => {
  test.each(PLANTED)('%s', (_name, path, rule) => {
    const { files } = validateTree(reading.files, { providers: PROVIDERS, now: NOW });
    const problems = files.filter((file) => file.path === path).flatMap((file) => file.problems);
    const refused = problems.filter(({ severity }) => severity === 'error');
    if (rule === null) expect(reading.files.map((file) => file.path)).not.toContain(path);
    else expect(refused.map((problem) => problem.rule)).toContain(rule);
    expect(reading.grants.filter((grant) => grant.path === path && grant.state !== 'invalid')).toEqual([]);
    // What the terminal is told of it is one line for each problem, and nothing that the terminal obeys.
    const told = renderProblems(problems, { colour: false });
    expect(told.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    if (rule !== null) expect(told).toContain(rule);
  });

  test('gets nothing by any of them, and takes nothing from the one that is in order', () => {
    expect(reading.grants.filter(({ state }) => state === 'active').map(({ path }) => path)).toEqual([GOOD]);
  });

  test('has two forms of a letter be two files, of which neither is a request', () => {
    const both = reading.files.filter(({ path }) => path.normalize('NFC') === NFC);
    expect(both.map(({ path }) => path).sort()).toEqual([NFC, NFD].sort());
  });
});

describe('whoever wants another file to say who owns a request', () => {
  test('with a CODEOWNERS further down', () => {
    const chosen = chooseCodeOwners(reading.files);
    expect(chosen?.path).toBe('.github/CODEOWNERS');
    const rule = chosen === null ? null : findOwnerRule(parseCodeOwners(chosen), GOOD);
    expect(rule?.owners).toEqual(['@acme/security']);
  });
});

describe('whoever wants two grants to share a name elsewhere, or a name that elsewhere refuses', () => {
  const longest = `${'s'.repeat(63)}/${'a'.repeat(39)}/${'n'.repeat(63)}`;
  const GRANTS = [
    longest,
    'a/b-c/d',
    'a/b/c-d',
    'a-b/c/d',
    'a/b/d-',
    'a-/b/d',
    'a/b_c/d',
    'head/head/head',
    'con/nul/com1',
  ];

  test('each is a request', () => {
    const kinds = GRANTS.map((grant) => readAccessPath(`access/${grant}.yaml`).kind);
    expect(kinds).toEqual(GRANTS.map(() => 'request'));
  });

  test('no two policies of IAM are one, in whatever case, and IAM takes each', () => {
    const marks = GRANTS.flatMap((grant) => [awsIam.grantMark(grant, 1), awsIam.grantMark(grant, 999_999_999_999)]);
    expect(new Set(marks.map((mark) => mark.toLowerCase())).size).toBe(marks.length);
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html#API_PutUserPolicy_RequestParameters
    for (const mark of marks) expect(mark).toMatch(/^[\w+=,.@-]{1,128}$/);
  });

  test('git takes each branch, and no branch is the folder of another one', () => {
    const branches = GRANTS.flatMap((grant) => [
      revertBranch(grant),
      extensionBranch(grant, 999_999_999_999),
      revertBatchBranch(grant.split('/')[0] ?? ''),
    ]);
    const distinct = [...new Set(branches)];
    for (const branch of distinct) execFileSync('git', ['check-ref-format', '--branch', branch]);
    for (const branch of distinct) expect(distinct.filter((other) => other.startsWith(`${branch}/`))).toEqual([]);
    // https://docs.github.com/en/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names
    for (const branch of distinct) expect(Buffer.byteLength(`refs/heads/${branch}`)).toBeLessThan(250);
  });

  test('no two records are one, and no part of a path is longer than a file system takes', () => {
    const paths = GRANTS.map((grant) => evidencePath({ grant, addedIn: 'f'.repeat(40) }));
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
    for (const path of paths) expect(Math.max(...path.split('/').map((part) => part.length))).toBeLessThan(255);
  });

  test.each([
    '../aws-sandbox/alice/x',
    'aws-sandbox/../alice/x',
    'aws-sandbox/alice/../x',
    'aws-sandbox/alice/x.yaml',
    'aws-sandbox/Alice/x',
    'aws-sandbox/alice/x@y',
    'README',
  ])('no record is read for %s', (grant) => {
    expect(readEvidencePath(`${grant}@${'f'.repeat(40)}.json`)).toBeNull();
  });
});
