import { generateKeyPairSync } from 'node:crypto';
import { ask, askForToken, isSha, type Probe, probe, REPOSITORY } from './second-github-probe.js';

const STRANGER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
});

/** From a token to a reviewed pull request. In this order: later ones stand on what earlier ones made. */
export const OPENINGS: readonly Probe[] = [
  probe(
    'a token for the App',
    async (world, story) => {
      const reply = await askForToken(world, world.jwt());
      story.appToken = reply.data.token;
      return reply;
    },
    ({ token, expires_at, permissions, repository_selection }) => ({
      form: /^ghs_\w+/.test(token),
      expires: Number.isFinite(Date.parse(expires_at)),
      checks: permissions.checks,
      repository_selection: typeof repository_selection,
    }),
  ),
  probe('a token for a JWT that a stranger signed', (world) =>
    askForToken(world, world.jwt({ privateKey: String(STRANGER) })),
  ),
  probe('a token for a JWT of an hour ago', (world) => askForToken(world, world.jwt({ isPast: true }))),
  probe('a token for an installation that is not there', (world) => askForToken(world, world.jwt(), undefined, 999)),
  probe('a token with more than the App has', (world) =>
    askForToken(world, world.jwt(), { permissions: { administration: 'write' } }),
  ),
  probe('a token for a repository that is not there', (world) =>
    askForToken(world, world.jwt(), { repositories: ['nowhere'] }),
  ),
  probe('reading with a token that nobody gave out', (world) => world.ask('GET', `${REPOSITORY}/pulls`, 'ghp_nothing')),
  probe(
    'the tip of the default branch',
    async (world, story) => {
      const reply = await ask('GET', '/git/ref/heads/main', 'app')(world, story);
      story.main = reply.data.object.sha;
      return reply;
    },
    ({ ref, object }) => ({ ref, type: object.type, sha: isSha(object.sha) }),
  ),
  probe('a branch that is not there', ask('GET', '/git/ref/heads/nowhere', 'app')),
  probe(
    'making a branch',
    ask('POST', '/git/refs', 'alice', ({ main }) => ({ ref: 'refs/heads/ask', sha: main })),
    ({ ref, object }, { main }) => ({ ref, isMain: object.sha === main }),
  ),
  probe(
    'making a branch that is there',
    ask('POST', '/git/refs', 'app', ({ main }) => ({ ref: 'refs/heads/ask', sha: main })),
  ),
  probe(
    'making a branch at a commit that is not there',
    ask('POST', '/git/refs', 'app', { ref: 'refs/heads/x', sha: 'f'.repeat(40) }),
  ),
  probe(
    'a commit by the contents API',
    async (world, story) => {
      const content = Buffer.from('role: billing-readonly\n').toString('base64');
      const body = { message: 'Ask', branch: 'ask', content };
      const reply = await ask('PUT', '/contents/access/aws/alice/x.yaml', 'alice', body)(world, story);
      story.head = reply.data.commit?.sha;
      return reply;
    },
    ({ commit, content }) => ({ sha: isSha(commit.sha), path: content.path }),
  ),
  probe(
    'moving a branch back without force',
    ask('PATCH', '/git/refs/heads/ask', 'app', ({ main }) => ({ sha: main })),
  ),
  probe(
    'moving a branch that is not there',
    ask('PATCH', '/git/refs/heads/nowhere', 'app', ({ main }) => ({ sha: main, force: true })),
  ),
  probe(
    'a pull request from a branch to itself',
    ask('POST', '/pulls', 'alice', { title: 'x', head: 'main', base: 'main' }),
  ),
  probe(
    'opening a pull request',
    ask('POST', '/pulls', 'alice', { title: 'Ask', head: 'ask', base: 'main' }),
    ({ state, user, head, base, draft, merged }, story) => ({
      state,
      author: user.login,
      type: user.type,
      isHead: head.sha === story.head,
      base: base.ref,
      draft,
      merged,
    }),
  ),
  probe('the counts of a pull request', ask('GET', '/pulls/1', 'app'), ({ changed_files, commits }) => ({
    changed_files,
    commits,
  })),
  probe('the files of a pull request', ask('GET', '/pulls/1/files', 'app'), (files) => ({
    files: files.map(({ filename, status }: { filename: string; status: string }) => `${status} ${filename}`),
  })),
  probe('a pull request that is not there', ask('GET', '/pulls/99', 'app')),
  probe('the pull requests of a commit', ask('GET', '/commits/{head}/pulls', 'app')),
  probe('approving one’s own pull request', ask('POST', '/pulls/1/reviews', 'alice', { event: 'APPROVE' })),
  probe(
    'a review',
    ask('POST', '/pulls/1/reviews', 'bob', { event: 'APPROVE' }),
    ({ state, user, commit_id }, { head }) => ({
      state,
      reviewer: user.login,
      isHead: commit_id === head,
    }),
  ),
];
