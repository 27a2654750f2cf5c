import { withKeyring } from './keyring.js';
import { requireObjectId } from './object-id.js';
import { GitError, type SignedCommit } from './repository.js';
import { runGit } from './run-git.js';

/**
 * What the clone says for itself would decide which program judges a signature, and by which keys
 * (https://git-scm.com/docs/git-config#Documentation/git-config.txt-gpgprogram). GitHub signs with OpenPGP alone
 * (https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification),
 * so whatever else a commit is signed with is judged by nothing: no program, and no key that is trusted.
 */
const FIXED_SETTINGS = [
  'gpg.format=openpgp',
  'gpg.program=gpg',
  'gpg.openpgp.program=gpg',
  'gpg.x509.program=/dev/null',
  'gpg.ssh.program=/dev/null',
  'gpg.ssh.allowedSignersFile=/dev/null',
  'gpg.ssh.revocationFile=',
  'gpg.minTrustLevel=undefined',
].flatMap((setting) => ['-c', setting]);

/**
 * The signatures of a commit and its ancestors along the first-parent line, newest first: one git process.
 *
 * @param keyFile the keys that count, as `gpg --import` takes them; null: only whether there is a signature.
 * @throws {GitError} where gpg is missing or takes no key from the file.
 */
export async function readSignatures(
  directory: string,
  commit: string,
  keyFile: string | null,
): Promise<SignedCommit[]> {
  const start = requireObjectId(commit);
  if (keyFile === null) return readUnchecked(directory, start);
  return withKeyring(keyFile, (home) => readChecked(directory, start, home));
}

/**
 * Each commit behind its id, as it is stored but with its message indented, so that no line of that looks like one of the
 * header: https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---header
 */
async function readUnchecked(directory: string, commit: string): Promise<SignedCommit[]> {
  const output = await runGit(directory, ['rev-list', '--first-parent', '--header', commit, '--']);
  return records(output).map((record) => {
    const [sha = '', ...lines] = record.split('\n');
    const parents = lines.filter((line) => line.startsWith('parent ')).map((line) => line.slice('parent '.length));
    const isSigned = lines.some((line) => line.startsWith('gpgsig '));
    return {
      sha: requireObjectId(sha),
      parents: parents.map(requireObjectId),
      signature: isSigned ? 'unchecked' : 'none',
      authorEmail: /^author [^<>]*<([^<>]*)>/.exec(lines.find((line) => line.startsWith('author ')) ?? '')?.[1] ?? '',
    };
  });
}

async function readChecked(directory: string, commit: string, home: string): Promise<SignedCommit[]> {
  const log = ['log', '--first-parent', '--no-color', '-z', '--format=%H%n%P%n%G?%n%ae', commit, '--'];
  const output = await runGit(directory, [...FIXED_SETTINGS, ...log], '', { GNUPGHOME: home });
  return records(output).map((record) => {
    const [sha = '', parents = '', verdict = '', authorEmail = ''] = record.split('\n');
    return {
      sha: requireObjectId(sha),
      parents: parents === '' ? [] : parents.split(' ').map(requireObjectId),
      signature: judge(verdict),
      authorEmail,
    };
  });
}

/**
 * The letters of `%G?` (https://git-scm.com/docs/git-log#Documentation/git-log.txt-G). A good signature stays one when its
 * key runs out (`Y`), as GitHub's own have. One that was made to hold for a while only (`X`), with a key that was taken
 * back (`R`), or with none of the keys that count (`E`) is none to rely on.
 */
function judge(verdict: string): SignedCommit['signature'] {
  switch (verdict) {
    case 'G':
    case 'U':
    case 'Y':
      return 'good';
    case 'N':
      return 'none';
    case 'B':
    case 'E':
    case 'R':
    case 'X':
      return 'bad';
    default:
      throw new GitError(`git log printed ${JSON.stringify(verdict.slice(0, 80))} for a signature`);
  }
}

/** What is parted by NUL; no commit can hold one. */
function records(output: Buffer): string[] {
  const parts = output.toString('utf8').split('\0');
  // Some forms end in NUL, some part by it.
  return parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}
