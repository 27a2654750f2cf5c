import { type FindingList, THE_WHOLE } from './finding-list.js';

/** What git and gpg say of a commit of the evidence. */
export interface EvidenceCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  /** `unchecked`: there is a signature, and no key to hold it against. */
  readonly signature: 'none' | 'unchecked' | 'good' | 'bad';
  readonly authorEmail: string;
}

/** As many are named one by one; of further ones, how many they are. */
const MOST_NAMED = 20;

/**
 * The commits of the evidence form one line, and GitHub signed each. Without a key it can be told whether there is a
 * signature, and no more; one of both kinds was written by two. A branch without any may be that of a server that signs
 * nothing, and github.com is none.
 *
 * @param commits newest first, down to the first.
 * @param isAtGitHub whether the records tell of pull requests at github.com.
 */
export function verifySignatures(
  commits: readonly EvidenceCommit[],
  { hasKey, isAtGitHub }: { readonly hasKey: boolean; readonly isAtGitHub: boolean },
  findings: FindingList,
): void {
  for (const { sha, parents } of commits) {
    if (parents.length < 2) continue;
    const message = 'A commit of the evidence merges another line into it.';
    findings.wrong('evidence-foreign', THE_WHOLE, `lapse/evidence ${sha}`, message);
  }
  const unsigned = commits.filter(({ signature }) => signature === 'none' || signature === 'bad');
  const unchecked = commits.filter(({ signature }) => signature === 'unchecked');
  const [newest] = commits;
  if (newest === undefined) return;
  if (!hasKey && unsigned.length === commits.length) {
    const where = `lapse/evidence ${newest.sha}`;
    const message = `None of the ${commits.length} commits is signed, and the records tell of pull requests at github.com, where each is.`;
    if (isAtGitHub) findings.wrong('evidence-unsigned', THE_WHOLE, where, message);
    else findings.doubt('no-signatures', where, commits.length);
    return;
  }
  for (const { sha, signature } of unsigned.slice(0, MOST_NAMED)) {
    const message = signature === 'bad' ? 'Its signature is not by the key that was given.' : 'It has no signature.';
    findings.wrong('evidence-unsigned', THE_WHOLE, `lapse/evidence ${sha}`, message);
  }
  const further = unsigned[MOST_NAMED];
  if (further !== undefined) {
    const message = `${unsigned.length - MOST_NAMED} more commits of the evidence are not signed as they should be.`;
    findings.wrong('evidence-unsigned', THE_WHOLE, `lapse/evidence ${further.sha}`, message);
  }
  const [first] = unchecked;
  if (first !== undefined) findings.doubt('signatures-unchecked', `lapse/evidence ${first.sha}`, unchecked.length);
}
