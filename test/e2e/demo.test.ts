import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findNode24 } from '../../sandbox/node24.js';
import { runProcess } from '../../sandbox/world/run-process.js';
import { ROOT } from './start-lapse.js';

const STEPS = [
  'sandbox-started',
  'request-rejected',
  'request-valid',
  'self-approval-ignored',
  'approved',
  'merged',
  'granted',
  'allowed',
  'denied-by-floor',
  'revert-opened',
  'reverted',
  'removed',
  'audited',
];

const LONGEST = 110_000;

describe('npm run demo -- --json', () => {
  test(
    'tells every step as an object on a line of its own, and all go as told, on Node 24',
    async () => {
      const node = findNode24(ROOT);
      // Without a Node 24 for this machine, the Node that runs the tests tells the story.
      const run = await runProcess(node ?? process.execPath, [join(ROOT, 'build/demo.js'), '--json'], {
        cwd: ROOT,
        environment: {},
        timeout: LONGEST,
      });
      const steps = run.stdout
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      expect(steps).toEqual(STEPS.map((step) => expect.objectContaining({ step, ok: true, at: expect.any(String) })));
      expect(run.exitCode).toBe(0);
    },
    LONGEST,
  );

  test('an option that it does not know is told, and ends it with 2', async () => {
    const run = await runProcess(process.execPath, [join(ROOT, 'build/demo.js'), '--jsno'], {
      cwd: ROOT,
      environment: {},
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("'--jsno'");
    expect(run.stderr).not.toContain('    at ');
  });
});
