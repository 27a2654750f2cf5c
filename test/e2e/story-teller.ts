import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findNode24 } from '../../sandbox/node24.js';
import type { Desk } from '../../sandbox/world/act-as.js';
import { createAppToken, type FinishedAction, runAction } from '../../sandbox/world/run-action.js';
import { APP_SLUG } from '../../sandbox/world/start-world.js';
import { type Call, type Fault, startProxy } from '../faults/proxy.js';
import { ACCESS, type Lapse, ROOT } from './start-lapse.js';

/** Grant to the text of its request; null takes it away. */
export type Changes = Readonly<Record<string, string | null>>;

export interface Ask {
  readonly by?: Desk;
  /** null: nobody. */
  readonly approvedBy?: Desk | null;
  readonly method?: 'merge' | 'squash' | 'rebase';
}

/** What people and runs do in the story, with as few requests as they need. */
export interface Teller {
  readonly trustedFrom: string;
  /** Opens a pull request, has it approved and merges it. Gives its number. */
  ask(branch: string, changes: Changes, ask?: Ask): Promise<number>;
  /** The same of files that are no requests. */
  change(branch: string, files: Changes, ask?: Ask): Promise<number>;
  /** bob pushes to the default branch, past review. */
  pushPast(changes: Changes, message: string): Promise<void>;
  run(name: 'provision' | 'expire'): Promise<FinishedAction>;
  /** A run whose calls to GitHub go through somebody who may do something to them. */
  runThrough(name: 'provision', choose: (call: Call, kill: () => void) => Fault | null): Promise<FinishedAction>;
  /** The App hears what happens meanwhile; else its webhooks go where nobody listens, so that it costs no time. */
  withApp(tell: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startTelling(lapse: Lapse): Promise<Teller> {
  const { world, alice, bob, carol } = lapse;
  const { github } = world;
  const deaf = createServer((request, response) => {
    request.resume();
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const nowhere = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  github.setWebhookUrl(APP_SLUG, nowhere);
  const proxy = await startProxy({ github: github.url, aws: world.aws.url, oidc: world.oidc.requestUrl });
  const node = findNode24(ROOT) ?? process.execPath;
  const trustedFrom = await bob.git('rev-parse', 'HEAD');

  async function change(branch: string, files: Changes, { by = alice, approvedBy = bob, method = 'squash' }: Ask = {}) {
    await by.pull();
    const sha = await by.push(branch, files, `Ask for ${branch}`);
    const { data } = await by.octokit.rest.pulls.create({ ...ACCESS, title: branch, head: branch, base: 'main' });
    const which = { ...ACCESS, pull_number: data.number };
    if (approvedBy !== null) {
      await approvedBy.octokit.rest.pulls.createReview({ ...which, event: 'APPROVE', commit_id: sha });
    }
    await bob.octokit.rest.pulls.merge({ ...which, merge_method: method });
    return data.number;
  }

  async function act(name: 'provision' | 'expire', clone: string, url: string, onStart?: (kill: () => void) => void) {
    const token = await createAppToken(world);
    const inputs = { 'github-token': token, ...(name === 'provision' ? { 'trusted-from': trustedFrom } : {}) };
    return runAction({ ...world, github: { url } }, ROOT, {
      name,
      clone,
      node,
      inputs,
      ...(onStart === undefined ? {} : { onStart: (child) => onStart(() => void child.kill('SIGKILL')) }),
    });
  }

  return {
    trustedFrom,
    change,
    ask: (branch, changes, ask) => change(branch, toFiles(changes), ask),
    async pushPast(changes, message) {
      await bob.pull();
      await bob.push('main', toFiles(changes), message);
    },
    async run(name) {
      await bob.pull();
      return act(name, bob.clone, github.url);
    },
    async runThrough(name, choose) {
      // In a clone of its own: another run may be under way.
      await carol.pull();
      let kill = () => {};
      proxy.arm((call) => choose(call, kill));
      return act(name, carol.clone, proxy.urls.github, (end) => {
        kill = end;
      });
    },
    async withApp(tell) {
      await github.settle();
      github.setWebhookUrl(APP_SLUG, `${lapse.app.url}/api/github/webhooks`);
      await tell();
      await github.settle();
      github.setWebhookUrl(APP_SLUG, nowhere);
    },
    async stop() {
      await proxy.close();
      deaf.closeAllConnections();
      await new Promise((resolve) => deaf.close(resolve));
    },
  };
}

function toFiles(changes: Changes): Record<string, string | null> {
  return Object.fromEntries(Object.entries(changes).map(([grant, text]) => [`access/${grant}.yaml`, text]));
}

/** Whether a call writes the records. */
export function writesEvidence({ method, path, body }: Call): boolean {
  return (
    method === 'POST' && path === '/graphql' && body.includes('createCommitOnBranch') && body.includes('lapse/evidence')
  );
}
