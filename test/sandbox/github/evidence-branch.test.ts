import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { matchesBranch } from '../../../sandbox/github/protection.js';
import { refusalOf } from './acme.js';
import { type Request, repo, startRequest } from './start-request.js';

/** The branch of the evidence under the rulesets of docs/setup.md, as somebody loads them: with the App's id put in. */

const FOLDER = join(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))), 'docs/rulesets');
const BRANCH = 'lapse/evidence';
const APP_ID = '77';

let asked: Request;
let begun: string;
/** Commits that stand on the branch's head, by whoever made them. */
let byApp: string;
let byAlice: string;

interface Wish {
  readonly message?: string;
  readonly parents: readonly string[];
  readonly author?: { readonly name: string; readonly email: string; readonly date: string };
}

/** A commit of the evidence's tree that no branch has. */
async function lay(token: string, wish: Wish): Promise<string> {
  const { git } = asked.as(token).rest;
  const content = `${JSON.stringify(wish)}\n`;
  const tree = [{ path: 'aws/alice/x.json', mode: '100644' as const, type: 'blob' as const, content }];
  const { data } = await git.createTree({ ...repo, tree });
  const { message = 'Record', parents, author } = wish;
  const named = author === undefined ? {} : { author };
  return (await git.createCommit({ ...repo, message, tree: data.sha, parents: [...parents], ...named })).data.sha;
}

function commit(token: string, expectedHeadOid: string) {
  return asked.as(token).graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
    `mutation ($oid: GitObjectID!) { createCommitOnBranch(input: {
      branch: { repositoryNameWithOwner: "acme/access", branchName: "${BRANCH}" }
      message: { headline: "Record" } expectedHeadOid: $oid
      fileChanges: { additions: [{ path: "a.json", contents: "e30K" }, { path: "b.json", contents: "e30K" }] }
    }) { commit { oid } } }`,
    { oid: expectedHeadOid },
  );
}

/** A push by git of a commit that GitHub has already. */
async function push(token: string, refspec: string): Promise<string> {
  const url = asked.cloneUrl.replace('http://', `http://x:${token}@`);
  const [source = ''] = refspec.replace(/^\+/, '').split(':');
  if (source !== '') await asked.commits.git('fetch', '-q', url, source);
  return asked.commits.git('push', '-q', url, refspec);
}

const move = (token: string, sha: string, force = false) =>
  asked.as(token).rest.git.updateRef({ ...repo, ref: `heads/${BRANCH}`, sha, force });

const head = async () => (await asked.user('carol').git.getRef({ ...repo, ref: `heads/${BRANCH}` })).data.object.sha;

beforeAll(async () => {
  asked = await startRequest();
  for (const file of readdirSync(FOLDER)) {
    const ruleset = JSON.parse(readFileSync(join(FOLDER, file), 'utf8').replaceAll('1001', APP_ID));
    await asked.user('bob').repos.createRepoRuleset({ ...repo, ...ruleset });
  }
  const app = await asked.appToken();
  const first = await lay(app, { parents: [] });
  const { git } = asked.as(app).rest;
  await git.createRef({ ...repo, ref: `refs/heads/${BRANCH}`, sha: first });
  begun = (await commit(app, first)).createCommitOnBranch.commit.oid;
  byApp = await lay(app, { parents: [begun] });
  byAlice = await lay(asked.tokens.alice, { parents: [begun] });
});
afterAll(() => asked.stop());

describe('the branch of the evidence', () => {
  const words = {
    restricted: 'Cannot update this protected ref.',
    force: 'Cannot force-push to this branch',
    deletion: 'Cannot delete this branch',
    merges: 'This branch must not contain merge commits.',
    unsigned: 'Commits must have verified signatures.',
  };
  const alice = () => asked.tokens.alice;
  const bob = () => asked.tokens.bob;

  test.each<[string, () => Promise<unknown>, string]>([
    ['a push by a writer', () => push(alice(), `${byAlice}:refs/heads/${BRANCH}`), words.restricted],
    ['a commit of an administrator by the API', () => commit(bob(), begun), words.restricted],
    ['a commit of a writer by the API', () => commit(alice(), begun), words.restricted],
    [
      'a file of a writer on the web',
      () => {
        const file = { path: 'c.json', message: 'm', content: '', branch: BRANCH };
        return asked.user('alice').repos.createOrUpdateFileContents({ ...repo, ...file });
      },
      words.restricted,
    ],
    ['moving it by a writer', () => move(alice(), byApp), words.restricted],
    ['moving it back by the App', async () => move(await asked.appToken(), asked.main, true), words.force],
    [
      'a force push by the App',
      async () => push(await asked.appToken(), `+${asked.main}:refs/heads/${BRANCH}`),
      words.force,
    ],
    [
      'its deletion by an administrator',
      () => asked.user('bob').git.deleteRef({ ...repo, ref: `heads/${BRANCH}` }),
      words.deletion,
    ],
    [
      'its deletion by the App',
      async () => (await asked.app()).git.deleteRef({ ...repo, ref: `heads/${BRANCH}` }),
      words.deletion,
    ],
    [
      'its deletion by a push of the App',
      async () => push(await asked.appToken(), `:refs/heads/${BRANCH}`),
      words.deletion,
    ],
    [
      'a commit that the App dates itself',
      async () => {
        const author = { name: 'lapse[bot]', email: 'x@acme.test', date: '2020-01-01T00:00:00Z' };
        const token = await asked.appToken();
        return move(token, await lay(token, { parents: [begun], author }));
      },
      words.unsigned,
    ],
    [
      'a commit that the App pushes and did not have signed',
      async () => push(await asked.appToken(), `${byAlice}:refs/heads/${BRANCH}`),
      words.unsigned,
    ],
    [
      'a merge by the App',
      async () => {
        const token = await asked.appToken();
        return move(token, await lay(token, { parents: [begun, byApp] }));
      },
      words.merges,
    ],
    [
      'a merge that the App pushes',
      async () => {
        const token = await asked.appToken();
        return push(token, `${await lay(token, { parents: [begun, byApp] })}:refs/heads/${BRANCH}`);
      },
      words.merges,
    ],
  ])('does not take %s', async (_name, write, expected) => {
    const failure = await write().then(
      () => 'was taken',
      (error: Error) => error.message,
    );
    expect(failure).toContain('Repository rule violations found');
    expect(failure).toContain(expected);
    expect(await head()).toBe(begun);
  });

  test('takes no pull request of a writer', async () => {
    const { data } = await asked.user('alice').pulls.create({ ...repo, title: 'Evidence', head: 'ask', base: BRANCH });
    for (const merge_method of ['merge', 'squash', 'rebase'] as const) {
      const merging = asked.user('alice').pulls.merge({ ...repo, pull_number: data.number, merge_method });
      expect(await refusalOf(merging)).toMatchObject({ status: 405 });
    }
    expect(await head()).toBe(begun);
  });

  test('takes the App’s commits on top: a signed one of its own, and several files at once', async () => {
    const token = await asked.appToken();
    await move(token, byApp);
    expect(await head()).toBe(byApp);
    const { createCommitOnBranch } = await commit(token, byApp);
    expect(await head()).toBe(createCommitOnBranch.commit.oid);
    const { data } = await asked.user('carol').git.getCommit({ ...repo, commit_sha: await head() });
    expect(data).toMatchObject({ parents: [{ sha: byApp }], verification: { verified: true, reason: 'valid' } });
  });
});

test('the ruleset for the App’s branches holds the one of the evidence too, which has one slash only, and one that would stand in its way', () => {
  const branches = JSON.parse(readFileSync(join(FOLDER, 'branches.json'), 'utf8'));
  const patterns = (branches.conditions.ref_name.include as string[]).map((one) => one.replace('refs/heads/', ''));
  const isHeld = (branch: string) => patterns.some((pattern) => matchesBranch(pattern, branch));
  expect([BRANCH, 'lapse/revert/aws-sandbox/alice/billing', 'lapse'].map(isHeld)).toEqual([true, true, true]);
  expect(['lapsed', 'main'].map(isHeld)).toEqual([false, false]);
});
