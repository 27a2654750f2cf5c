import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layHistory } from './lay-history.js';

const SIZES = [1_000, 10_000, 100_000] as const;
const LONGEST_RUN = 300_000;
/** Git processes of one audit, whatever there is to tell. */
const MOST_PROCESSES = 24;

/** What somebody asks for. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'all, as CSV': ['audit', '--format', 'csv'],
  'one person': ['audit', '--format', 'csv', '--user', 'p-7'],
  'the story of one person': ['history', 'p-7'],
  'at a time': ['audit', '--format', 'csv', '--at', 'MIDDLE'],
  'all, verified': ['audit', '--format', 'csv', '--verify'],
};

interface Cost {
  readonly seconds: number;
  readonly memory: number;
  readonly processes: number;
  readonly lines: number;
}

/** Written beside git and found before it: says that a git process began, then becomes it. */
const COUNTING_GIT = '#!/bin/sh\necho >> "$LAPSE_BENCH_GIT"\nPATH="$LAPSE_BENCH_PATH" exec git "$@"\n';

const PROBE = `
import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.LAPSE_BENCH_MEMORY, String(process.resourceUsage().maxRSS)));`;

/**
 * The audit of a clone that grows tenfold twice. Gives whether git processes stay the same; seconds and memory are told and
 * never judged, because they are this machine's.
 */
export async function benchAudit(root: string, write: (text: string) => void): Promise<boolean> {
  write('audit: `lapse` as a process on a clone with as many merges as grants, and their evidence\n\n');
  write(row(['question', 'grants', 'seconds', 'times', 'MiB', 'git', 'lines']));
  const processes = new Map<string, number>();
  const first = new Map<string, Cost>();
  let holds = true;
  for (const size of SIZES) {
    const now = Date.now();
    const clone = layHistory(size, now);
    try {
      const middle = new Date(now - (size / 2) * 300_000).toISOString();
      for (const [question, words] of Object.entries(QUESTIONS)) {
        const cost = await measure(
          root,
          clone,
          words.map((word) => (word === 'MIDDLE' ? middle : word)),
        );
        const least = first.get(question) ?? cost;
        first.set(question, least);
        const before = processes.get(question) ?? cost.processes;
        processes.set(question, before);
        holds &&= before === cost.processes && cost.processes <= MOST_PROCESSES;
        const figures = [cost.seconds.toFixed(1), (cost.seconds / least.seconds).toFixed(1), cost.memory.toFixed(0)];
        write(row([question, String(size), ...figures, String(cost.processes), String(cost.lines)]));
      }
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  }
  write(holds ? '\nGit processes do not grow.\n' : '\nGit processes GROW with the grants.\n');
  return holds;
}

function row(cells: readonly string[]): string {
  const widths = [26, 8, 9, 7, 7, 5, 8];
  return `${cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(widths[index] ?? 0))).join('')}\n`;
}

async function measure(root: string, clone: string, words: readonly string[]): Promise<Cost> {
  const folder = join(clone, '.git', 'lapse-bench');
  mkdirSync(folder, { recursive: true });
  const [output, memory, git, errors] = ['output', 'memory', 'git-count', 'errors'].map((name) => join(folder, name));
  if (!output || !memory || !git || !errors) throw new Error('no place to write');
  for (const file of [git, errors]) writeFileSync(file, '');
  writeFileSync(join(folder, 'git'), COUNTING_GIT);
  chmodSync(join(folder, 'git'), 0o755);
  const [out, err] = [openSync(output, 'w'), openSync(errors, 'w')];
  const before = performance.now();
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    const probe = `data:text/javascript,${encodeURIComponent(PROBE)}`;
    const child = spawn(process.execPath, ['--import', probe, join(root, 'dist/cli.js'), '-C', clone, ...words], {
      env: {
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        HOME: process.env['HOME'] ?? '',
        LAPSE_BENCH_PATH: process.env['PATH'] ?? '',
        LAPSE_BENCH_GIT: git,
        LAPSE_BENCH_MEMORY: memory,
      },
      stdio: ['ignore', out, err],
      timeout: LONGEST_RUN,
    });
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = (performance.now() - before) / 1000;
  closeSync(out);
  closeSync(err);
  if (exitCode !== 0)
    throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${readFileSync(errors, 'utf8').slice(0, 4_000)}`);
  return {
    seconds,
    memory: Number(readFileSync(memory, 'utf8')) / 1024,
    processes: readFileSync(git, 'utf8').length,
    lines: countLines(output),
  };
}

function countLines(file: string): number {
  let lines = 0;
  for (const byte of readFileSync(file)) if (byte === 0x0a) lines += 1;
  return lines;
}
