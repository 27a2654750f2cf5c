import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'sandbox/node-24';

/**
 * The Node that GitHub's runners give to an Action (`using: node24`): this one, if it is new enough, else the one that
 * `sandbox/node-24` pins, installed on first use. It has a folder of its own, because npm would put it before the
 * machine's Node in every script.
 * @param root the repository's folder.
 * @returns null where there is none for this machine: then the bundles run under the Node that is here, and it is said.
 */
export function findNode24(root: string): string | null {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const binary = join(root, FOLDER, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (!existsSync(binary)) install(root);
  return existsSync(binary) ? binary : null;
}

function install(root: string): void {
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', FOLDER], {
      cwd: root,
      stdio: 'ignore',
      timeout: 120_000,
    });
  } catch {
    // Offline, or no such package for this machine: the caller says so.
  }
}
