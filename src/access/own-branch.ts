/** Branches that only the App writes (design §7). A grant's name holds nothing that git or a path reads as more. */
const REVERT_PREFIX = 'lapse/revert/';
const BATCH = /^lapse\/revert-batch\/([^/]+)$/;
const EXTENSION = /^lapse\/extend\/([^/]+\/[^/]+\/[^/]+)\/(\d{1,15})$/;

/** The branch that takes a request off the default branch. */
export function revertBranch(grant: string): string {
  return `${REVERT_PREFIX}${grant}`;
}

/** The grant whose request a branch takes off; null where it is none of these branches. */
export function readRevertBranch(branch: string): string | null {
  return branch.startsWith(REVERT_PREFIX) ? branch.slice(REVERT_PREFIX.length) : null;
}

/** The branch that takes all ended requests of a system off the default branch (`revert.batch`). */
export function revertBatchBranch(system: string): string {
  return `lapse/revert-batch/${system}`;
}

/** The system whose requests a branch of {@link revertBatchBranch} takes off; null where it is none. */
export function readRevertBatchBranch(branch: string): string | null {
  return BATCH.exec(branch)?.[1] ?? null;
}

/** The branch that moves the end of a grant, as the comment of this id commands. */
export function extensionBranch(grant: string, commentId: number): string {
  return `lapse/extend/${grant}/${commentId}`;
}

/** What a branch of {@link extensionBranch} says; null where it is none. */
export function readExtensionBranch(branch: string): { readonly grant: string; readonly commentId: number } | null {
  const [, grant, comment] = EXTENSION.exec(branch) ?? [];
  return grant === undefined || comment === undefined ? null : { grant, commentId: Number(comment) };
}
