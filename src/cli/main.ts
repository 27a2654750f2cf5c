#!/usr/bin/env node
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from './program.js';

// Whoever reads the results may stop early (`lapse audit | head`); that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await runProgram(
  {
    env: process.env,
    colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
    now: () => Date.now(),
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
    write: (text) => process.stdout.write(text),
    report: (text) => process.stderr.write(text),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  },
  process.argv.slice(2),
);
