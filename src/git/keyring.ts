import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError } from './repository.js';
import { hasCode } from './run-git.js';

const TIMEOUT_MILLISECONDS = 60_000;
const MAXIMUM_OUTPUT_CHARACTERS = 20_000;

/**
 * https://www.gnupg.org/documentation/manuals/gnupg/GPG-Configuration-Options.html: no key is fetched from anywhere, no
 * agent started, and the keys that are there need no web of trust.
 */
const CONFIGURATION = ['no-autostart', 'no-auto-key-retrieve', 'no-auto-check-trustdb', 'trust-model always', 'batch'];

/**
 * A keyring of its own, with the keys of one file and no others, for as long as `action` runs.
 *
 * @param keyFile as `gpg --import` takes it: armoured or binary.
 * @param action is given the folder, as `GNUPGHOME` names it.
 * @throws {GitError} where the file cannot be read, gpg is missing, or it takes no key from the file.
 */
export async function withKeyring<Result>(keyFile: string, action: (home: string) => Promise<Result>): Promise<Result> {
  const keys = await readKeys(keyFile);
  // mkdtemp makes it 0700, which gpg wants: https://nodejs.org/api/fs.html#fspromisesmkdtempprefix-options
  const home = await mkdtemp(join(tmpdir(), 'lapse-keys-'));
  try {
    await writeFile(join(home, 'gpg.conf'), `${CONFIGURATION.join('\n')}\n`, { mode: 0o600 });
    const status = await importKeys(home, keys);
    // https://github.com/gpg/gnupg/blob/master/doc/DETAILS: a line for each key that was taken.
    if (!/^\[GNUPG:\] IMPORT_OK /m.test(status)) throw new GitError(`gpg finds no public key in ${keyFile}`);
    return await action(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function readKeys(keyFile: string): Promise<Uint8Array> {
  try {
    return await readFile(keyFile);
  } catch (cause) {
    throw new GitError(`the key file ${keyFile} cannot be read`, { cause });
  }
}

/** What gpg says of each key. Its exit code says too little: a file with one good key and one bad fails. */
function importKeys(home: string, keys: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('gpg', ['--homedir', home, '--batch', '--no-tty', '--status-fd', '1', '--import'], {
      env: { ...process.env, GNUPGHOME: home, LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // Not spawn's own timeout: its timer holds the process where gpg is missing.
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MILLISECONDS);
    let status = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (status.length < MAXIMUM_OUTPUT_CHARACTERS) status += chunk.toString('utf8');
    });
    child.stdin.on('error', () => {});
    child.on('error', (cause) => {
      clearTimeout(timer);
      const missing = 'gpg was not found: install GnuPG, or put it on the PATH';
      reject(
        new GitError(hasCode(cause, 'ENOENT') ? missing : `gpg could not be started: ${cause.message}`, { cause }),
      );
    });
    child.on('close', () => {
      clearTimeout(timer);
      resolve(status);
    });
    child.stdin.end(keys);
  });
}
