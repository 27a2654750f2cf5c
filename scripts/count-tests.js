/** Prints `N passed, N failed` from what jest wrote with `--json --outputFile`: `node scripts/count-tests.js FILE`. */
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

const [path = ''] = process.argv.slice(2);
if (!existsSync(path)) {
  // Jest could not even start: that is a failure, and no test has passed.
  console.log('0 passed, 1 failed');
} else {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(path, 'utf8'));
  console.log(`${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`);
}
