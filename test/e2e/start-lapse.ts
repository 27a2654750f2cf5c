import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24 } from '../../sandbox/node24.js';
import { type Desk, sitDown } from '../../sandbox/world/act-as.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { createAppToken, type FinishedAction, runAction } from '../../sandbox/world/run-action.js';
import { type RunningApp, startApp } from '../../sandbox/world/run-app.js';
import { APP_SLUG, REPOSITORY, startWorld, type World } from '../../sandbox/world/start-world.js';
import { holdToContract } from '../contract/hold-to-contract.js';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const ACCESS = { owner: 'acme', repo: 'access' } as const;

/** Lapse at work in an organisation: the real App as a process, the bundles at hand, people at their desks. */
export interface Lapse {
  readonly world: World;
  readonly app: RunningApp;
  /** Ends the App and starts it anew (law 11: it keeps nothing). It spreads out what it asks of GitHub, counting from its start. */
  restart(): Promise<void>;
  readonly alice: Desk;
  readonly bob: Desk;
  readonly carol: Desk;
  /** Opens a pull request and gives its number, when the App has said what it thinks. */
  open(desk: Desk, branch: string): Promise<number>;
  approve(desk: Desk, number: number, sha: string): Promise<void>;
  /** Runs a bundle in bob's clone, under Node 24 where there is one. */
  run(name: 'provision' | 'expire', inputs?: Readonly<Record<string, string>>): Promise<FinishedAction>;
  stop(): Promise<void>;
}

export interface LapseOptions {
  /** Laid over the sandbox's policy. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the branch demands the checks; default true. */
  readonly isProtected?: boolean;
}

export async function startLapse(options: LapseOptions = {}): Promise<Lapse> {
  const world = await startWorld();
  const bob = await sitDown(world, 'bob');
  await bob.push('main', { ...POLICY_FILES, ...options.files }, 'Set up access as code');
  if (options.isProtected !== false) {
    const requiredChecks = ['access/request', 'access/approval'].map((name) => ({ name, appSlug: APP_SLUG }));
    world.github.protect(REPOSITORY, { branch: 'main', requiredChecks });
  }
  let app = await startApp(world, ROOT);
  const [alice, carol] = [await sitDown(world, 'alice'), await sitDown(world, 'carol')];
  await alice.pull();
  await carol.pull();
  const node = findNode24(ROOT) ?? process.execPath;
  return {
    world,
    get app() {
      return app;
    },
    async restart() {
      await world.github.settle();
      await app.stop();
      app = await startApp(world, ROOT);
    },
    alice,
    bob,
    carol,
    async open(desk, branch) {
      const { data } = await desk.octokit.rest.pulls.create({ ...ACCESS, title: branch, head: branch, base: 'main' });
      await world.github.settle();
      return data.number;
    },
    async approve(desk, number, sha) {
      await desk.octokit.rest.pulls.createReview({ ...ACCESS, pull_number: number, event: 'APPROVE', commit_id: sha });
      await world.github.settle();
    },
    async run(name, inputs = {}) {
      await bob.pull();
      const token = await createAppToken(world);
      return runAction(world, ROOT, { name, clone: bob.clone, node, inputs: { 'github-token': token, ...inputs } });
    },
    async stop() {
      await app.stop();
      await world.close();
      await holdToContract(world.github, true);
    },
  };
}

export function requestText(fields: Readonly<Record<string, string>> = {}): string {
  const all = { role: 'billing-readonly', duration: '4h', reason: 'Invoice 8841', ticket: 'INC-1234', ...fields };
  return `${Object.entries(all)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')}\n`;
}
