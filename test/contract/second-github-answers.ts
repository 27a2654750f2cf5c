import { ask, askForToken, isSha, type Probe, probe, REPOSITORY } from './second-github-probe.js';

const CHECK = { name: 'access/request', status: 'completed', conclusion: 'failure' };
const annotationsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: 'README.md',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure',
    message: 'x',
  }));
const outputOf = (count: number) => ({ title: 'T', summary: 'S', annotations: annotationsOf(count) });

/** What the App and others do with the pull request of the openings, to its merge, and the webhooks of it all. */
export const ANSWERS: readonly Probe[] = [
  probe(
    'a check run',
    async (world, story) => {
      const body = { ...CHECK, head_sha: story.head, output: outputOf(2) };
      const reply = await ask('POST', '/check-runs', 'app', body)(world, story);
      story.check = reply.data.id;
      return reply;
    },
    ({ status, conclusion, name, output }) => ({
      state: `${status} ${conclusion}`,
      name,
      title: output.title,
      annotations: output.annotations_count,
    }),
  ),
  probe('which App a check run is of', ask('GET', '/check-runs/{check}', 'app'), ({ app }) => ({
    app: app?.slug ?? null,
  })),
  probe(
    'the mark on a check run',
    ask('POST', '/check-runs', 'app', ({ head }) => ({ ...CHECK, head_sha: head, external_id: 'd1gest' })),
    ({ external_id }) => ({ external_id }),
  ),
  probe(
    'further annotations of a check run',
    ask('PATCH', '/check-runs/{check}', 'app', { output: outputOf(1) }),
    ({ output }) => ({
      annotations: output.annotations_count,
    }),
  ),
  probe(
    'a check run with 51 annotations',
    ask('POST', '/check-runs', 'app', ({ head }) => ({ ...CHECK, head_sha: head, output: outputOf(51) })),
  ),
  probe(
    'a check run on a commit that is not there',
    ask('POST', '/check-runs', 'app', { ...CHECK, head_sha: 'f'.repeat(40) }),
  ),
  probe(
    'a check run with a conclusion that there is not',
    ask('POST', '/check-runs', 'app', ({ head }) => ({ ...CHECK, head_sha: head, conclusion: 'fine' })),
  ),
  probe(
    'a check run without a name',
    ask('POST', '/check-runs', 'app', ({ head }) => ({ head_sha: head })),
  ),
  probe(
    'a check run by a person',
    ask('POST', '/check-runs', 'bob', ({ head }) => ({ ...CHECK, head_sha: head })),
  ),
  probe('a check run that is not there', ask('PATCH', '/check-runs/999999', 'app', { conclusion: 'success' })),
  {
    name: 'a check run by a token without the permission',
    async run(world, { head }) {
      const { data } = await askForToken(world, world.jwt(), { permissions: { contents: 'read' } });
      const { status } = await world.ask('POST', `${REPOSITORY}/check-runs`, data.token, { ...CHECK, head_sha: head });
      return { status };
    },
  },
  probe(
    'a comment',
    async (world, story) => {
      const reply = await ask('POST', '/issues/1/comments', 'app', { body: 'first' })(world, story);
      story.comment = reply.data.id;
      return reply;
    },
    ({ body, user }) => ({ body, author: user.login, type: user.type }),
  ),
  probe('rewriting a comment', ask('PATCH', '/issues/comments/{comment}', 'app', { body: 'second' }), ({ body }) => ({
    body,
  })),
  probe('reading a comment', ask('GET', '/issues/comments/{comment}', 'alice'), ({ body, user, node_id }) => ({
    body,
    author: user.login,
    node: typeof node_id,
  })),
  probe('a reaction', ask('POST', '/issues/comments/{comment}/reactions', 'app', { content: 'eyes' })),
  probe('a reaction that there is not', ask('POST', '/issues/comments/{comment}/reactions', 'app', { content: 'x' })),
  probe(
    'rewriting the App’s comment as a person who may write',
    ask('PATCH', '/issues/comments/{comment}', 'bob', { body: 'mine' }),
  ),
  probe('rewriting a comment that is not there', ask('PATCH', '/issues/comments/999999', 'app', { body: 'x' })),
  probe('a comment that says nothing', ask('POST', '/issues/1/comments', 'app', { body: '' })),
  probe('a comment of 65,537 characters', ask('POST', '/issues/1/comments', 'app', { body: 'x'.repeat(65_537) })),
  probe('a comment on nothing', ask('POST', '/issues/99/comments', 'app', { body: 'x' })),
  probe(
    'a member of a team',
    (world, { appToken }) => world.ask('GET', '/orgs/acme/teams/security/memberships/bob', appToken),
    ({ state }) => ({ state }),
  ),
  probe('nobody of a team', (world, { appToken }) =>
    world.ask('GET', '/orgs/acme/teams/security/memberships/alice', appToken),
  ),
  probe('GraphQL', (world, { appToken }) => world.ask('POST', '/graphql', appToken, { query: '{ __typename }' })),
  probe('a repository that is not there', (world, { appToken }) =>
    world.ask('GET', '/repos/acme/nowhere/pulls', appToken),
  ),
  probe('writing without a token', (world) =>
    world.ask('POST', `${REPOSITORY}/issues/1/comments`, undefined, { body: 'x' }),
  ),
  probe(
    'the open pull requests of a branch',
    ask('GET', '/pulls?state=all&head=acme:ask&base=main', 'app'),
    (pulls) => ({
      numbers: pulls.map(({ number }: { number: number }) => number),
    }),
  ),
  probe('no pull request of a branch', ask('GET', '/pulls?state=all&head=acme:nowhere&base=main', 'app'), (pulls) => ({
    numbers: pulls.map(({ number }: { number: number }) => number),
  })),
  probe('a commit', ask('GET', '/commits/{head}', 'app'), ({ parents, files, author, commit }, story) => ({
    parent: parents[0]?.sha === story.main,
    files: files.map(({ filename, status }: { filename: string; status: string }) => `${status} ${filename}`),
    author: author?.login ?? null,
    verified: commit.verification?.verified ?? null,
  })),
  probe(
    'a blob',
    async (world, story) => {
      const file = await ask('GET', '/contents/access/aws/alice/x.yaml?ref=ask', 'app')(world, story);
      return ask('GET', `/git/blobs/${file.data.sha}`, 'app')(world, story);
    },
    ({ encoding, size, content }) => ({ encoding, size, text: Buffer.from(content, 'base64').toString() }),
  ),
  {
    name: 'the rate limit in the headers',
    async run(world, story) {
      const { headers } = await ask('GET', '/pulls', 'app')(world, story);
      const names = ['limit', 'remaining', 'reset', 'used', 'resource'];
      return Object.fromEntries(names.map((name) => [name, headers.has(`x-ratelimit-${name}`)]));
    },
  },
  {
    name: 'the tag of an answer',
    async run(world, story) {
      const { headers } = await ask('GET', '/pulls', 'app')(world, story);
      return { etag: headers.has('etag') };
    },
  },
  {
    name: 'the further pages of a list',
    async run(world, story) {
      const { status, headers, data } = await ask('GET', '/branches?per_page=1', 'app')(world, story);
      return { status, entries: data.length, next: /rel="next"/.test(headers.get('link') ?? '') };
    },
  },
  probe(
    'a pull request to a branch that is not there',
    ask('POST', '/pulls', 'alice', { title: 'x', head: 'ask', base: 'nowhere' }),
  ),
  probe(
    'a second pull request from the same branch',
    ask('POST', '/pulls', 'alice', { title: 'Again', head: 'ask', base: 'main' }),
  ),
  probe(
    'merging another head than there is',
    ask('PUT', '/pulls/1/merge', 'app', ({ main }) => ({ sha: main, merge_method: 'squash' })),
  ),
  probe(
    'merging',
    ask('PUT', '/pulls/1/merge', 'app', ({ head }) => ({ sha: head, merge_method: 'squash' })),
    ({ merged, sha }) => ({ merged, sha: isSha(sha) }),
  ),
  probe(
    'merging what is merged',
    ask('PUT', '/pulls/1/merge', 'app', ({ head }) => ({ sha: head, merge_method: 'squash' })),
  ),
  probe('reviewing what is merged', ask('POST', '/pulls/1/reviews', 'bob', { event: 'APPROVE' })),
  {
    name: 'the webhook of an opened pull request',
    async run(world) {
      const { headers, payload } = await world.delivered('pull_request');
      return {
        action: payload.action,
        number: payload.number ?? null,
        installation: payload.installation.id === world.installationId,
        organization: payload.organization?.login ?? null,
        sender: payload.sender.login,
        guid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(headers['x-github-delivery'])),
        signature: /^sha256=[0-9a-f]{64}$/.test(String(headers['x-hub-signature-256'])),
        agent: String(headers['user-agent']).startsWith('GitHub-Hookshot/'),
      };
    },
  },
  {
    name: 'the webhook of a push',
    async run(world) {
      const { payload } = await world.delivered('push', ({ ref }) => ref === 'refs/heads/ask');
      return { ref: payload.ref, commits: Array.isArray(payload.commits), forced: typeof payload.forced };
    },
  },
];
