import type { EvidenceRun } from './record.js';

/**
 * What a commit of the evidence says in its message of the run behind it, for people and for the next run.
 * @param lost the commit that the default branch has lost since, while nobody has confirmed that; null: none.
 */
export function describeRun({ name, commit, startedAt, url }: EvidenceRun, lost: string | null): string {
  const but = lost === null ? '' : `\n\nThe default branch has lost ${lost}, and nobody has confirmed that yet.`;
  return `${name} reconciled ${commit} at ${startedAt}.${but}${url === null ? '' : `\n\n${url}`}`;
}

/** The commit that the default branch has to hold, by the message of the newest commit of the evidence; null: it names none. */
export function readReconciled(message: string): string | null {
  const lost = /^The default branch has lost ([0-9a-f]{40}), /m.exec(message)?.[1];
  return lost ?? /^(?:provision|expire) reconciled ([0-9a-f]{40}) at /m.exec(message)?.[1] ?? null;
}
