import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { ALLOWED, findLicenseFault, listBundled, renderLicenses } from '../../scripts/licenses.js';
import { ROOT } from '../docs/markdown.js';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

const LOCK = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };

/** What an esbuild that bundled these packages would tell. */
function metafileOf(...names: string[]): Metafile {
  const inputs = names.map((name) => [`node_modules/${name}/index.js`, { bytes: 1, imports: [] }]);
  return { inputs: Object.fromEntries(inputs) as Metafile['inputs'], outputs: {} };
}

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lapse-licenses-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function lay(name: string, license: unknown, files: Readonly<Record<string, string>> = { LICENSE: `Text of ${name}` }) {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

describe('a licence that is not on the list keeps a package out', () => {
  test.each<[string, unknown]>([
    ['copyleft', 'GPL-3.0-only'],
    ['copyleft over a network', 'AGPL-3.0-or-later'],
    ['copyleft of libraries', 'LGPL-2.1-only'],
    ['copyleft of files', 'MPL-2.0'],
    ['the source may be seen and not used', 'BUSL-1.1'],
    ['none at all', 'UNLICENSED'],
    ['a file to be read', 'SEE LICENSE IN LICENSE.txt'],
    ['nothing said', undefined],
    ['an empty one', ''],
    ['the old form, a list', [{ type: 'MIT' }]],
    ['copyleft beside another', 'MIT AND GPL-2.0-only'],
    ['an exception that nobody has read', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['put together in ways to be read by people', '(MIT OR GPL-2.0-only) AND LGPL-3.0-only'],
    ['another spelling', 'mit'],
  ])('%s: %j', (_name, license) => {
    expect(findLicenseFault(license)).not.toBeNull();
  });

  test.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT'])('%s does not', (license) => {
    expect(findLicenseFault(license)).toBeNull();
  });

  test('the list itself holds nothing that asks for source', () => {
    expect([...ALLOWED].filter((name) => /GPL|MPL|EPL|CDDL|EUPL|CC-|SSPL|BUSL|OSL/.test(name))).toEqual([]);
  });

  test('and the build fails, naming it', () => {
    lay('viral', 'GPL-3.0-only');
    lay('silent', undefined);
    const building = () => listBundled(metafileOf('viral', 'silent'), root);
    expect(building).toThrow(/viral 1\.0\.0 has the licence GPL-3\.0-only[\s\S]*silent 1\.0\.0 names no licence/);
  });
});

describe('the list of licences', () => {
  test('has each package once, whatever of it is bundled, in the same order whatever comes first', () => {
    for (const name of ['b', '@acme/a', 'Z']) lay(name, 'MIT');
    const inner = 'b/node_modules/@acme/a';
    lay(inner, 'MIT');
    cpSync(join(root, 'node_modules/@acme/a'), join(root, 'node_modules', inner), { recursive: true });
    const one = listBundled(metafileOf('b', '@acme/a', inner, 'Z', 'b/lib'), root);
    const other = listBundled(metafileOf('Z', 'b/lib', inner, '@acme/a', 'b'), root);
    expect(one.map(({ name }) => name)).toEqual(['@acme/a', 'Z', 'b']);
    expect(renderLicenses(other)).toBe(renderLicenses(one));
  });

  test('has a text once that several share, and a notice beside a licence', () => {
    lay('c', 'MIT', { 'license.md': 'The same\r\n', 'NOTICE.txt': 'By carol' });
    lay('d', 'MIT', { COPYING: '\n\nThe same  ' });
    const text = renderLicenses(listBundled(metafileOf('c', 'd'), root));
    expect(text.match(/The same/g)).toHaveLength(1);
    expect(text).toMatch(/c 1\.0\.0\nd 1\.0\.0\n-+\n\nThe same\n/);
    expect(text).toMatch(/c 1\.0\.0\n-+\n\nBy carol\n/);
  });

  test('lends the text of the Apache licence, which names nobody, to whom ships none; no other', () => {
    lay('e', 'Apache-2.0', { LICENSE: '   Apache License\n   Version 2.0' });
    lay('f', 'Apache-2.0', {});
    expect(renderLicenses(listBundled(metafileOf('e', 'f'), root))).toMatch(/e 1\.0\.0\nf 1\.0\.0\n-+\n\n {3}Apache/);
    lay('g', 'MIT', {});
    expect(() => renderLicenses(listBundled(metafileOf('c', 'g'), root))).toThrow(/g 1\.0\.0 ships no text/);
  });
});

describe('what is there', () => {
  const text = readFileSync(join(ROOT, 'action/dist/licenses.txt'), 'utf8');

  test('each package that a bundle names in its comments is listed, as the lock file has it', () => {
    const listed = new Set(
      [...text.matchAll(/^(\S+) (\S+) \([^)]+\)$/gm)].map(([, name, version]) => `${name} ${version}`),
    );
    const folders = new Set<string>();
    for (const name of ['validate', 'provision', 'expire']) {
      const bundle = readFileSync(join(ROOT, `action/dist/${name}.cjs`), 'utf8');
      for (const [, folder = ''] of bundle.matchAll(/^\s*\/\/ ((?:\S+\/)?node_modules\/(?:@[^/\s]+\/)?[^/\s]+)\//gm)) {
        folders.add(folder);
      }
    }
    expect(folders.size).toBeGreaterThan(30);
    for (const folder of folders) {
      const name = folder.split('node_modules/').at(-1);
      expect(listed).toContain(`${name} ${LOCK.packages[folder]?.version}`);
    }
  });

  test('holds no path of a machine', () => {
    expect(text).not.toMatch(/node_modules|\/home\/|\/root\/|\/tmp\/|[A-Z]:\\/);
    expect(text).not.toContain(ROOT);
  });

  test('the package itself holds no code of others: npm brings it', () => {
    const names = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' });
    const scripts = names.filter((name) => name.endsWith('.js'));
    expect(scripts).toEqual(expect.arrayContaining(['app.js', 'cli.js', join('page', 'script.js')]));
    const foreign = scripts.filter((name) =>
      /^\s*\/\/ .*node_modules\//m.test(readFileSync(join(ROOT, 'dist', name), 'utf8')),
    );
    expect(foreign).toEqual([]);
  });

  test('everything that comes with the package by npm has a licence of the list', () => {
    const shipped = Object.entries(LOCK.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
    expect(shipped.length).toBeGreaterThan(100);
    const faults = shipped.map(([path, { license }]) => [path, findLicenseFault(license)]);
    expect(faults.filter(([, fault]) => fault !== null)).toEqual([]);
  });
});
