import { type FindingList, THE_WHOLE } from './finding-list.js';
import type { EvidenceCommit } from './verify-signatures.js';

type Authored = Pick<EvidenceCommit, 'sha' | 'authorEmail'>;

/** As many are named one by one; of further ones, how many they are. */
const MOST_NAMED = 20;

/**
 * An App's address at GitHub, which no person can have, for no login has brackets: `123+lapse[bot]@users.noreply.github.com`.
 * https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
 */
const NO_REPLY = /^(\d+)\+([^@\s]+)@(users\.noreply\.[^@\s]+)$/;

/**
 * One account wrote all of the evidence, and it is an App. GitHub signs whatever is committed through it, by whomever, so
 * a signature alone does not say that; but it covers the author, whom GitHub takes from who was signed in:
 * https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification
 *
 * @param commits newest first, down to the first.
 */
export function verifyAuthors(commits: readonly Authored[], findings: FindingList): void {
  const byAuthor = new Map<string, Authored[]>();
  for (const commit of [...commits].reverse()) {
    const author = accountOf(commit.authorEmail);
    const own = byAuthor.get(author) ?? [];
    byAuthor.set(author, own);
    own.push(commit);
  }
  const [usual] = [...byAuthor].sort(compare);
  if (usual === undefined) return;
  const [author, [first]] = usual;
  if (byAuthor.size === 1 && !isApp(author) && first !== undefined) {
    findings.doubt('evidence-by-person', `lapse/evidence ${first.sha}`, commits.length);
  }
  const others = commits.filter(({ authorEmail }) => accountOf(authorEmail) !== author);
  for (const { sha, authorEmail } of others.slice(0, MOST_NAMED)) {
    const message = `${authorEmail === '' ? 'Nobody who is named' : authorEmail} wrote this commit of the evidence, and ${first?.authorEmail ?? 'another one'} wrote the most.`;
    findings.wrong('evidence-author', THE_WHOLE, `lapse/evidence ${sha}`, message);
  }
  const further = others[MOST_NAMED];
  if (further !== undefined) {
    const message = `${others.length - MOST_NAMED} more commits of the evidence are by others than wrote the most of it.`;
    findings.wrong('evidence-author', THE_WHOLE, `lapse/evidence ${further.sha}`, message);
  }
}

/** An account keeps its number when it is renamed. */
function accountOf(email: string): string {
  const address = email.toLowerCase();
  const [, id, login, host] = NO_REPLY.exec(address) ?? [];
  return id === undefined || login === undefined
    ? address
    : `${login.endsWith('[bot]') ? 'app' : 'user'} ${id} ${host}`;
}

function isApp(account: string): boolean {
  return account.startsWith('app ');
}

/** Apps first, then by how much they wrote; the oldest where that is the same. */
function compare([a, own]: [string, Authored[]], [b, other]: [string, Authored[]]): number {
  return Number(isApp(b)) - Number(isApp(a)) || other.length - own.length;
}
