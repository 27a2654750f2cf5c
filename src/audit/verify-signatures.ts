import { type FindingList, THE_WHOLE } from './finding-list.js';

/** What git and gpg say of a commit of the evidence. */
export interface EvidenceCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  /** `unchecked`: there is a signature, and no key to hold it against. */
  readonly signature: 'none' | 'unchecked' | 'good' | 'bad';
}

/** As many are named one by one; of further ones, how many they are. */
const MOST_NAMED = 20;

/**
 * The commits of the evidence form one line, and GitHub signed each. Without a key it can be told whether there is a
 * signature, and no more; a branch without any is that of a server that signs nothing, and one of both kinds was
 * written by two.
 *
 * @param commits newest first, down to the first.
 */
export function verifySignatures(commits: readonly EvidenceCommit[], hasKey: boolean, findings: FindingList): void {
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
    findings.doubt('no-signatures', `lapse/evidence ${newest.sha}`, commits.length);
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
