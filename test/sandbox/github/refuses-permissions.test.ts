import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Route } from '../../../sandbox/github/router.js';
import { routes } from '../../../sandbox/github/routes/all.js';
import { type Acme, jwtOf, octokitFor, startAcme, startTime } from './acme.js';

/** Whoever may do nothing is told so before anything is looked up, so the parameters need not name what is there. */
function addressOf(route: Route, repository = 'access'): string {
  const [, path = ''] = route.template.split(' ');
  return path
    .replace('{owner}/{repo}', `acme/${repository}`)
    .replace('{org}', 'acme')
    .replace(/\{\w+\}/g, '1');
}

const inRepository = routes.filter((route) => route.handleInRepository);
/** Every App may read metadata: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const guarded = routes.filter((route) => route.needs !== undefined && route.needs !== 'metadata:read');
const cases = (some: readonly Route[]) => some.map((route) => [route.template, route] as const);

describe('whoever may not', () => {
  let acme: Acme;
  let app = '';
  beforeAll(async () => {
    acme = await startAcme();
    app = await acme.appToken();
    acme.github.addRepository({ owner: 'acme', name: 'other', id: 5, collaborators: { bob: 'admin' } });
    acme.github.addRepository({
      owner: 'acme',
      name: 'open',
      id: 6,
      collaborators: { bob: 'admin' },
      visibility: 'public',
    });
  });
  afterAll(() => acme.stop());

  async function call(route: Route, token: string, repository?: string) {
    const answer = await fetch(`${acme.github.url}${addressOf(route, repository)}`, {
      method: route.method,
      headers: { authorization: `Bearer ${token}` },
      ...(route.method === 'GET' ? {} : { body: '{}' }),
    });
    const { message, documentation_url: documentation } = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, message, documented: typeof documentation === 'string' };
  }

  /** A token with every permission of the App but those that open the route; one level too low where there is one. */
  async function tokenWithout(needs: string): Promise<string> {
    const permissions: Record<string, 'read' | 'write'> = {
      checks: 'write',
      contents: 'write',
      pull_requests: 'write',
      issues: 'write',
      members: 'read',
    };
    for (const one of needs.split('|')) {
      const [name = '', level] = one.split(':');
      // What our App never had, it cannot have less of.
      if (level === 'write' && name in permissions) permissions[name] = 'read';
      else delete permissions[name];
    }
    const { data } = await octokitFor(
      acme.github,
      jwtOf(acme.privateKey, startTime),
    ).rest.apps.createInstallationAccessToken({ installation_id: acme.installationId, permissions });
    return data.token;
  }

  test.each(cases(routes))('has no valid token gets 401 from %s', async (_, route) => {
    expect(await call(route, 'ghs_unknown')).toEqual({ status: 401, message: 'Bad credentials', documented: true });
  });

  test.each(cases(guarded))('lacks the permission as an installation gets 403 from %s', async (_, route) => {
    expect(await call(route, await tokenWithout(route.needs ?? ''))).toEqual({
      status: 403,
      message: 'Resource not accessible by integration',
      documented: true,
    });
  });

  test.each(cases(guarded))('lacks the permission as an Action gets 403 from %s', async (_, route) => {
    const { token } = acme.github.addActionsToken('acme/access', {});
    expect(await call(route, token)).toMatchObject({ status: 403, message: 'Resource not accessible by integration' });
  });

  test.each(cases(inRepository))('is installed elsewhere gets 404 from %s', async (_, route) => {
    expect(await call(route, app, 'other')).toEqual({ status: 404, message: 'Not Found', documented: true });
  });

  test.each(cases(inRepository))('is no collaborator gets 404 from %s', async (_, route) => {
    expect(await call(route, acme.tokens.carol, 'other')).toMatchObject({ status: 404, message: 'Not Found' });
  });

  test.each(cases(inRepository.filter((route) => route.level !== 'read')))(
    'may only read gets 403 from %s',
    async (_, route) => {
      const { status, message } = await call(route, acme.tokens.carol);
      expect({ status, message }).toEqual({ status: 403, message: 'Must have admin rights to Repository.' });
    },
  );

  test.each(cases(inRepository.filter((route) => route.needs?.includes(':write'))))(
    'is not installed on a public repository gets 403 from %s',
    async (_, route) => {
      expect(await call(route, app, 'open')).toMatchObject({
        status: 403,
        message: 'Resource not accessible by integration',
      });
    },
  );

  test.each(cases(inRepository))('is an App without an installation token gets 401 from %s', async (_, route) => {
    expect(await call(route, jwtOf(acme.privateKey, startTime))).toMatchObject({ status: 401 });
  });

  test.each(cases(routes.filter((route) => / \/app\b/.test(route.template))))(
    'is a user gets 401 from %s, which is for Apps',
    async (_, route) => {
      expect(await call(route, acme.tokens.alice)).toMatchObject({ status: 401 });
      expect(await call(route, app)).toMatchObject({ status: 401 });
    },
  );
});
