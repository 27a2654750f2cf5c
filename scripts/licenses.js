/** Which licences may come with Lapse, and the list of those that the Actions' bundles carry: `action/dist/licenses.txt`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Licences by their SPDX names (https://spdx.org/licenses/) under which we may hand on the work of others under our own,
 * and which ask for no more than that their text goes with it. What asks for the source of what it is put into (GPL, AGPL,
 * LGPL, MPL, EPL) is not among them, nor is what is no licence of software.
 */
export const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
]);

const TEXT = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;
const FOLDER_OF_PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const RULE = '-'.repeat(80);

/**
 * @typedef {{ name: string, version: string, license: string, texts: string[] }} Bundled
 */

/**
 * What stands against a package's licence; null where nothing does. Of `A OR B` one may be taken, of `A AND B` both hold; what
 * is put together otherwise is for people to read.
 * @param {unknown} license as package.json names it
 * @returns {string | null}
 */
export function findLicenseFault(license) {
  if (typeof license !== 'string' || license.trim() === '') return 'names no licence';
  const terms = license.replace(/^\((.*)\)$/, '$1');
  const isAllowed = terms.includes(' AND ')
    ? terms.split(' AND ').every((term) => ALLOWED.has(term))
    : terms.split(' OR ').some((term) => ALLOWED.has(term));
  return isAllowed ? null : `has the licence ${license}, which is not on the list in scripts/licenses.js`;
}

/**
 * The packages that took part in a bundle, in the order of their names.
 * @param {import('esbuild').Metafile} metafile
 * @param {string} root the folder that the metafile's paths are below
 * @returns {Bundled[]}
 * @throws {Error} naming each package whose licence is not allowed
 */
export function listBundled(metafile, root) {
  const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => FOLDER_OF_PACKAGE.exec(path)?.[0] ?? []));
  const keyOf = (/** @type {Bundled} */ { name, version }) => `${name} ${version}`;
  // One of a name and version, wherever npm laid it.
  const all = [
    ...new Map([...folders].map((folder) => readPackage(join(root, folder))).map((one) => [keyOf(one), one])).values(),
  ];
  const faults = all.flatMap(({ name, version, license }) => {
    const fault = findLicenseFault(license);
    return fault === null ? [] : [`${name} ${version} ${fault}`];
  });
  if (faults.length > 0) throw new Error(`these may not be bundled:\n${faults.join('\n')}`);
  // By code units, which no locale changes.
  return all.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/**
 * @param {string} folder
 * @returns {Bundled}
 */
function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => TEXT.test(file));
  const texts = files.sort().map((file) => tidy(readFileSync(join(folder, file), 'utf8')));
  return { name, version, license, texts };
}

/**
 * Without what editors leave behind, so that equal texts are found equal.
 * @param {string} text
 */
function tidy(text) {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/**
 * One text for all that have it, in the order of the first of them. A package that ships none has the text of its licence from
 * one that does.
 * @param {readonly Bundled[]} packages
 * @returns {string}
 */
export function renderLicenses(packages) {
  const list = packages.map(({ name, version, license }) => `${name} ${version} (${license})`);
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const one of packages) {
    for (const text of one.texts.length > 0 ? one.texts : [borrowText(one, packages)]) {
      byText.set(text, [...(byText.get(text) ?? []), `${one.name} ${one.version}`]);
    }
  }
  const texts = [...byText].map(([text, names]) => `${RULE}\n${names.join('\n')}\n${RULE}\n\n${text}\n`);
  const head = 'The bundles of this folder contain the packages below, each under its own licence.\n';
  return `${head}\n${list.join('\n')}\n\n${texts.join('\n')}`;
}

/**
 * Only of a licence whose text is the same for everybody: those that name their holder cannot be borrowed.
 * @param {Bundled} wanted
 * @param {readonly Bundled[]} packages
 * @returns {string}
 */
function borrowText({ name, version, license }, packages) {
  const found = packages.find((other) => other.license === license && /^ *Apache License\n/.test(other.texts[0] ?? ''));
  if (license !== 'Apache-2.0' || found?.texts[0] === undefined)
    throw new Error(`${name} ${version} ships no text of its licence`);
  return found.texts[0];
}
