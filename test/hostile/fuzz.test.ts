import { afterAll, describe, expect, test } from '@jest/globals';
import { type FuzzReport, renderReports } from '../fuzz/fuzzed.js';
import { FUZZED } from '../fuzz/parsers.js';
import { FUZZ } from '../fuzz/settings.js';

/**
 * Law 10: whatever a stranger writes, a parser neither throws nor hangs, nor takes what the schema refuses. `npm run test:fuzz`
 * tries 10,000 of each and prints the figures of docs/reliability.md.
 */
describe.each(FUZZED.filter(({ name }) => FUZZ.only === null || name === FUZZ.only))('$name', (fuzzed) => {
  test(
    `holds for ${FUZZ.cases} inputs`,
    async () => {
      const report = await fuzzed.run();
      reports.push(report);
      expect(report.cases).toBe(FUZZ.cases);
      // Of one sort alone they would show nothing.
      expect(report.accepted).toBeGreaterThan(FUZZ.cases / 50);
      expect(report.accepted).toBeLessThan((FUZZ.cases * 49) / 50);
    },
    60 * 60_000,
  );
});

const reports: FuzzReport[] = [];

afterAll(() => {
  if (FUZZ.isFull) process.stderr.write(`\n${renderReports(reports)}\n`);
});
