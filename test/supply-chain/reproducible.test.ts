import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../docs/markdown.js';

const PARTS = ['src', 'action', 'schemas', 'scripts', 'package.json', 'tsconfig.json'];
const BUILT = ['dist', 'action/dist'];

/** A machine that has nothing in common with this one but the sources and the lock file. */
const FOLDER = 'Ein Ordner/mit Leerzeichen und ü/und einem sehr viel längeren Namen';
const UMASK = '0077';
const ENVIRONMENT = { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati', NODE_ENV: 'production' };

let root = '';
let there: ReadonlyMap<string, Buffer>;
const here = readBuilt(ROOT);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'lapse-reproducible-'));
  there = await buildIn(join(root, FOLDER));
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function buildIn(machine: string): Promise<ReadonlyMap<string, Buffer>> {
  const home = join(machine, 'home');
  mkdirSync(home, { recursive: true });
  for (const part of PARTS) copy(part, machine, (path) => path !== 'action/dist');
  for (const path of listBundled()) copy(path, machine, (name) => !/\.d\.[cm]?ts$|\.map$/.test(name));
  // The tool itself is no part of what it bundles.
  for (const name of ['esbuild', '@esbuild']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(machine, 'node_modules', name));
  }
  const child = spawn(
    'sh',
    ['-c', `umask ${UMASK} && exec "$0" scripts/build.js package page actions`, process.execPath],
    {
      cwd: machine,
      env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, ...ENVIRONMENT },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The build failed: ${told}`);
  return readBuilt(machine);
}

/** The folders of the packages whose code is in the bundles, wherever npm laid them. */
function listBundled(): string[] {
  const listed = readFileSync(join(ROOT, 'action/dist/licenses.txt'), 'utf8').matchAll(/^(\S+) \S+ \([^)]+\)$/gm);
  const names = new Set([...listed].map(([, name = '']) => name));
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.keys(lock.packages).filter(
    (path) => names.has(path.split('node_modules/').at(-1) ?? '') && lock.packages[path]?.dev !== true,
  );
}

/** `isWanted` is asked for paths below this checkout. */
function copy(path: string, machine: string, isWanted: (path: string) => boolean): void {
  mkdirSync(dirname(join(machine, path)), { recursive: true });
  cpSync(join(ROOT, path), join(machine, path), {
    recursive: true,
    filter: (name) => isWanted(relative(ROOT, name)),
  });
}

function readBuilt(machine: string): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const part of BUILT) {
    for (const entry of readdirSync(join(machine, part), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !entry.name.endsWith('.tmp')) files.set(relative(machine, path), readFileSync(path));
    }
  }
  return files;
}

describe('a build in another folder, language, time zone and home', () => {
  test('makes the files that `npm test` made here', () => {
    expect([...there.keys()].sort()).toEqual([...here.keys()].sort());
    const some = ['action/dist/provision.cjs', 'action/dist/licenses.txt', 'dist/app.js', 'dist/page/script.js'];
    expect([...there.keys()]).toEqual(expect.arrayContaining(some));
  });

  test('with the same bytes', () => {
    const differing = [...there].filter(([path, bytes]) => !here.get(path)?.equals(bytes));
    expect(differing.map(([path]) => path)).toEqual([]);
  });

  test('in which no folder of either machine stands', () => {
    for (const [path, bytes] of there) {
      for (const folder of [root, ROOT]) expect([path, bytes.includes(folder)]).toEqual([path, false]);
    }
  });
});
