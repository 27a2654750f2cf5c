import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwtOf, startTime } from './acme.js';
import { type Request, repo, startRequest } from './start-request.js';

const base = '/repos/acme/access';

let asked: Request;
let run = 0;
beforeAll(async () => {
  asked = await startRequest();
  const alice = asked.user('alice');
  for (const name of ['two', 'three']) {
    const { data } = await alice.git.createRef({ ...repo, ref: `refs/heads/${name}`, sha: asked.head });
    await alice.pulls.create({ ...repo, title: name, head: name, base: 'main' });
    await asked.check(name, 'success', data.object.sha);
    await asked.review('bob', 'APPROVE');
    await alice.issues.createComment({ ...repo, issue_number: 1, body: name });
    await asked.push(`role: ${name}\n`);
  }
  await asked.review('bob', 'COMMENT');
  await alice.issues.createComment({ ...repo, issue_number: 1, body: 'one' });
  await alice.issues.addLabels({ ...repo, issue_number: 1, labels: ['one', 'two', 'three'] });
  await alice.repos.createOrUpdateFileContents({ ...repo, path: 'b', message: 'b', content: '', branch: 'ask' });
  await alice.repos.createOrUpdateFileContents({ ...repo, path: 'c', message: 'c', content: '', branch: 'ask' });
  const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice' as const };
  const annotations = ['1', '2', '3'].map((message) => ({ ...annotation, message }));
  const app = await asked.app();
  const output = { title: 't', summary: 's', annotations };
  const wishes = { ...repo, name: 'ci', head_sha: asked.head, conclusion: 'success' as const, output };
  run = (await app.checks.create(wishes)).data.id;
  for (const slug of ['second', 'third']) await suiteOf(slug);
  for (const [index, name] of ['b', 'c'].entries()) {
    asked.github.addRepository({ owner: 'acme', name, id: 90 + index, collaborators: {} });
    asked.github.install('lapse', `acme/${name}`);
  }
  for (const [index, owner] of ['bob', 'carol'].entries()) {
    asked.github.addRepository({ owner, name: 'mine', id: 95 + index, collaborators: {} });
    asked.github.install('lapse', `${owner}/mine`);
  }
});
afterAll(() => asked.stop());

/** One more App with a check suite on the head. */
async function suiteOf(slug: string): Promise<void> {
  const id = slug.length + 100;
  const permissions = { checks: 'write' as const };
  const { privateKey } = asked.github.addApp({ slug, id, permissions, events: [], webhookSecret: 'x' });
  const { installationId } = asked.github.install(slug, 'acme/access');
  const app = asked.as(jwtOf(privateKey, startTime, { iss: id })).rest;
  const { data } = await app.apps.createInstallationAccessToken({ installation_id: installationId });
  await asked.as(data.token).rest.checks.create({ ...repo, name: slug, head_sha: asked.head, conclusion: 'success' });
}

async function get(path: string, as: 'alice' | 'app' | 'jwt') {
  const tokens = {
    alice: async () => asked.tokens.alice,
    app: () => asked.appToken(),
    jwt: async () => jwtOf(asked.privateKey, startTime),
  };
  const address = path.startsWith('http') ? path : `${asked.github.url}${path}`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${await tokens[as]()}` } });
  const body = (await answer.json()) as unknown;
  const links = [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  const items = Array.isArray(body) ? body : Object.values(body as object).find(Array.isArray);
  return {
    status: answer.status,
    items: (items ?? []) as unknown[],
    total: Array.isArray(body) ? undefined : (body as { total_count: number }).total_count,
    links: Object.fromEntries(links.map(([, url, relation]) => [relation, url ?? ''])),
  };
}

const lists: [string, 'alice' | 'app' | 'jwt', () => string, number][] = [
  ['pull requests', 'alice', () => `${base}/pulls?state=all`, 3],
  ['files of a pull request', 'alice', () => `${base}/pulls/1/files`, 3],
  ['commits of a pull request', 'alice', () => `${base}/pulls/1/commits`, 5],
  ['reviews', 'alice', () => `${base}/pulls/1/reviews`, 3],
  ['pull requests of a commit', 'alice', () => `${base}/commits/${asked.head}/pulls`, 3],
  ['issues', 'alice', () => `${base}/issues`, 3],
  ['comments', 'alice', () => `${base}/issues/1/comments`, 3],
  ['labels', 'alice', () => `${base}/issues/1/labels`, 3],
  ['check runs of a commit', 'alice', () => `${base}/commits/${asked.head}/check-runs`, 5],
  ['all check runs of a commit', 'alice', () => `${base}/commits/${asked.head}/check-runs?filter=all`, 5],
  ['check suites of a commit', 'alice', () => `${base}/commits/${asked.head}/check-suites`, 3],
  ['annotations', 'alice', () => `${base}/check-runs/${run}/annotations`, 3],
  ['branches', 'alice', () => `${base}/branches`, 4],
  ['commits', 'alice', () => `${base}/commits?sha=ask`, 6],
  ['installations', 'jwt', () => '/app/installations', 3],
  ['repositories of an installation', 'app', () => '/installation/repositories', 3],
];

describe('a list comes in pages', () => {
  test.each(lists)('of %s, each item once, with the links that GitHub gives', async (_, as, path, count) => {
    const query = path().includes('?') ? '&' : '?';
    const whole = await get(path(), as);
    expect(whole.items).toHaveLength(count);
    expect(whole.links).toEqual({});
    let page = await get(`${path()}${query}per_page=1`, as);
    const { links } = page;
    expect(Object.keys(links).sort()).toEqual(['last', 'next']);
    const seen = [...page.items];
    for (let number = 2; page.links['next']; number += 1) {
      page = await get(page.links['next'], as);
      expect(page.items).toHaveLength(1);
      seen.push(...page.items);
      const relations = number < count ? ['first', 'last', 'next', 'prev'] : ['first', 'prev'];
      expect(Object.keys(page.links).sort()).toEqual(relations);
      if (whole.total !== undefined) expect(page.total).toBe(count);
    }
    expect(seen).toEqual(whole.items);
    expect((await get(links['last'] ?? '', as)).items).toEqual(seen.slice(-1));
  });

  test.each(lists)('of %s, and a page behind the last is empty', async (_, as, path, count) => {
    const query = path().includes('?') ? '&' : '?';
    const { status, items, links } = await get(`${path()}${query}per_page=1&page=${count + 1}`, as);
    expect([status, items, links['next']]).toEqual([200, [], undefined]);
  });

  test.each(['0', '-1', 'x', ''])('where %j is no number of items', async (size) => {
    expect((await get(`${base}/branches?per_page=${size}`, 'alice')).status).toBe(200);
  });

  test('of the history of a commit over GraphQL in the same order each time', async () => {
    const query = `{ repository(owner: "acme", name: "access") { object(expression: "ask") {
      ... on Commit { history(first: 9) { nodes { oid } } } } } }`;
    const history = () => asked.as(asked.tokens.alice).graphql<Record<string, unknown>>(query);
    const first = await history();
    expect(JSON.stringify(first)).toContain(asked.main);
    expect(await history()).toEqual(first);
  });
});
