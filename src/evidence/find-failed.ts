import { grantsOf } from '../plan/change.js';
import { clip, type Found } from './find-given.js';
import { lifeOf } from './find-gone.js';
import { keyOf, type RunIndex } from './index-run.js';
import { standingGiven } from './last-given.js';
import type { EvidenceRecord, Failed } from './record.js';
import type { RunFacts } from './run-facts.js';

type Records = ReadonlyMap<string, EvidenceRecord>;

/** What the provider did not take or did not show, as far as that is not the last word of the record already. */
export function findFailed(facts: RunFacts, index: RunIndex, records: Records): Found<Failed>[] {
  const failures = facts.outcomes.filter(({ change, result }) => result === 'failed' && index.isGiving(change));
  const isAsked = failures.some(({ change }) => change.action === 'remove');
  const holders = indexHolders(isAsked ? records : new Map());
  return failures.flatMap(({ change, message, rule = 'failed' }): Found<Failed>[] => {
    const isRemoval = change.action === 'remove';
    const system = isRemoval ? change.system : change.entitlement.system;
    const target = index.targetOf(system);
    if (target === undefined) return [];
    const entitlement = isRemoval ? change.observed.id : change.entitlement.id;
    const fact: Failed = {
      kind: 'failed',
      target,
      entitlement,
      action: isRemoval ? 'remove' : 'put',
      rule,
      message: clip(message ?? ''),
      run: facts.run,
    };
    const paths = isRemoval
      ? (holders.get(keyOf({ target, entitlement })) ?? toList(lifeOf(change, index)))
      : grantsOf(change).flatMap((grant) => index.standingOf(grant) ?? []);
    return paths.filter((path) => !isLastWord(fact, records.get(path))).map((path) => ({ path, fact }));
  });
}

/** The lives that have each thing by their records. */
function indexHolders(records: Records): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const [path, record] of records) {
    for (const given of standingGiven(record)) {
      const key = keyOf(given);
      holders.set(key, [...(holders.get(key) ?? []), path]);
    }
  }
  return holders;
}

function toList(path: string | undefined): readonly string[] {
  return path === undefined ? [] : [path];
}

/** Not by its message, which may name a request or a time and so be another in every run. */
function isLastWord(fact: Failed, record: EvidenceRecord | undefined): boolean {
  const last = record?.events.findLast(
    (event) =>
      (event.kind === 'given' || event.kind === 'removed' || event.kind === 'failed') &&
      event.target === fact.target &&
      event.entitlement === fact.entitlement,
  );
  if (last?.kind !== 'failed') return false;
  return last.action === fact.action && last.rule === fact.rule;
}
