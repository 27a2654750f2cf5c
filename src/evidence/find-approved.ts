import type { GrantVersion } from '../access/grant.js';
import type { Window } from '../access/instant.js';
import { clip, type Found } from './find-given.js';
import type { Approval, Approved, EvidenceRecord } from './record.js';
import type { Answers, Life, RunFacts } from './run-facts.js';

/** The approvals that were worked out and that no record tells, oldest first. */
export function findApproved(
  facts: RunFacts,
  records: ReadonlyMap<string, EvidenceRecord>,
  { verdicts }: Answers,
): Found<Approved>[] {
  return [...verdicts].flatMap(([path, { approvals }]) =>
    approvals
      .filter((approval) => !isRecorded(approval, records.get(path)))
      .map((approval) => ({ path, fact: { ...approval, because: clip(approval.because), run: facts.run } })),
  );
}

/**
 * Whether something was given and the record does not say by whose word, nor that nobody can tell: the last version that
 * gave more than the one before has no approval. What was refused by a run before the first that saw it given was approved
 * meanwhile, or was not given for another reason.
 *
 * @param unsettled a rule of refusals that are no last word: GitHub gave no answer.
 */
export function lacksApproval(life: Life, record: EvidenceRecord | undefined, unsettled: string): boolean {
  const order = new Map(life.versions.map(({ commit }, index) => [commit, index]));
  const widened = lastWidening(life.versions);
  const last = life.versions.length - 1;
  const since = record?.events.find(({ kind }) => kind === 'given')?.run.startedAt;
  return !(record?.events ?? []).some((event) => {
    if (event.kind === 'approved') return (order.get(event.version) ?? -1) >= widened;
    const isSettled = event.kind === 'refused' && event.rule !== unsettled && order.get(event.version) === last;
    return isSettled && since !== undefined && event.run.startedAt >= since;
  });
}

/** A version that was refused meanwhile and is approved now has to be told again. */
function isRecorded({ version }: Approval, record: EvidenceRecord | undefined): boolean {
  const last = record?.events.findLast(
    (event) => (event.kind === 'approved' || event.kind === 'refused') && event.version === version,
  );
  return last?.kind === 'approved';
}

function lastWidening(versions: readonly GrantVersion[]): number {
  let found = 0;
  let standing: Window | null = null;
  for (const [index, { window }] of versions.entries()) {
    // What cannot be read gives nothing.
    if (window === null) continue;
    if (standing === null || window.start < standing.start || window.end > standing.end) found = index;
    standing = window;
  }
  return found;
}
