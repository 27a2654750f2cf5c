import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Request, repo, startRequest } from './start-request.js';

let asked: Request;
beforeAll(async () => {
  asked = await startRequest();
});
afterAll(() => asked.stop());

describe('a pull request of more than 3,000 files', () => {
  const listed = { ...repo, pull_number: 2, per_page: 100 };
  beforeAll(async () => {
    const files = Array.from({ length: 3001 }, (_, index) => [`access/many/${index}.yaml`, 'role: x\n'] as const);
    await asked.commits.git('checkout', '-q', '-b', 'many', 'main');
    await asked.commits.commit('Many', Object.fromEntries(files));
    await asked.commits.git('push', '-q', 'origin', 'many');
    await asked.user('alice').pulls.create({ ...repo, title: 'Many', head: 'many', base: 'main' });
  });

  test('lists the first 3,000 and no sign of the rest', async () => {
    const { data, headers } = await asked.user('alice').pulls.listFiles({ ...listed, page: 30 });
    expect(data).toHaveLength(100);
    expect(headers.link).not.toContain('rel="next"');
    expect((await asked.user('alice').pulls.listFiles({ ...listed, page: 31 })).data).toEqual([]);
  });

  test('still counts them all', async () => {
    expect((await asked.user('alice').pulls.get({ ...repo, pull_number: 2 })).data.changed_files).toBe(3001);
  });
});

describe('a tree', () => {
  const tree = async () =>
    (await asked.user('alice').git.getTree({ ...repo, tree_sha: asked.head, recursive: '1' })).data;

  test('is cut where it has more entries than the limit, and says so', async () => {
    const whole = await tree();
    expect(whole.truncated).toBe(false);
    const count = whole.tree.length;
    asked.github.settings.mostTreeEntries = count;
    expect(await tree()).toEqual(whole);
    asked.github.settings.mostTreeEntries = count - 1;
    expect(await tree()).toEqual({ ...whole, truncated: true, tree: whole.tree.slice(0, -1) });
  });
});
