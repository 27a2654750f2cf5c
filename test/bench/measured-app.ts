import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { settingsOf } from '../../sandbox/world/run-app.js';
import { start } from '../../sandbox/world/run-process.js';
import { APP_SLUG, type World } from '../../sandbox/world/start-world.js';
import { waitFor } from '../../sandbox/world/wait-for.js';

export interface MeasuredApp {
  /** CPU time of the process so far, in milliseconds: its own code and the system's for it. */
  readCpu(): Promise<number>;
  /** How many evaluations it has logged so far. */
  countEvaluations(): number;
  stop(): Promise<void>;
}

/** Loaded before the App, this writes down the CPU time of its process whenever it is asked by a signal. */
const PROBE = `
import { renameSync, writeFileSync } from 'node:fs';
const file = process.env.LAPSE_BENCH_CPU;
process.on('SIGUSR2', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(file + '.new', String((user + system) / 1000));
  renameSync(file + '.new', file);
});`;

/** The real App (`dist/app.js`) as a process of its own, so that the sandbox's work is not counted as its. */
export async function startMeasuredApp(world: World, root: string): Promise<MeasuredApp> {
  const file = join(world.directory, 'cpu');
  const probe = `data:text/javascript,${encodeURIComponent(PROBE)}`;
  const running = start(process.execPath, ['--import', probe, join(root, 'dist/app.js')], {
    cwd: world.directory,
    environment: { LAPSE_BENCH_CPU: file, ...settingsOf(world) },
  });
  const url = await waitFor('the App', async () => /"url":"(http:[^"]+)"/.exec(running.stdout())?.[1] ?? null);
  world.github.setWebhookUrl(APP_SLUG, `${url}/api/github/webhooks`);
  return {
    async readCpu() {
      rmSync(file, { force: true });
      running.process.kill('SIGUSR2');
      return waitFor('the CPU time', async () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : null));
    },
    countEvaluations: () => running.stdout().split('"msg":"evaluated"').length - 1,
    async stop() {
      if (running.process.exitCode !== null) return;
      const exited = once(running.process, 'exit');
      running.process.kill('SIGTERM');
      await exited;
    },
  };
}
