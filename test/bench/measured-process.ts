import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clockUrl } from '../../sandbox/world/run-app.js';
import { runProcess } from '../../sandbox/world/run-process.js';
import type { World } from '../../sandbox/world/start-world.js';

export interface MeasuredProcess {
  readonly stdout: string;
  /** From the start of the process to its end, in milliseconds. */
  readonly wall: number;
  /** The most memory that it held, in MiB; what it starts itself, such as git, is not in it. */
  readonly memory: number;
}

/** Loaded before a program, this writes down as it ends what the system has counted of it. `maxRSS` is in KiB: https://nodejs.org/api/process.html#processresourceusage */
const PROBE = `
import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.LAPSE_BENCH_MEMORY, String(process.resourceUsage().maxRSS)));`;

const LONGEST_RUN = 300_000;

/** A program of Node's in a process of its own, so that the sandbox's work is not counted as its. Throws where it fails. */
export async function runMeasured(
  world: World,
  root: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<MeasuredProcess> {
  const file = join(world.directory, 'memory');
  const probe = `data:text/javascript,${encodeURIComponent(PROBE)}`;
  const before = performance.now();
  const ended = await runProcess(process.execPath, ['--import', clockUrl(root), '--import', probe, ...parameters], {
    cwd: root,
    timeout: LONGEST_RUN,
    environment: {
      ...world.clock.environment,
      LAPSE_BENCH_MEMORY: file,
      AWS_ENDPOINT_URL: world.aws.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: world.administrator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: world.administrator.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    },
  });
  const wall = performance.now() - before;
  if (ended.exitCode !== 0) throw new Error(`It ended with ${ended.exitCode}:\n${ended.stdout}\n${ended.stderr}`);
  const memory = Number(readFileSync(file, 'utf8')) / 1024;
  rmSync(file);
  return { stdout: ended.stdout, wall, memory };
}
