/**
 * Looks for holes in the workflows and the Actions with zizmor (https://docs.zizmor.sh): `npm run test:workflows`. It has to
 * find those of broken copies too. Installs it into build/zizmor the first time, and asks nobody else. Exit code 1 where it
 * finds something; 0 with a line that begins with SKIPPED where there is no python3, or zizmor cannot be had from PyPI.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const HOME = join(ROOT, 'build/zizmor');
const REQUIREMENT = join(ROOT, 'scripts/zizmor.txt');
const VERSION = /^zizmor==(\S+)/m.exec(readFileSync(REQUIREMENT, 'utf8'))?.[1];
const LONGEST_RUN = 2 * 60_000;

/** What it has to find: a workflow, what is replaced in it and by what, and the name of the finding. */
const BROKEN = [
  ['ci.yml', /(actions\/checkout)@\S+ # \S+/, '$1@v6', 'unpinned-uses'],
  ['ci.yml', '          persist-credentials: false\n', '', 'artipacked'],
  ['ci.yml', /- run: \.ci\/run/, `- run: echo "\${{ github.event.pull_request.title }}"`, 'template-injection'],
  ['ci.yml', '  pull_request:\n', '  pull_request_target:\n', 'dangerous-triggers'],
  ['ci.yml', 'permissions: {}', 'permissions: write-all', 'excessive-permissions'],
  ['access-provision.yml', / # zizmor: ignore\[self-repository\].*/, '', 'self-repository'],
];

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} [cwd]
 * @returns {{ status: number | null, told: string }}
 */
function run(program, args, cwd = ROOT) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: LONGEST_RUN });
  return { status, told: `${stdout ?? ''}\n${stderr ?? ''}`.trim() || (error?.message ?? `exit code ${status}`) };
}

/** Why zizmor is not to be had here, in one line; null where it is installed. */
function install() {
  const zizmor = join(HOME, 'bin/zizmor');
  if (run(zizmor, ['--version']).told === `zizmor ${VERSION}`) return null;
  const there = run('python3', ['-m', 'venv', HOME]);
  if (there.status !== 0) return `python3 makes no virtual environment (${there.told.split('\n').at(-1)})`;
  // A built file with the checksum that we know, or none: nothing is compiled, and no setup script runs.
  const options = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '15'];
  const safe = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--requirement', REQUIREMENT];
  const installed = run(join(HOME, 'bin/python'), ['-m', 'pip', 'install', ...options, ...safe]);
  return installed.status === 0
    ? null
    : `zizmor ${VERSION} cannot be had from PyPI (${installed.told.split('\n').at(-1)})`;
}

/**
 * What users run and what they copy.
 * @param {string} root
 * @returns {string[]}
 */
function listFiles(root) {
  const workflows = ['.github/workflows', 'docs/workflows'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const actions = readdirSync(join(root, 'action'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist')
    .map((entry) => `action/${entry.name}/action.yml`);
  return ['.github/dependabot.yml', ...workflows, ...actions];
}

/** @param {string} root */
function look(root) {
  const options = [
    '--offline',
    '--strict-collection',
    '--no-progress',
    '--color',
    'never',
    '--persona',
    'pedantic',
    '--quiet',
  ];
  return run(join(HOME, 'bin/zizmor'), [...options, ...listFiles(root)], root);
}

/** One line for each hole that it did not see. */
function listUnseen() {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-workflows-'));
  try {
    return BROKEN.flatMap(([name, found, replaced, finding]) => {
      for (const path of listFiles(ROOT)) {
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        cpSync(join(ROOT, path), join(folder, path));
      }
      const path = join(folder, '.github/workflows', String(name));
      const text = readFileSync(path, 'utf8');
      const broken = text.replace(found, String(replaced));
      if (broken === text) return [`${name} holds no ${found} to break`];
      writeFileSync(path, broken);
      const { status, told } = look(folder);
      return status !== 0 && told.includes(`[${finding}]`) ? [] : [`a ${finding} in ${name} was not found`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main() {
  const missing = install();
  if (missing !== null) {
    const skipped = `SKIPPED: nobody looked for holes in the workflows: ${missing}`;
    console.log(skipped);
    if (process.env.GITHUB_ACTIONS === 'true') console.log(`::warning::${skipped.replace(/\s+/g, ' ')}`);
    return 0;
  }
  const { status, told } = look(ROOT);
  if (status !== 0) {
    console.error(told);
    return 1;
  }
  const unseen = listUnseen();
  for (const line of unseen) console.error(line);
  console.log(
    `zizmor ${VERSION}: ${listFiles(ROOT).length} files without findings, ${BROKEN.length - unseen.length} holes of broken copies found`,
  );
  return unseen.length === 0 ? 0 : 1;
}

process.exitCode = main();
