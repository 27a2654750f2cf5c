/** Says how many hostile cases there were, of each kind, and how many of them got through. */
import { basename, dirname, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * @typedef {{ testFilePath: string, testResults: readonly { status: string }[] }} TestFile
 * @param {readonly TestFile[]} files of a whole run
 * @returns {string} one line; empty where there was no hostile case among them
 */
export function countCases(files) {
  const hostile = files
    .filter(({ testFilePath }) => testFilePath.startsWith(`${HERE}${sep}`))
    .map(({ testFilePath, testResults }) => ({
      kind: basename(testFilePath, '.test.ts').replaceAll('-', ' '),
      cases: testResults.filter(({ status }) => status === 'passed' || status === 'failed'),
    }))
    .filter(({ cases }) => cases.length > 0)
    .sort((one, other) => (one.kind < other.kind ? -1 : 1));
  if (hostile.length === 0) return '';
  const all = hostile.flatMap(({ cases }) => cases);
  const through = all.filter(({ status }) => status === 'failed').length;
  const kinds = hostile.map(({ kind, cases }) => `${kind} ${cases.length}`).join(', ');
  return `hostile: ${all.length} cases, ${through} got through (${kinds})\n`;
}

/** Jest's interface: https://jestjs.io/docs/configuration#custom-reporters. It wants a class, and that as the default. */
export default class HostileReporter {
  /**
   * @param {unknown} _contexts
   * @param {{ testResults: readonly TestFile[] }} results
   */
  onRunComplete(_contexts, results) {
    process.stderr.write(countCases(results.testResults));
  }
}
