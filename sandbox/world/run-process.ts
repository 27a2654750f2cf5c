import { type ChildProcess, spawn } from 'node:child_process';

export interface FinishedProcess {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd: string;
  /** All of the environment: nothing of the machine's gets in but what is named here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout?: number;
  /** For whoever wants to end it before its end. */
  readonly onStart?: (child: ChildProcess) => void;
}

const LONGEST_RUN = 60_000;

/** Runs a program to its end, or ends it when its time is up. */
export async function runProcess(
  program: string,
  parameters: readonly string[],
  options: ProcessOptions,
): Promise<FinishedProcess> {
  const child = start(program, parameters, options);
  options.onStart?.(child.process);
  const timer = setTimeout(() => child.process.kill('SIGKILL'), options.timeout ?? LONGEST_RUN);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.process.once('error', reject);
    child.process.once('close', resolve);
  });
  clearTimeout(timer);
  return { exitCode, stdout: child.stdout(), stderr: child.stderr() };
}

export interface RunningProcess {
  readonly process: ChildProcess;
  stdout(): string;
  stderr(): string;
}

/** What still runs when this process ends is ended with it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program without a shell and keeps what it prints. */
export function start(program: string, parameters: readonly string[], options: ProcessOptions): RunningProcess {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...options.environment };
  const child = spawn(program, parameters, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return { process: child, stdout: () => stdout, stderr: () => stderr };
}
