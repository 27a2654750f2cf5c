import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../docs/markdown.js';

interface Locked {
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
}

/**
 * What would run code at an installation, and why it works without: esbuild's and swc's scripts only look whether the binary
 * of this machine, an optional package of its own, is there; @parcel/watcher builds one that nothing of ours loads.
 */
const KNOWN = ['@parcel/watcher', '@swc/core', 'esbuild'];

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const installed = Object.entries(packages).filter(([path]) => path !== '');

describe('install scripts', () => {
  test('are off for whoever installs from this checkout', () => {
    expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).not.toMatch(/ignore-scripts=false|npm rebuild/);
  });

  test('are not waited for by our own package: what it needs it builds when it is told to', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const hooks = Object.keys(scripts).filter((name) => /^(pre|post)/.test(name) || /^(install|prepare)$/.test(name));
    expect(hooks).toEqual([]);
    for (const name of ['test', 'demo']) expect(scripts[name]).toMatch(/^node scripts\/build\.js && /);
  });

  test('are those that somebody has read, and none of what comes with the package', () => {
    const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = withScript.map(([path]) => path.split('node_modules/').at(-1) ?? '');
    expect(names.sort()).toEqual(KNOWN);
    expect(withScript.filter(([, { dev }]) => dev !== true)).toEqual([]);
  });
});

describe('the lock file', () => {
  test('has a checksum of everything but the optional binaries of other machines', () => {
    const bare = installed.filter(
      ([, { integrity, optional }]) => optional !== true && !/^sha512-/.test(integrity ?? ''),
    );
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('has a checksum of everything that comes with the package', () => {
    const bare = installed.filter(([, { dev, integrity }]) => dev !== true && !/^sha512-/.test(integrity ?? ''));
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('names no address, so that everything comes from the registry of whoever installs', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
