/**
 * Writes what the package and the bundles are made of to build/sbom.cdx.json, as CycloneDX: `npm run sbom`. The list is npm's
 * own, without what only development takes; that it is the lock file's is checked here. Exit code 1 where it is not.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(ROOT, 'build/sbom.cdx.json');

/**
 * @typedef {{ 'bom-ref': string, name: string, version: string, purl?: string, licenses?: object[],
 *   properties?: { name: string, value: string }[] }} Component
 * @typedef {{ components: Component[], dependencies: { ref: string, dependsOn: string[] }[] }} Sbom
 */

/**
 * What npm installs without the tools of development: `name@version` each.
 * @returns {Set<string>}
 */
function listLocked() {
  /** @type {Record<string, { version: string, dev?: boolean }>} */
  const packages = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  return new Set(shipped.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`));
}

/** @returns {Set<string>} */
function listBundled() {
  const text = readFileSync(join(ROOT, 'action/dist/licenses.txt'), 'utf8');
  return new Set([...text.matchAll(/^(\S+) (\S+) \([^)]+\)$/gm)].map(([, name, version]) => `${name}@${version}`));
}

/**
 * Without the tools of development. `npm sbom --omit dev` drops what they share with us as well (npm 11.19).
 * @param {Sbom} sbom
 * @returns {Sbom}
 */
function omitDevelopment(sbom) {
  const isTool = (/** @type {Component} */ { properties = [] }) =>
    properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
  const tools = new Set(sbom.components.filter(isTool).map((component) => component['bom-ref']));
  const isOurs = (/** @type {string} */ ref) => !tools.has(ref);
  return {
    ...sbom,
    components: sbom.components.filter((component) => isOurs(component['bom-ref'])),
    dependencies: sbom.dependencies
      .filter(({ ref }) => isOurs(ref))
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter(isOurs) })),
  };
}

function main() {
  const options = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const { status, stdout, stderr } = spawnSync('npm', options, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) {
    console.error(`npm makes no list: ${stderr.trim()}`);
    return 1;
  }
  const sbom = omitDevelopment(JSON.parse(stdout));
  const named = new Set(sbom.components.map(({ name, version }) => `${name}@${version}`));
  const locked = listLocked();
  const faults = [
    ...[...locked].filter((one) => !named.has(one)).map((one) => `${one} is locked and not listed`),
    ...[...named].filter((one) => !locked.has(one)).map((one) => `${one} is listed and not locked`),
    ...[...listBundled()].filter((one) => !named.has(one)).map((one) => `${one} is bundled and not listed`),
    ...sbom.components.filter(({ purl }) => !purl?.startsWith('pkg:npm/')).map(({ name }) => `${name} has no address`),
    ...sbom.components.filter(({ licenses = [] }) => licenses.length === 0).map(({ name }) => `${name} has no licence`),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) return 1;
  mkdirSync(dirname(TARGET), { recursive: true });
  writeFileSync(TARGET, `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`build/sbom.cdx.json: ${sbom.components.length} packages, as locked`);
  return 0;
}

process.exitCode = main();
