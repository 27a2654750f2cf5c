import { readAccessPath } from '../access/access-path.js';

/** The orphan branch that holds the records; only the App may write it, and nobody may rewrite it (docs/rulesets). */
export const EVIDENCE_BRANCH = 'lapse/evidence';

/** What brings it into a clone. A full name, since `git fetch` takes a tag of the short one before the branch. */
export const FETCH_EVIDENCE = `git fetch origin +refs/heads/${EVIDENCE_BRANCH}:refs/remotes/origin/${EVIDENCE_BRANCH}`;

/** What stands on the branch beside the records, for people who come across it. */
export const EVIDENCE_README = 'README.md';

const FORM = /^(.+)@([0-9a-f]{40})\.json$/;

/** One life of a grant. */
export interface LifeName {
  /** `<system>/<login>/<name>`. */
  readonly grant: string;
  /** The first-parent commit that added its file. */
  readonly addedIn: string;
}

/** Where the record of a life is: `<system>/<login>/<name>@<commit>.json` (design §8). */
export function evidencePath({ grant, addedIn }: LifeName): string {
  return `${grant}@${addedIn}.json`;
}

/** The life that a path is the record of; null where it is none, whatever stands there. */
export function readEvidencePath(path: string): LifeName | null {
  const [, grant, addedIn] = FORM.exec(path) ?? [];
  if (grant === undefined || addedIn === undefined) return null;
  const access = readAccessPath(`access/${grant}.yaml`);
  return access.kind === 'request' && access.grant === grant ? { grant, addedIn } : null;
}
