import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme, startTime } from './acme.js';

const repository = '/repos/acme/access';

describe('rate limits', () => {
  let acme: Acme;
  beforeEach(async () => {
    acme = await startAcme();
  });
  afterEach(() => acme.stop());

  async function call(token: string | undefined, path = repository, init: RequestInit = {}) {
    const answer = await fetch(`${acme.github.url}${path}`, {
      ...init,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const read = (name: string) => answer.headers.get(`x-ratelimit-${name}`);
    const body = (await answer.json()) as Record<string, unknown>;
    return {
      status: answer.status,
      body,
      retryAfter: answer.headers.get('retry-after'),
      rate: [read('limit'), read('used'), read('remaining'), read('reset'), read('resource')].join(' '),
    };
  }
  const query = { method: 'POST', body: JSON.stringify({ query: '{ viewer { login } }' }) };
  const actionsToken = () => acme.github.addActionsToken('acme/access', { contents: 'read' }).token;
  const reset = startTime / 1000 + 3600;

  test.each<[string, () => Promise<string> | string, string]>([
    ['user', () => acme.tokens.alice, '5000 1 4999'],
    ['installation', () => acme.appToken(), '5000 1 4999'],
    ['actions', actionsToken, '1000 1 999'],
  ])('the hour of a %s begins with its first request', async (_, token, rate) => {
    expect((await call(await token())).rate).toBe(`${rate} ${reset} core`);
  });

  test.each<[string, string | undefined, string, number]>([
    ['what is not there', 'alice', '/no/such', 404],
    ['what may not be done', 'alice', `${repository}/installation`, 401],
    ['bad credentials', 'none', repository, 401],
    ['no credentials', undefined, repository, 401],
  ])('the headers are on %s too', async (_, who, path, status) => {
    const answer = await call(who === 'alice' ? acme.tokens.alice : who, path);
    expect(answer.status).toBe(status);
    expect(answer.rate).toMatch(/^(5000 1 4999|60 [01] \d\d) \d+ core$/);
  });

  test('GraphQL has a budget of its own, which its rateLimit shows', async () => {
    await call(acme.tokens.alice);
    const body = JSON.stringify({ query: '{ rateLimit { limit used remaining resetAt } }' });
    const answer = await call(acme.tokens.alice, '/graphql', { method: 'POST', body });
    expect(answer.rate).toBe(`5000 1 4999 ${reset} graphql`);
    const shown = { limit: 5000, used: 1, remaining: 4999, resetAt: '2026-11-22T10:00:00.000Z' };
    expect(answer.body).toEqual({ data: { rateLimit: shown } });
  });

  test('GET /rate_limit tells what is left and costs nothing', async () => {
    await call(acme.tokens.alice);
    await call(acme.tokens.alice, '/graphql', query);
    await call(acme.tokens.alice, '/rate_limit');
    const { body } = await call(acme.tokens.alice, '/rate_limit');
    const left = { limit: 5000, used: 1, remaining: 4999, reset };
    expect(body).toMatchObject({ resources: { core: left, graphql: left }, rate: left });
  });

  test.each([403, 429] as const)('a used-up hour is answered with %d until it is over', async (status) => {
    acme.github.settings.rateLimits.user = 2;
    acme.github.settings.rateLimitStatus = status;
    const { alice, bob } = acme.tokens;
    expect([(await call(alice)).status, (await call(alice)).status]).toEqual([200, 200]);
    acme.clock.now += 3_599_000;
    const refused = await call(alice);
    expect(refused).toMatchObject({ status, retryAfter: null, rate: `2 2 0 ${reset} core` });
    expect(refused.body).toMatchObject({ message: 'API rate limit exceeded for user ID 11.' });
    expect((await call(bob)).status).toBe(200);
    acme.clock.now += 1000;
    expect((await call(alice)).rate).toBe(`2 1 1 ${reset + 3600} core`);
  });

  test('a new token of the same installation brings no new hour', async () => {
    acme.github.settings.rateLimits.installation = 1;
    await call(await acme.appToken());
    const refused = await call(await acme.appToken());
    const message = `API rate limit exceeded for installation ID ${acme.installationId}.`;
    expect(refused).toMatchObject({ status: 403, body: { message } });
  });

  test('GraphQL says so with status 200 and type RATE_LIMITED', async () => {
    acme.github.settings.rateLimits.user = 1;
    await call(acme.tokens.alice, '/graphql', query);
    const refused = await call(acme.tokens.alice, '/graphql', query);
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 11.' }];
    expect(refused).toMatchObject({ status: 200, body: { errors }, rate: `1 1 0 ${reset} graphql` });
  });

  test.each([
    ['REST', repository, {}],
    ['a write', `${repository}/issues`, { method: 'POST', body: '{"title":"x"}' }],
    ['GraphQL', '/graphql', query],
  ])('the secondary limit refuses %s with 403 and retry-after, as often as it is told to', async (_, path, init) => {
    acme.github.settings.secondaryRefusals = 2;
    acme.github.settings.secondaryRetryAfter = 7;
    for (const _attempt of [1, 2]) {
      const refused = await call(acme.tokens.alice, path, init);
      expect(refused).toMatchObject({ status: 403, retryAfter: '7' });
      // Octokit's throttling plugin knows the secondary limit by these words.
      expect(refused.body['message']).toMatch(/\bsecondary rate\b/i);
      expect(refused.rate).toMatch(/^5000 0 5000 /);
    }
    expect((await call(acme.tokens.alice, path, init)).status).toBeLessThan(300);
  });

  test('what the secondary limit refused has not happened', async () => {
    acme.github.settings.secondaryRefusals = 1;
    await call(acme.tokens.alice, `${repository}/issues`, { method: 'POST', body: '{"title":"x"}' });
    expect((await call(acme.tokens.alice, `${repository}/issues`)).body).toEqual([]);
  });
});
