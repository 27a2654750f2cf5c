import { Octokit } from '@octokit/rest';
import githubAppJwt from 'universal-github-app-jwt';
import { REPOSITORY, type World } from '../../sandbox/world/start-world.js';

let apps = 2000;

/** Another App, which may write to the repository as ours may. */
export async function actAsApp(
  world: World,
  slug: string,
  more: Readonly<Record<string, 'read' | 'write'>> = {},
): Promise<Octokit> {
  const { github, clock } = world;
  apps += 1;
  const permissions = { contents: 'write', pull_requests: 'write', metadata: 'read', ...more } as const;
  const { privateKey } = github.addApp({ slug, id: apps, permissions, events: [], webhookSecret: 'another secret' });
  const { installationId } = github.install(slug, REPOSITORY);
  const jwt = await githubAppJwt({ id: apps, privateKey, now: Math.floor(clock.now() / 1000) });
  const app = new Octokit({ auth: jwt.token, baseUrl: github.url });
  const { data } = await app.rest.apps.createInstallationAccessToken({ installation_id: installationId });
  return new Octokit({ auth: data.token, baseUrl: github.url });
}
