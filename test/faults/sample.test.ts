import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { runProcess } from '../../sandbox/world/run-process.js';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** On a machine that is busy with other tests. */
const LONGEST = 300_000;
const SAMPLE = 76;

describe('law 11: a run can fail at any point, and the next ones put it right', () => {
  test(
    `in ${SAMPLE} ways, of every kind that npm run test:faults knows`,
    async () => {
      const run = await runProcess(process.execPath, [join(ROOT, 'build/faults.js'), '--sample', String(SAMPLE)], {
        cwd: ROOT,
        environment: {},
        timeout: LONGEST,
      });
      expect(run.stderr).toBe('');
      expect(run.stdout).not.toContain('NOT SURVIVED');
      expect(run.stdout).toContain(`\n${SAMPLE} tried, ${SAMPLE} survived`);
      expect(run.exitCode).toBe(0);
    },
    LONGEST,
  );
});
