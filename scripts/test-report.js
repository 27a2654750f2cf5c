/**
 * Holds the HTML report to a real browser: `npm run test:report`. Takes the Chromium of CHROMIUM_PATH or of this machine, and
 * where there is none installs Debian's, which needs root. Exit code of jest; 1 where there is no browser: nothing is skipped.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const NAMES = ['/usr/bin/chromium', 'chromium', 'google-chrome'];
const ANSWER_MILLISECONDS = 20_000;
const INSTALL_MILLISECONDS = 5 * 60_000;
const TEST_MILLISECONDS = 3 * 60_000;

/** @param {string} program */
function isBrowser(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: ANSWER_MILLISECONDS }).status === 0;
}

/** @returns {string | null} */
function findBrowser() {
  const named = process.env['CHROMIUM_PATH'];
  // Whoever names one means that one.
  if (named) return isBrowser(named) ? named : null;
  return NAMES.find(isBrowser) ?? null;
}

/** Debian's, by its own package manager. */
function installBrowser() {
  const options = { stdio: 'inherit', timeout: INSTALL_MILLISECONDS };
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const words of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    spawnSync('apt-get', ['--quiet', '--quiet', ...words], { ...options, env: environment });
  }
}

/** @returns {string | null} */
function getBrowser() {
  const found = findBrowser();
  if (found !== null || process.env['CHROMIUM_PATH']) return found;
  if (process.getuid?.() === 0) installBrowser();
  return findBrowser();
}

/** @param {string} browser */
async function runJest(browser) {
  // Their names end in .chromium.ts, so that `npm test` does not find them. --testMatch takes all that follows it. One after
  // the other, because they measure.
  const options = ['test/report/', '--runInBand', '--testTimeout', '60000', '--testMatch', '**/*.chromium.ts'];
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), ...options];
  const child = spawn(process.execPath, ['--experimental-vm-modules', ...jest], {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: TEST_MILLISECONDS,
    env: { ...process.env, CHROMIUM_PATH: browser },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function main() {
  const browser = getBrowser();
  if (browser === null) {
    console.error('there is no Chromium: install it (`apt-get install chromium`), or name one in CHROMIUM_PATH');
    return 1;
  }
  const built = spawnSync(process.execPath, [join(ROOT, 'scripts/build.js'), 'page'], { stdio: 'inherit' });
  return built.status === 0 ? runJest(browser) : 1;
}

process.exitCode = await main();
