/** Sums up what the tests held to GitHub's contract, and fails a whole run that left out a call of our code. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const KEPT = join(HERE, '../../build/contract');

/** @typedef {{ called: string[], answered: string[], queries: number, webhooks: number, violations: number }} Counts */

/** Jest's interface: https://jestjs.io/docs/configuration#custom-reporters. It wants a class, and that as the default. */
export default class ContractReporter {
  #isWhole;
  #kept;
  #folder;
  /** @type {Error | undefined} */
  #error;

  /**
   * @param {{ testPathPatterns: { patterns: string[] }, testNamePattern?: string, onlyChanged: boolean,
   *   findRelatedTests: boolean, shard?: object }} config of Jest
   * @param {{ kept?: string }} options where the counts and their sum are kept
   */
  constructor(config, options = {}) {
    this.#kept = options.kept ?? KEPT;
    this.#folder = join(this.#kept, String(process.pid));
    this.#isWhole =
      config.testPathPatterns.patterns.length === 0 &&
      !config.testNamePattern &&
      !config.onlyChanged &&
      !config.findRelatedTests &&
      config.shard === undefined;
    // The workers inherit it; two runs at once keep their counts apart.
    process.env['CONTRACT_COUNTS'] = this.#folder;
  }

  onRunStart() {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  onRunComplete() {
    const all = readdirSync(this.#folder).map((name) => {
      return /** @type {Counts} */ (JSON.parse(readFileSync(join(this.#folder, name), 'utf8')));
    });
    rmSync(this.#folder, { recursive: true, force: true });
    if (all.length === 0) return;
    const { calls } = JSON.parse(readFileSync(join(HERE, 'github.json'), 'utf8'));
    const called = new Set(all.flatMap((one) => one.called));
    const missing = calls.filter((/** @type {string} */ call) => !called.has(call));
    const sum = (/** @type {'queries' | 'webhooks' | 'violations'} */ key) =>
      all.reduce((total, one) => total + one[key], 0);
    const summary = {
      operations: new Set(all.flatMap((one) => [...one.called, ...one.answered])).size,
      calls: calls.length - missing.length,
      violations: sum('violations'),
      queries: sum('queries'),
      webhooks: sum('webhooks'),
    };
    writeFileSync(join(this.#kept, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    process.stderr.write(
      `contract: ${summary.operations} operations exercised (${summary.calls} of ${calls.length} that our code calls), ` +
        `${summary.violations} violations, ${summary.webhooks} webhooks checked, ${summary.queries} GraphQL requests\n`,
    );
    if (this.#isWhole && missing.length > 0) {
      this.#error = new Error(`contract: no test exercises what the code can call:\n${missing.join('\n')}`);
      process.stderr.write(`${this.#error.message}\n`);
    }
  }

  getLastError() {
    return this.#error;
  }
}
