/**
 * Holds the aws-iam provider and the sandbox to moto, an independent IAM and STS (https://docs.getmoto.org):
 * `npm run test:aws`. Installs moto into build/moto the first time. Exit code of jest; 0 with a line that begins with
 * SKIPPED where there is no python3, or moto cannot be had from PyPI.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MOTO = '5.2.5';
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const HOME = join(ROOT, 'build/moto');
const INSTALL_MILLISECONDS = 5 * 60_000;
const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 5_000;

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {{ fault: string | null, told: string }} `fault`: why it failed, in one line
 */
function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: INSTALL_MILLISECONDS,
  });
  if (error === undefined && status === 0) return { fault: null, told: stdout.trim() };
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').at(-1);
  return { fault: error?.message || said || `exit code ${status}`, told: '' };
}

/** Why moto is not to be had here, in one line; null where it is installed. */
function installMoto() {
  const python = join(HOME, 'bin/python');
  const version = ['-c', 'from importlib.metadata import version; print(version("moto"))'];
  if (run(python, version).told === MOTO) return null;
  const there = run('python3', ['-m', 'venv', HOME]);
  if (there.fault !== null) return `python3 makes no virtual environment (${there.fault})`;
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '15'];
  const installed = run(python, ['-m', 'pip', 'install', ...options, `moto[server]==${MOTO}`]);
  return installed.fault === null ? null : `moto ${MOTO} cannot be had from PyPI (${installed.fault})`;
}

async function findFreePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/**
 * Waits until moto answers.
 * @param {import('node:child_process').ChildProcess} moto
 * @param {string} url
 */
async function waitFor(moto, url) {
  const deadline = Date.now() + START_MILLISECONDS;
  while (Date.now() < deadline && isRunning(moto)) {
    const answer = await fetch(`${url}/moto-api/data.json`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(isRunning(moto) ? `moto does not answer at ${url}` : `moto ended with exit code ${moto.exitCode}`);
}

/** @param {import('node:child_process').ChildProcess} child */
function isRunning(child) {
  return child.exitCode === null && child.signalCode === null;
}

/** @param {import('node:child_process').ChildProcess} child */
async function stop(child) {
  if (!isRunning(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}

/** @param {string} url */
async function runJest(url) {
  // Their names end in .moto.ts, so that `npm test` does not find them. --testMatch takes all that follows it.
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), 'test/aws/', '--runInBand', '--testMatch', '**/*.moto.ts'];
  const child = spawn(process.execPath, ['--experimental-vm-modules', ...jest], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, MOTO_URL: url },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function main() {
  const missing = installMoto();
  if (missing !== null) {
    console.log(`SKIPPED: nothing was compared with moto: ${missing}`);
    return 0;
  }
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  // Its log names every request; what it says when it falls goes to standard error of its own accord.
  const moto = spawn(join(HOME, 'bin/moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const interrupt = () => {
    moto.kill('SIGKILL');
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await waitFor(moto, url);
    return await runJest(url);
  } finally {
    await stop(moto);
  }
}

process.exitCode = await main();
