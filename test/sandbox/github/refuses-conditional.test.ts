import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

const base = '/repos/acme/access';

describe('If-None-Match', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await startAcme();
    const clone = await acme.clone('alice');
    await clone.commit('Start', { 'README.md': 'hello\n' });
    await clone.git('push', '-q', 'origin', 'main');
    await clone.git('checkout', '-q', '-b', 'ask');
    await clone.commit('Ask', { 'access/a.yaml': 'role: x\n' });
    await clone.git('push', '-q', 'origin', 'ask');
    const alice = acme.as(acme.tokens.alice).rest;
    await alice.pulls.create({ owner: 'acme', repo: 'access', title: 'Ask', head: 'ask', base: 'main' });
  });
  afterAll(() => acme.stop());

  async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const answer = await fetch(`${acme.github.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${acme.tokens.alice}`, ...headers },
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      text,
      etag: answer.headers.get('etag') ?? '',
      used: Number(answer.headers.get('x-ratelimit-used')),
      type: answer.headers.get('content-type'),
    };
  }

  test.each([
    ['a pull request', `${base}/pulls/1`],
    ['a list', `${base}/pulls/1/files`],
    ['an empty list', `${base}/issues/1/comments`],
    ['a file', `${base}/contents/README.md`],
    ['a branch', `${base}/branches/main`],
  ])('of %s that has not changed is 304, has no body and costs nothing', async (_, path) => {
    const first = await get(path);
    expect(first.etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    const again = await get(path, { 'if-none-match': first.etag });
    expect(again).toEqual({ status: 304, text: '', etag: first.etag, used: first.used, type: null });
  });

  test.each([
    ['the strong form', (etag: string) => etag.slice(2), 304],
    ['one of several', (etag: string) => `"x", ${etag}`, 304],
    ['anything', () => '*', 304],
    ['another', () => 'W/"0"', 200],
    ['a part of it', (etag: string) => `${etag.slice(0, -2)}"`, 200],
  ])('with %s is compared as RFC 9110 says', async (_, change, status) => {
    const { etag } = await get(`${base}/pulls/1`);
    expect((await get(`${base}/pulls/1`, { 'if-none-match': change(etag) })).status).toBe(status);
  });

  test('of what has changed is 200 with another ETag, and is counted', async () => {
    const first = await get(`${base}/issues/1/comments`);
    const alice = acme.as(acme.tokens.alice).rest;
    await alice.issues.createComment({ owner: 'acme', repo: 'access', issue_number: 1, body: 'x' });
    const again = await get(`${base}/issues/1/comments`, { 'if-none-match': first.etag });
    expect(again.status).toBe(200);
    expect(again.etag).not.toBe(first.etag);
    expect(again.used).toBe(first.used + 2);
  });

  test('of a page that is as it was, but no longer the last, is 200', async () => {
    const path = `${base}/issues/1/comments?per_page=1`;
    const first = await get(path);
    const alice = acme.as(acme.tokens.alice).rest;
    await alice.issues.createComment({ owner: 'acme', repo: 'access', issue_number: 1, body: 'y' });
    const again = await get(path, { 'if-none-match': first.etag });
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  test.each([
    ['a refusal', `${base}/pulls/99`, 'GET', 404],
    ['a write', `${base}/issues`, 'POST', 422],
  ])('does not hold for %s', async (_, path, method, status) => {
    expect(await get(path, { 'if-none-match': '*' }, method)).toMatchObject({ status, etag: '' });
  });

  test('with a bad token is 401, whatever it asks for', async () => {
    const answer = await get(`${base}/pulls/1`, { 'if-none-match': '*', authorization: 'Bearer ghp_bad' });
    expect(answer).toMatchObject({ status: 401, etag: '' });
  });
});
