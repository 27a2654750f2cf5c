import type { Grant } from '../access/grant.js';
import type { Refusal } from '../plan/run-report.js';
import { clip, type Found } from './find-given.js';
import type { RunIndex } from './index-run.js';
import type { EvidenceRecord, Refused } from './record.js';
import type { Answers, RunFacts } from './run-facts.js';

/** Why a grant is not given. */
type Reason = Pick<Refusal, 'rule' | 'message' | 'pullRequest'>;

/** What is not given and why, as far as that is not the last word of the record already. */
export function findRefused(
  facts: RunFacts,
  index: RunIndex,
  records: ReadonlyMap<string, EvidenceRecord>,
  { verdicts }: Answers,
): Found<Refused>[] {
  const reasons = new Map<string, Reason>();
  for (const [path, grant] of index.standing) {
    const reason = findFault(grant, facts) ?? findUnread(grant, facts, records.get(path));
    if (reason !== null) reasons.set(path, reason);
  }
  for (const [path, { refusal }] of verdicts) if (refusal !== null) reasons.set(path, refusal);
  for (const refusal of facts.refusals) {
    const path = refusal.grant === null ? undefined : index.standingOf(refusal.grant);
    if (path !== undefined) reasons.set(path, refusal);
  }
  return [...reasons].flatMap(([path, { rule, message, pullRequest }]): Found<Refused>[] => {
    const version = index.lives.get(path)?.versions.at(-1)?.commit;
    if (version === undefined) return [];
    const fact: Refused = { kind: 'refused', version, rule, message: clip(message), pullRequest, run: facts.run };
    return isLastWord(fact, records.get(path)) ? [] : [{ path, fact }];
  });
}

/** The first thing that is wrong with a request; null where nothing is, or it is over and was given before. */
function findFault(grant: Grant, { problems, startedAt }: RunFacts): Reason | null {
  const { state, window, path } = grant;
  const wasNever = window !== null && window.end <= window.start;
  const isOver = state === 'expired' || (window !== null && window.end <= startedAt);
  if (isOver && !(wasNever && state === 'invalid')) return null;
  const problem = problems.find((one) => one.severity === 'error' && one.path === path);
  return problem === undefined ? null : { rule: problem.rule, message: problem.message, pullRequest: null };
}

/**
 * That the target could not be read, where nothing else is recorded of the version that should give access now: else a life
 * that was over before the target came back would have no record at all. What was given already is there, or is not, whether
 * or not somebody can look.
 */
function findUnread(
  { system, state, versions }: Grant,
  { refusals }: RunFacts,
  record: EvidenceRecord | undefined,
): Reason | null {
  if (state !== 'active') return null;
  const version = versions.at(-1)?.commit;
  const isTold = (record?.events ?? []).some((event) =>
    event.kind === 'approved' || event.kind === 'refused' ? event.version === version : true,
  );
  if (isTold) return null;
  return refusals.find((refusal) => refusal.grant === null && refusal.system === system) ?? null;
}

/** Not by its message, which may name a request or a time and so be another in every run. */
function isLastWord(fact: Refused, record: EvidenceRecord | undefined): boolean {
  const last = record?.events.findLast(({ kind }) => kind === 'approved' || kind === 'refused' || kind === 'given');
  if (last?.kind !== 'refused') return false;
  return last.version === fact.version && last.rule === fact.rule;
}
