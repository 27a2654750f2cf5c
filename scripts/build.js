/**
 * Builds everything that is run: `node scripts/build.js` all of it, `node scripts/build.js package page actions sandbox`
 * a part. `--check` writes nothing and compares the committed action bundles with what the sources give.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { listBundled, renderLicenses } from './licenses.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The least Node that the package promises (package.json `engines`), and the one that the runners give to an Action. */
const PACKAGE_TARGET = 'node20.18';
const ACTION_TARGET = 'node24';

/** What the HTML report runs in: its readers' browsers. */
const PAGE_TARGET = ['es2022', 'chrome109', 'firefox115', 'safari16.4'];

const ACTIONS = ['validate', 'provision', 'expire'];

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  write: false,
  logLevel: 'error',
  charset: 'utf8',
};

/**
 * The command line and the App. Splitting keeps what a command imports dynamically (the AWS SDK, Octokit) out of the
 * way of those that do not need it.
 * @returns {import('esbuild').BuildOptions}
 */
function packageOptions() {
  return {
    ...COMMON,
    entryPoints: { cli: 'src/cli/main.ts', app: 'src/app/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    target: PACKAGE_TARGET,
    packages: 'external',
    splitting: true,
  };
}

/**
 * The script and the style of the HTML report, which stand in the page as they are. Not minified: whoever gets the page can
 * read what it does.
 * @returns {import('esbuild').BuildOptions}
 */
function pageOptions() {
  return {
    ...COMMON,
    entryPoints: { script: 'src/page/main.ts', style: 'src/page/report.css' },
    outdir: 'dist/page',
    platform: 'browser',
    format: 'iife',
    target: PAGE_TARGET,
  };
}

/**
 * One file an Action, with everything in it: the runner installs nothing. CommonJS, because `@actions/core` calls
 * `require` at run time. Not minified and without absolute paths, so that a reviewer can read it and two machines
 * give the same bytes.
 * @returns {import('esbuild').BuildOptions}
 */
function actionOptions() {
  return {
    ...COMMON,
    entryPoints: Object.fromEntries(ACTIONS.map((name) => [name, `action/${name}/main.ts`])),
    outdir: 'action/dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: ACTION_TARGET,
    legalComments: 'eof',
    define: { 'import.meta.url': '__import_meta_url' },
    banner: { js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;" },
  };
}

/**
 * What `npm run demo`, `npm run bench`, the end-to-end tests and the tests of faults run; never in the package.
 * @returns {import('esbuild').BuildOptions[]}
 */
function sandboxOptions() {
  /** @type {import('esbuild').BuildOptions} */
  const options = { ...COMMON, outdir: 'build', format: 'esm', target: PACKAGE_TARGET, packages: 'external' };
  return [
    {
      ...options,
      entryPoints: { demo: 'sandbox/demo.ts', bench: 'test/bench/main.ts', faults: 'test/faults/main.ts' },
    },
    {
      ...options,
      entryPoints: { clock: 'sandbox/clock.ts', 'kill-at-write': 'test/faults/kill-at-write.ts' },
      outExtension: { '.js': '.mjs' },
    },
  ];
}

/**
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<{ path: string, contents: Uint8Array }[]>}
 */
async function bundle(options) {
  const result = await build(options);
  return result.outputFiles ?? [];
}

/**
 * Writes only what differs, and by renaming: whoever runs a built file meanwhile sees the old one or the new one.
 * @param {{ path: string, contents: Uint8Array }[]} files
 */
async function writeFiles(files) {
  for (const file of files) {
    if (await isSame(file)) continue;
    await mkdir(dirname(file.path), { recursive: true });
    const temporary = `${file.path}.${process.pid}.tmp`;
    await writeFile(temporary, file.contents);
    await rename(temporary, file.path);
  }
}

/** @param {{ path: string, contents: Uint8Array }} file */
async function isSame(file) {
  const before = await readFile(file.path).catch(() => null);
  return before?.equals(file.contents) ?? false;
}

/** @param {{ path: string }[]} files */
async function removeStaleChunks(files) {
  const folder = join(ROOT, 'dist/chunks');
  const wanted = new Set(files.map((file) => file.path));
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (!wanted.has(path) && !name.endsWith('.tmp')) await rm(path, { force: true });
  }
}

async function buildPackage() {
  const files = await bundle(packageOptions());
  await writeFiles(files);
  await removeStaleChunks(files);
  const cli = join(ROOT, 'dist/cli.js');
  if (existsSync(cli)) await chmod(cli, 0o755);
}

async function buildPage() {
  await writeFiles(await bundle(pageOptions()));
}

/** The bundles, and beside them the licences of the packages that are in them. */
async function bundleActions() {
  const { outputFiles = [], metafile } = await build({ ...actionOptions(), metafile: true });
  const contents = Buffer.from(renderLicenses(listBundled(metafile, ROOT)));
  return [...outputFiles, { path: join(ROOT, 'action/dist/licenses.txt'), contents }];
}

async function buildActions() {
  await writeFiles(await bundleActions());
}

async function buildSandbox() {
  for (const options of sandboxOptions()) await writeFiles(await bundle(options));
}

/** The dist check: what git holds (the index, so that it can be asked before a commit) is what the sources give. */
async function checkActions() {
  for (const file of await bundleActions()) {
    const path = relative(ROOT, file.path);
    if (readIndexed(path)?.equals(file.contents)) continue;
    console.error(`${path} is not what the sources give: run \`npm run build\` and commit it`);
    process.exitCode = 1;
  }
}

/**
 * The committed bytes of a file, and not those on the disk: every build rewrites these.
 * @param {string} path
 */
function readIndexed(path) {
  const { status, stdout } = spawnSync('git', ['cat-file', 'blob', `:${path}`], { cwd: ROOT, maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : null;
}

/** @type {Record<string, () => Promise<void>>} */
const PARTS = { package: buildPackage, page: buildPage, actions: buildActions, sandbox: buildSandbox };

/** @param {string[]} wanted */
async function main(wanted) {
  const unknown = wanted.filter((word) => word !== '--check' && !(word in PARTS));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(' ')}; say --check or any of ${Object.keys(PARTS).join(', ')}`);
    process.exitCode = 2;
  } else if (wanted.includes('--check')) {
    await checkActions();
  } else {
    for (const [name, run] of Object.entries(PARTS)) {
      if (wanted.length === 0 || wanted.includes(name)) await run();
    }
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // esbuild has said where and why.
  if (!(error instanceof Error && 'errors' in error)) throw error;
  process.exitCode = 1;
}
