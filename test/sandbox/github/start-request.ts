import { type Acme, startAcme } from './acme.js';

export const repo = { owner: 'acme', repo: 'access' };
export const pullRequest = { ...repo, pull_number: 1 };

/** The company with pull request 1, by alice, from `ask` to `main`; the security team owns `access/`. */
export async function startRequest() {
  const acme = await startAcme();
  const clone = await acme.clone('alice');
  const main = await clone.commit('Start', {
    'README.md': 'hello\n',
    '.github/CODEOWNERS': '/access/ @acme/security\n',
  });
  await clone.git('checkout', '-q', '-b', 'ask');
  const head = await clone.commit('Ask', { 'access/a.yaml': 'role: x\n' });
  await clone.git('push', '-q', 'origin', 'main', 'ask');
  const as = (login: 'alice' | 'bob' | 'carol') => acme.as(acme.tokens[login]).rest;
  await as('alice').pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main' });
  return {
    ...acme,
    main,
    head,
    commits: clone,
    user: as,
    app: async () => acme.as(await acme.appToken()).rest,
    review: (login: 'alice' | 'bob' | 'carol', event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT') =>
      as(login).pulls.createReview({ ...pullRequest, event, body: 'as I see it' }),
    /** A check run of the App, finished unless `conclusion` is left out. */
    async check(name: string, conclusion?: 'success' | 'failure' | 'neutral', sha = head) {
      const rest = acme.as(await acme.appToken()).rest;
      const wishes = { ...repo, name, head_sha: sha, status: 'in_progress' as const };
      return rest.checks.create(conclusion ? { ...repo, name, head_sha: sha, conclusion } : wishes);
    },
    /** One more commit on the request. */
    async push(content: string) {
      const sha = await clone.commit('More', { 'access/a.yaml': content });
      await clone.git('push', '-q', 'origin', 'ask');
      return sha;
    },
  };
}

let opened = 0;

/**
 * A pull request of its own in the same company, to a base of its own, so that tests need not start a company each. Its
 * head is a commit of its own as well, because checks are of commits.
 */
export async function openAnother(asked: Request) {
  opened += 1;
  const [base, branch] = [`base-${opened}`, `head-${opened}`];
  const alice = asked.user('alice');
  const { data: first } = await alice.git.getCommit({ ...repo, commit_sha: asked.head });
  const ask = { message: `Ask ${opened}`, tree: first.tree.sha, parents: [asked.main] };
  const head = (await alice.git.createCommit({ ...repo, ...ask })).data.sha;
  await alice.git.createRef({ ...repo, ref: `refs/heads/${base}`, sha: asked.main });
  await alice.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha: head });
  const push = async (path = `access/${opened}.yaml`) => {
    const change = { path, message: 'More', content: '', branch };
    const { data } = await alice.repos.createOrUpdateFileContents({ ...repo, ...change });
    return data.commit.sha ?? '';
  };
  const { data: pull } = await alice.pulls.create({ ...repo, title: 'Another', head: branch, base });
  const named = { ...repo, pull_number: pull.number };
  return {
    named,
    base,
    branch,
    head,
    /** Adds a file to the request and gives the commit. */
    push,
    review: (login: 'alice' | 'bob' | 'carol', event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT') =>
      asked.user(login).pulls.createReview({ ...named, event, body: 'as I see it' }),
    check: (name: string, conclusion?: 'success' | 'failure' | 'neutral') => asked.check(name, conclusion, head),
  };
}

export type Another = Awaited<ReturnType<typeof openAnother>>;

export type Request = Omit<Acme, 'as'> & Awaited<ReturnType<typeof startRequest>>;
