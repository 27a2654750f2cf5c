import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { GitError, type SignedCommit } from '../../src/git/repository.js';
import {
  countGitProcesses,
  removeTemporaryFolders,
  type TemporaryRepository,
  temporaryFolder,
  temporaryRepository,
} from './temporary-repository.js';

interface Signer {
  readonly home: string;
  /** The public key, as GitHub publishes its own. */
  readonly publicKey: string;
}

/** A key without a passphrase, and a keyring in a short path: gpg's agent listens on a socket in it. */
function makeSigner(expires = 'never'): Signer {
  const home = mkdtempSync(join(tmpdir(), 'lk-'));
  const gpg = (...args: string[]): string =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--no-tty', '--passphrase', '', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  gpg('--quick-gen-key', 'acme <acme@acme.example>', 'ed25519', 'sign', expires);
  return { home, publicKey: gpg('--armor', '--export') };
}

function removeSigner({ home }: Signer): void {
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  rmSync(home, { recursive: true, force: true });
}

let acme: Signer;
let mallory: Signer;
beforeAll(() => {
  acme = makeSigner();
  mallory = makeSigner();
});
afterAll(() => {
  for (const signer of [acme, mallory]) removeSigner(signer);
});
afterEach(removeTemporaryFolders);

function keyFile(content: string): string {
  const file = join(temporaryFolder(), 'keys.asc');
  writeFileSync(file, content);
  return file;
}

/** Stores a commit as it is written here, signed over its exact bytes or as it is told. */
function store(
  own: TemporaryRepository,
  parents: readonly string[],
  message: string,
  sign?: (text: string) => string,
  author = 'a <a@acme.example>',
) {
  const tree = own.git('write-tree');
  const head = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  const people = [`author ${author}`, 'committer a <a@acme.example>'].map((who) => `${who} 1762000000 +0000`);
  const unsigned = `${[...head, ...people].join('\n')}\n\n${message}\n`;
  const signature = sign?.(unsigned).trimEnd().replaceAll('\n', '\n ');
  const header = signature === undefined ? '' : `\ngpgsig ${signature}`;
  const text = `${[...head, ...people].join('\n')}${header}\n\n${message}\n`;
  return execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
    cwd: own.directory,
    input: text,
    encoding: 'utf8',
  }).trim();
}

function signWith({ home }: Signer): (text: string) => string {
  return (text) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--no-tty', '--armor', '--detach-sign'], {
      input: text,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
}

async function signaturesOf(own: TemporaryRepository, commit: string, keys: string | null) {
  const repository = await openRepository(own.directory);
  const found = await repository.readSignatures(commit, keys === null ? null : keyFile(keys));
  return found.map(({ signature }) => signature);
}

const SSH = () => '-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n';
const X509 = () => '-----BEGIN SIGNED MESSAGE-----\nMIIB\n-----END SIGNED MESSAGE-----\n';
const RUBBISH = () => '-----BEGIN PGP SIGNATURE-----\n\nrubbish\n-----END PGP SIGNATURE-----\n';

describe('signatures held against a key', () => {
  test.each<
    [string, (() => (text: string) => string) | undefined, SignedCommit['signature'], SignedCommit['signature']]
  >([
    ['is unsigned', undefined, 'none', 'none'],
    ['is signed by the key', () => signWith(acme), 'unchecked', 'good'],
    ['is signed by another key', () => signWith(mallory), 'unchecked', 'bad'],
    ['bears the signature of other bytes', () => (text) => signWith(acme)(`${text}x`), 'unchecked', 'bad'],
    ['is signed with SSH', () => SSH, 'unchecked', 'bad'],
  ])('a commit that %s', async (_what, sign, unchecked, checked) => {
    const own = temporaryRepository();
    const commit = store(own, [], 'one', sign?.());
    expect(await signaturesOf(own, commit, null)).toEqual([unchecked]);
    expect(await signaturesOf(own, commit, acme.publicKey)).toEqual([checked]);
  });

  test.each([
    ['X.509', X509],
    ['rubbish', RUBBISH],
  ])('a signature that is %s is never a good one', async (_what, sign) => {
    const own = temporaryRepository();
    const commit = store(own, [], 'one', sign);
    expect(await signaturesOf(own, commit, null)).toEqual(['unchecked']);
    expect(['none', 'bad']).toContain((await signaturesOf(own, commit, acme.publicKey))[0]);
  });

  test('a message that looks like a signature is none', async () => {
    const own = temporaryRepository();
    const commit = store(own, [], `parent ${'1'.repeat(40)}\ngpgsig ${RUBBISH()}`);
    expect(await signaturesOf(own, commit, null)).toEqual(['none']);
    expect(await signaturesOf(own, commit, acme.publicKey)).toEqual(['none']);
  });

  test('a key that has run out since still made a good signature', async () => {
    const short = makeSigner('seconds=2');
    try {
      const own = temporaryRepository();
      const commit = store(own, [], 'one', signWith(short));
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(await signaturesOf(own, commit, short.publicKey)).toEqual(['good']);
    } finally {
      removeSigner(short);
    }
  });

  test('the line is told newest first with its parents, and what a merge brought is not on it', async () => {
    const own = temporaryRepository();
    const root = store(own, [], 'root', signWith(acme));
    const side = store(own, [root], 'side');
    const merge = store(own, [root, side], 'merge', signWith(acme));
    const repository = await openRepository(own.directory);
    const expected = (signature: SignedCommit['signature']): SignedCommit[] => [
      { sha: merge, parents: [root, side], signature, authorEmail: 'a@acme.example' },
      { sha: root, parents: [], signature, authorEmail: 'a@acme.example' },
    ];
    expect(await repository.readSignatures(merge, null)).toEqual(expected('unchecked'));
    expect(await repository.readSignatures(merge, keyFile(acme.publicKey))).toEqual(expected('good'));
  });
});

describe('the author of a commit', () => {
  const LAPSE = 'lapse[bot] <900+lapse[bot]@users.noreply.github.com>';
  test.each([
    ['is the one of the header', LAPSE, 'one', '900+lapse[bot]@users.noreply.github.com'],
    ['is not who the message says', 'a <a@acme.example>', `author ${LAPSE} 1 +0000`, 'a@acme.example'],
    ['has no address', 'a <>', 'one', ''],
    ['has no name', '<a@acme.example>', 'one', 'a@acme.example'],
  ])('%s', async (_what, author, message, email) => {
    const own = temporaryRepository();
    const commit = store(own, [], message, undefined, author);
    const repository = await openRepository(own.directory);
    expect(await repository.readSignatures(commit, null)).toMatchObject([{ authorEmail: email }]);
    const checked = await repository.readSignatures(commit, keyFile(acme.publicKey));
    expect(checked).toMatchObject([{ authorEmail: email }]);
  });
});

describe('what cannot be checked', () => {
  test('a key file that is not there', async () => {
    const own = temporaryRepository();
    const commit = store(own, [], 'one');
    const repository = await openRepository(own.directory);
    const reading = repository.readSignatures(commit, join(temporaryFolder(), 'nowhere.asc'));
    await expect(reading).rejects.toThrow(/nowhere\.asc cannot be read/);
    await expect(reading).rejects.toBeInstanceOf(GitError);
  });

  test.each(['', 'no key', RUBBISH()])('a key file that holds no key: %j', async (content) => {
    const own = temporaryRepository();
    await expect(signaturesOf(own, store(own, [], 'one'), content)).rejects.toThrow('gpg finds no public key in');
  });

  test('a machine without gpg is told to install it', async () => {
    const own = temporaryRepository();
    const commit = store(own, [], 'one');
    const folder = temporaryFolder();
    symlinkSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(folder, 'git'));
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      expect(await signaturesOf(own, commit, null)).toEqual(['none']);
      await expect(signaturesOf(own, commit, acme.publicKey)).rejects.toThrow('gpg was not found: install GnuPG');
    } finally {
      process.env['PATH'] = path;
    }
  });

  test.each(['--all', 'HEAD', ''])('%j is no commit', async (commit) => {
    const own = temporaryRepository();
    own.commit('one');
    await expect(signaturesOf(own, commit, null)).rejects.toThrow('not a SHA-1 object id');
  });
});

test('nothing that the clone says for itself starts a program or changes the verdict', async () => {
  const own = temporaryRepository();
  const evil = join(temporaryFolder(), 'evil');
  const trace = join(temporaryFolder(), 'trace');
  writeFileSync(evil, `#!/bin/sh\necho started >> '${trace}'\necho '[GNUPG:] GOODSIG 1 a'\nexit 0\n`);
  chmodSync(evil, 0o755);
  const programs = ['gpg.program', 'gpg.openpgp.program', 'gpg.x509.program', 'gpg.ssh.program'];
  for (const name of programs) own.git('config', name, evil);
  own.git('config', 'gpg.format', 'ssh');
  own.git('config', 'gpg.minTrustLevel', 'ultimate');
  own.git('config', 'log.showSignature', 'true');
  const line: string[] = [];
  for (const sign of [signWith(acme), signWith(mallory), SSH, X509]) line.push(store(own, line.slice(-1), 'one', sign));
  const [x509, ...older] = await signaturesOf(own, line.at(-1) ?? '', acme.publicKey);
  expect(older).toEqual(['bad', 'bad', 'good']);
  expect(x509).not.toBe('good');
  expect(existsSync(trace)).toBe(false);
});

test('the keys of whoever runs it do not count, and their keyring is left as it was', async () => {
  const own = temporaryRepository();
  const commit = store(own, [], 'one', signWith(mallory));
  const before = readdirSync(mallory.home);
  process.env['GNUPGHOME'] = mallory.home;
  try {
    expect(await signaturesOf(own, commit, acme.publicKey)).toEqual(['bad']);
  } finally {
    delete process.env['GNUPGHOME'];
  }
  expect(readdirSync(mallory.home)).toEqual(before);
});

test('the temporary keyring is readable by nobody else, and gone afterwards', async () => {
  const own = temporaryRepository();
  const commit = store(own, [], 'one', signWith(acme));
  const bin = temporaryFolder();
  const log = join(bin, 'log');
  const real = execFileSync('sh', ['-c', 'command -v gpg'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'gpg'), `#!/bin/sh\nstat -c '%a %n' "$GNUPGHOME" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, 'gpg'), 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${bin}:${path}`;
  try {
    expect(await signaturesOf(own, commit, acme.publicKey)).toEqual(['good']);
    await expect(signaturesOf(own, commit, 'no key')).rejects.toThrow('no public key');
  } finally {
    process.env['PATH'] = path;
  }
  const homes = readFileSync(log, 'utf8').trim().split('\n');
  expect(homes.map((line) => line.split(' ')[0])).toEqual(['700', '700', '700']);
  expect(new Set(homes).size).toBe(2);
  for (const line of homes) expect(existsSync(line.slice('700 '.length))).toBe(false);
});

test('it is one git process, with a key and without, for 1 commit and for 5', async () => {
  const own = temporaryRepository();
  const line: string[] = [];
  for (let n = 0; n < 5; n += 1) line.push(store(own, line.slice(-1), String(n), signWith(acme)));
  const repository = await openRepository(own.directory);
  const keys = keyFile(acme.publicKey);
  for (const commit of [line[0] ?? '', line[4] ?? '']) {
    for (const file of [null, keys]) {
      expect(await countGitProcesses(() => repository.readSignatures(commit, file))).toBe(1);
    }
  }
});
