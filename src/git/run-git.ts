import { spawn } from 'node:child_process';
import { GitError } from './repository.js';

/** A git process that hangs (a lock, a network), and so says nothing, must not hold a run for ever. */
const TIMEOUT_MILLISECONDS = 5 * 60_000;
const MAXIMUM_OUTPUT_BYTES = 1024 * 1024 * 1024;
const MAXIMUM_ERROR_CHARACTERS = 2_000;

/**
 * Settings of the user or of the clone that would change what the commands print or start programs:
 * https://git-scm.com/docs/git-config. `log.follow` makes a log of one path follow renames, `log.showRoot=false` hides
 * what the first commit added, `core.fsmonitor` names a program to run, `diff.orderFile` a file that may not be there, and
 * `core.commitGraph` takes parents and dates from a file beside the commits that no commit's id covers.
 */
const FIXED_SETTINGS = [
  'core.quotePath=false',
  'core.fsmonitor=false',
  'core.commitGraph=false',
  'log.showRoot=true',
  'log.follow=false',
  'log.showSignature=false',
  'diff.orderFile=/dev/null',
].flatMap((setting) => ['-c', setting]);

/** For a git that does not know `GIT_NO_LAZY_FETCH` (2.39.4, 2.44): no protocol is allowed, so nothing is asked or started. */
const NO_TRANSPORT = { GIT_ALLOW_PROTOCOL: '' };

/** What is there and empty would have git advise against grafts. */
const NO_FILE = '/dev/null/none';

/** Kept from the environment: where configuration (such as `safe.directory`) and credentials for fetching are. */
const KEPT_GIT_VARIABLE = /^GIT_(CONFIG_(?!PARAMETERS)|EXEC_PATH$|SSL_|SSH|ASKPASS$|CEILING_DIRECTORIES$)/;

/** What a process gets besides its arguments. */
export interface GitInput {
  /** Written to its standard input. */
  readonly input?: string;
  /** Variables on top of the environment's, for what must not be seen in a list of processes. */
  readonly extra?: Readonly<Record<string, string>>;
}

/**
 * Runs one git process, without a shell, and gives its standard output.
 *
 * @param directory where git works, as `-C` takes it; absolute.
 * @param input written to its standard input.
 * @param extra variables on top of the environment's, for what must not be seen in a list of processes.
 * @throws {GitError} where git is missing, fails, prints too much or takes too long.
 */
export async function runGit(
  directory: string,
  args: readonly string[],
  input = '',
  extra: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const output: Buffer[] = [];
  let size = 0;
  await streamGit(directory, args, { input, extra }, (chunk) => {
    size += chunk.length;
    if (size > MAXIMUM_OUTPUT_BYTES) throw new GitError(`git ${args[0] ?? ''} printed more than can be held`);
    output.push(chunk);
  });
  return Buffer.concat(output, size);
}

/**
 * The same with its output given away chunk by chunk, however much it is: none of it is held.
 *
 * @param take must keep no more of a chunk than it needs; what it throws ends the process and is thrown here.
 * @throws {GitError} where git is missing, fails or is silent for too long.
 */
export function streamGit(
  directory: string,
  args: readonly string[],
  { input = '', extra = {} }: GitInput,
  take: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const command = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? '';
    const child = spawn('git', ['--no-pager', ...FIXED_SETTINGS, '-C', directory, ...args], {
      env: { ...gitEnvironment(process.env), ...(command === 'fetch' ? {} : NO_TRANSPORT), ...extra },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MILLISECONDS);
    let errors = '';
    let refused: unknown = null;
    child.stdout.on('data', (chunk: Buffer) => {
      timer.refresh();
      if (refused !== null) return;
      try {
        take(chunk);
      } catch (error) {
        refused = error;
        child.kill('SIGKILL');
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString('utf8')).slice(0, MAXIMUM_ERROR_CHARACTERS);
    });
    // A git that ends before it has read everything closes the pipe; its exit code says why.
    child.stdin.on('error', () => {});
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new GitError(startFailure(cause), { cause }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (refused !== null) reject(refused);
      else if (code === 0) resolve();
      else reject(new GitError(`git ${command} failed (${signal ?? `exit ${code}`}): ${errors.trim()}`));
    });
    child.stdin.end(input);
  });
}

/** Whether it is an error of Node's with this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function startFailure(cause: Error): string {
  if (hasCode(cause, 'ENOENT')) return 'git was not found: install it, or put it on the PATH';
  return `git could not be started: ${cause.message}`;
}

/**
 * The environment without the variables that point git at another repository, as hooks and other tools set them
 * (`git rev-parse --local-env-vars`), and with fixed answers: English, no prompts, no locks, no grafts by replacement or by
 * a file (https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-infografts), paths that are
 * paths and never patterns, and nothing fetched while something is read, for a partial clone says by itself from where and
 * with which program (https://git-scm.com/docs/git#_environment_variables).
 */
function gitEnvironment(ambient: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(ambient).filter(([name]) => !name.startsWith('GIT_') || KEPT_GIT_VARIABLE.test(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: NO_FILE,
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
}
