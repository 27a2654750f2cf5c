import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import { grantsOf, type KeptEntitlement } from '../plan/change.js';
import type { Entitlement } from '../plan/entitlement.js';
import { explainGiven } from './explain-given.js';
import { lifeOf } from './find-gone.js';
import { keyOf, type RunIndex } from './index-run.js';
import { lastGiven, standingGiven } from './last-given.js';
import type { EvidenceRecord, Failed, Given, Removed, TimeText } from './record.js';
import type { RunFacts } from './run-facts.js';

/** A fact and the path of the record that it belongs to. */
export interface Found<Fact> {
  readonly path: string;
  readonly fact: Fact;
}

type Records = ReadonlyMap<string, EvidenceRecord>;

/** What the provider showed and no record says: what this run put, and what an earlier one did that could not say so. */
export function findGiven(facts: RunFacts, index: RunIndex, records: Records): Found<Given>[] {
  const put = facts.outcomes.flatMap(({ change, result, readBackAt }): Found<Given>[] => {
    if (change.action === 'remove' || result !== 'done' || readBackAt === null || !index.isGiving(change)) return [];
    return findPlaces(change.entitlement, index).flatMap(({ path, target }) => {
      const record = records.get(path) ?? null;
      const why = explainPut(change, record, target);
      const fact = writeGiven(change.entitlement, {
        target,
        form: index.formAt(target),
        why,
        readBackAt,
        run: facts.run,
      });
      const known = lastGiven(record, target, fact.entitlement);
      const isTold = known?.content === fact.content && isToldSince(facts.run.startedAt, known);
      return isTold ? [] : { path, fact };
    });
  });
  const removed = new Set(
    facts.outcomes.flatMap(({ change, result }) => {
      const target = change.action === 'remove' && result === 'done' ? index.targetOf(change.system) : undefined;
      return target === undefined || change.action !== 'remove'
        ? []
        : keyOf({ target, entitlement: change.observed.id });
    }),
  );
  const kept = facts.targets.flatMap(({ plan }) => plan.kept);
  const found = kept.flatMap(({ entitlement }: KeptEntitlement): Found<Given>[] =>
    findPlaces(entitlement, index).flatMap(({ path, target }) => {
      const place = { target, entitlement: entitlement.id };
      const known = lastGiven(records.get(path) ?? null, target, entitlement.id);
      if (known?.content === entitlement.content || removed.has(keyOf(place))) return [];
      const readBackAt = facts.observedAt;
      const found = { target, form: index.formAt(target), why: 'found', readBackAt, run: facts.run } as const;
      return { path, fact: writeGiven(entitlement, found) };
    }),
  );
  return [...put, ...found];
}

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

/**
 * Whether a record tells of it already: because GitHub wrote what it then did not answer for, or another run at the same time
 * did the same thing.
 */
export function isToldSince(startedAt: TimeText, known: Given | Removed | null | undefined): boolean {
  return known !== null && known !== undefined && known.readBackAt >= startedAt;
}

/** The schema bounds what is copied from elsewhere. */
export function clip(text: string): string {
  return text.length > 4000 ? `${text.slice(0, 3999)}…` : text;
}

/** `altered` is a charge, which needs a record of what was put. */
function explainPut(change: Parameters<typeof explainGiven>[0], record: EvidenceRecord | null, target: string) {
  const why = explainGiven(change, record, target);
  if (why !== 'altered' || change.action === 'remove') return why;
  if (lastGiven(record, target, change.entitlement.id) !== null) return why;
  return record?.events.some(({ kind }) => kind === 'given') === true ? 'changed' : 'granted';
}

function findPlaces({ grants, system }: Entitlement, index: RunIndex): { path: string; target: string }[] {
  const target = index.targetOf(system);
  if (target === undefined) return [];
  return grants.flatMap((grant) => {
    const path = index.standingOf(grant);
    return path === undefined ? [] : { path, target };
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

function writeGiven(
  { id, content, floor }: Entitlement,
  {
    target,
    form,
    why,
    readBackAt,
    run,
  }: Pick<Given, 'target' | 'form' | 'why' | 'run'> & { readonly readBackAt: Instant },
): Given {
  return {
    kind: 'given',
    target,
    entitlement: id,
    why,
    content,
    form,
    floor: floor === null ? null : formatInstant(floor),
    readBackAt: formatInstant(readBackAt),
    run,
  };
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
