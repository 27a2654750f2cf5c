import { openRepository } from '../../src/git/git-repository.js';
import type { Repository } from '../../src/git/repository.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { needsAttention, type RunReport } from '../../src/plan/run-report.js';
import { providers } from '../../src/providers/providers.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import type { RunPorts } from '../../src/use-cases/run-ports.js';
import { type FaultWorld, TOKEN } from './fault-world.js';
import type { FaultProxy } from './proxy.js';

export type RunName = 'provision' | 'expire';

/** How a run ended. A report is there where it came to its end; success is what the exit code says. */
export interface Ended {
  readonly run: RunName;
  readonly success: boolean;
  readonly report: RunReport | null;
  readonly error: unknown;
}

/** The use case over the real adapters and HTTP, in this process. */
export async function runInProcess(world: FaultWorld, run: RunName, urls: FaultProxy['urls']): Promise<Ended> {
  const story = run === 'provision' ? provision : expire;
  try {
    const report = await story(await openPorts(world, urls), { dryRun: false, confirmed: false });
    return { run, success: !needsAttention(report), report, error: null };
  } catch (error) {
    return { run, success: false, report: null, error };
  }
}

async function openPorts(world: FaultWorld, urls: FaultProxy['urls']): Promise<RunPorts> {
  process.env['AWS_ENDPOINT_URL'] = urls.aws;
  const octokit = createOctokit({ token: TOKEN, apiUrl: urls.github, graphqlUrl: `${urls.github}/graphql` });
  // A pause costs no time of ours, and the world's moves on by it.
  const sleep = async (milliseconds: number): Promise<void> => world.clocks.moveForward(milliseconds);
  return {
    repository: await openShared(world.repository().gitDirectory),
    github: openGitHub({ octokit, owner: 'acme', name: 'access', pause: sleep }),
    providers,
    identityToken: async (audience) => {
      const url = `${urls.oidc}${world.oidcPath}&audience=${encodeURIComponent(audience)}`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${world.oidcToken}` } });
      if (!response.ok) throw new Error(`the issuer answers ${response.status}`);
      return ((await response.json()) as { value: string }).value;
    },
    now: () => world.clocks.runner(),
    sleep,
    progress: () => {},
  };
}

const opened = new Map<string, Promise<Repository>>();

/** What object ids name never changes: each question is put to git once in all cases. The tip is never asked of git. */
export function openShared(directory: string): Promise<Repository> {
  const known = opened.get(directory) ?? openRepository(directory).then(remember);
  opened.set(directory, known);
  return known;
}

function remember(repository: Repository): Repository {
  const answers = new Map<string, unknown>();
  return new Proxy(repository, {
    get(target, name: keyof Repository) {
      const ask: unknown = target[name];
      // One that hands its answers over has none to remember.
      if (typeof ask !== 'function' || name === 'streamBlobs') return ask;
      return (...given: unknown[]) => {
        // Horizons move with the clock by less than any history of these cases.
        const key = JSON.stringify([name, name === 'readHistory' ? given.slice(0, 2) : given]);
        if (!answers.has(key)) answers.set(key, ask(...given));
        return answers.get(key);
      };
    },
  });
}
