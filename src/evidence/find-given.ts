import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { KeptEntitlement } from '../plan/change.js';
import { formerWindow } from '../plan/desired.js';
import type { Entitlement } from '../plan/entitlement.js';
import { explainGiven } from './explain-given.js';
import { keyOf, type RunIndex } from './index-run.js';
import { lastGiven } from './last-given.js';
import type { EvidenceRecord, Given, Removed, TimeText } from './record.js';
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
  const changed = changedPlaces(facts, index);
  const kept = facts.targets.flatMap(({ plan }) => plan.kept);
  const found = kept.flatMap(({ entitlement }: KeptEntitlement): Found<Given>[] =>
    findPlaces(entitlement, index).flatMap(({ path, target }) => {
      const place = { target, entitlement: entitlement.id };
      const known = lastGiven(records.get(path) ?? null, target, entitlement.id);
      if (known?.content === entitlement.content || changed.has(keyOf(place))) return [];
      return { path, fact: writeGiven(entitlement, writeFound(target, facts, index)) };
    }),
  );
  return [...put, ...found];
}

/**
 * What an earlier run put and could not say, where the request was changed since and what it should give now was not put: it
 * is not approved, or this run gives nothing. Only where it is exactly what a version before gives; anything else is drift.
 */
export function findLeft(facts: RunFacts, index: RunIndex, records: Records): Found<Given>[] {
  const changed = changedPlaces(facts, index);
  const changes = facts.targets.flatMap(({ plan }) => plan.changes);
  return changes.flatMap((change): Found<Given>[] => {
    if (change.action !== 'update') return [];
    const { content } = change.observed;
    const before = formerWindow(facts.former, change.entitlement, content);
    // What is over gives nothing any more; that it is there is told by its removal.
    if (before === null || before.end <= facts.startedAt) return [];
    return findPlaces(change.entitlement, index).flatMap(({ path, target }) => {
      const place = { target, entitlement: change.entitlement.id };
      const known = lastGiven(records.get(path) ?? null, target, place.entitlement);
      if (known?.content === content || changed.has(keyOf(place))) return [];
      const left = { ...change.entitlement, content, floor: before.floor };
      return { path, fact: writeGiven(left, writeFound(target, facts, index)) };
    });
  });
}

/** Where this run has changed something, so that what it saw before is there no more. */
function changedPlaces({ outcomes }: RunFacts, index: RunIndex): ReadonlySet<string> {
  return new Set(
    outcomes.flatMap(({ change, result }) => {
      const { system, id } =
        change.action === 'remove' ? { ...change.observed, system: change.system } : change.entitlement;
      const target = index.targetOf(system);
      return result === 'done' && target !== undefined ? [keyOf({ target, entitlement: id })] : [];
    }),
  );
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

function writeFound(target: string, { observedAt, run }: RunFacts, index: RunIndex): Circumstances {
  return { target, form: index.formAt(target), why: 'found', readBackAt: observedAt, run };
}

type Circumstances = Pick<Given, 'target' | 'form' | 'why' | 'run'> & { readonly readBackAt: Instant };

function writeGiven({ id, content, floor }: Entitlement, { target, form, why, readBackAt, run }: Circumstances): Given {
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
