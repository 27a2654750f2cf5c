import { spawn } from 'node:child_process';

export interface GitRun {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The environment of every git process: no configuration but the repository's own, no prompts, UTC. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Runs git without a shell and gives its exit code; throws only when git cannot be started. */
export function tryGit(
  directory: string,
  args: readonly string[],
  input?: string | Buffer,
  environment: Readonly<Record<string, string>> = {},
): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir', directory, ...args], { env: { ...gitEnvironment, ...environment } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause) => reject(new Error('git could not be started', { cause })));
    child.on('close', (code) =>
      resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') }),
    );
    // git may leave without reading all of its input; its exit code tells what matters.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** As `tryGit`, but throws where git's exit code is not 0. */
export async function runGit(
  directory: string,
  args: readonly string[],
  input?: string | Buffer,
  environment?: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const run = await tryGit(directory, args, input, environment);
  if (run.code !== 0) throw new Error(`git ${args[0] ?? ''} ended with ${run.code}: ${run.stderr.trim()}`);
  return run.stdout;
}

/** The fields of git's NUL-separated output. */
export function splitNul(output: Buffer): string[] {
  const fields = output.toString('utf8').split('\0');
  if (fields.at(-1) === '') fields.pop();
  return fields;
}
