/**
 * Names in the lock file every optional package of another platform that npm left out, because the registry that it
 * asked did not hold it: `npm ci` refuses a lock file that lacks one. Run it after every change of dependencies;
 * `--check` writes nothing and fails where something is missing. Such an entry has a version and no checksum.
 */
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';

const LOCK = new URL('../package-lock.json', import.meta.url);
const SYSTEM = /(?:^|-)(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)/;
const PROCESSOR = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)(?:-|$)/;

/**
 * @typedef {{ version: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Locked
 */

/**
 * Where Node looks for a package from within another one.
 * @param {Record<string, Locked>} packages
 * @param {string} from
 * @param {string} name
 */
function isThere(packages, from, name) {
  const folders = from.split('/node_modules/').map((_, depth, all) => all.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...folders].some((folder) => packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]);
}

/**
 * @param {string} name
 * @param {string} range exact, as packages name their own binaries
 * @param {boolean} isDev
 * @returns {Locked}
 */
function describe(name, range, isDev) {
  const os = SYSTEM.exec(name.split('/').at(-1) ?? name)?.[1];
  const cpu = PROCESSOR.exec(name)?.[1];
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(isDev ? { dev: true } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(name.endsWith('-musl') ? { libc: ['musl'] } : {}),
  };
}

const lock = JSON.parse(await readFile(LOCK, 'utf8'));
/** @type {Record<string, Locked>} */
const packages = lock.packages;
const missing = [];
for (const [path, locked] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(locked.optionalDependencies ?? {})) {
    if (isThere(packages, path, name)) continue;
    missing.push(name);
    packages[`node_modules/${name}`] = describe(name, range, locked.dev === true);
  }
}
if (process.argv.includes('--check')) {
  for (const name of missing) console.error(`package-lock.json lacks ${name}: run \`node scripts/complete-lock.js\``);
  process.exitCode = missing.length === 0 ? 0 : 1;
} else if (missing.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([one], [other]) => (one < other ? -1 : 1)));
  await writeFile(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} optional packages of other platforms`);
}
