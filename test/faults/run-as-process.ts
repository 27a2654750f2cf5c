import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FinishedAction, runAction } from '../../sandbox/world/run-action.js';
import { type FaultWorld, TOKEN } from './fault-world.js';
import { hurry } from './hurry.js';
import type { RunName } from './run-in-process.js';

export interface ProcessWishes {
  readonly root: string;
  readonly node: string;
  /** The bundle is given a way to be killed. */
  readonly onStart?: (kill: () => void) => void;
  /** `before:1`, `after:2`: see `kill-at-write.ts`. */
  readonly killAtWrite?: string;
}

/**
 * The committed bundle as the runner starts it, through the proxy, in a clone that was made for a commit which is no
 * longer the branch's newest: what an old run has that is started again. It must fetch.
 */
export async function runAsProcess(world: FaultWorld, run: RunName, wishes: ProcessWishes): Promise<FinishedAction> {
  const clone = cloneOld(world);
  // Whoever waits for a process waits by the real clock.
  hurry({ waits: 1, limits: 1 });
  const { github, aws, oidc } = world.proxy.urls;
  const { onStart } = wishes;
  try {
    return await runAction(
      {
        directory: world.directory,
        clock: world.clocks,
        github: { url: github },
        aws: { url: aws },
        oidc: { requestUrl: `${oidc}${world.oidcPath}`, requestToken: world.oidcToken },
      },
      wishes.root,
      {
        name: run,
        clone,
        node: wishes.node,
        inputs: { 'github-token': TOKEN },
        ...(onStart === undefined ? {} : { onStart: (child) => onStart(() => void child.kill('SIGKILL')) }),
        environment: {
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          ...(wishes.killAtWrite === undefined
            ? {}
            : {
                LAPSE_FAULTS_KILL_AT_WRITE: wishes.killAtWrite,
                NODE_OPTIONS: `--import=${pathToFileURL(join(wishes.root, 'build/kill-at-write.mjs')).href}`,
              }),
        },
      },
    );
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

let clones = 0;

/** A copy, so that no case leaves anything to the next: the clone of two commits ago, made once a repository. */
function cloneOld(world: FaultWorld): string {
  const bare = world.repository().gitDirectory;
  const made = `${bare}-old`;
  if (!existsSync(made)) {
    const git = (...given: string[]) => execFileSync('git', given, { env: GIT, stdio: 'ignore' });
    git('clone', '--quiet', '--no-local', '--single-branch', '--branch', 'main', bare, made);
    git('-C', made, 'reset', '--quiet', '--hard', 'HEAD~2');
    git('-C', made, 'update-ref', '-d', 'refs/remotes/origin/main');
    git('-C', made, 'symbolic-ref', '--delete', 'refs/remotes/origin/HEAD');
    git('-C', made, 'reflog', 'expire', '--expire=now', '--all');
    git('-C', made, 'gc', '--quiet', '--prune=now');
    git('-C', made, 'remote', 'set-url', 'origin', `${world.proxy.urls.github}/acme/access.git`);
  }
  clones += 1;
  const clone = join(world.directory, `clone-${clones}`);
  cpSync(made, clone, { recursive: true });
  return clone;
}

const GIT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  HOME: '/nonexistent',
};
