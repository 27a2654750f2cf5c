import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { canonicalJson } from '../plan/canonical-json.js';
import type { Change } from '../plan/change.js';
import { evidencePath } from './evidence-path.js';
import type { Life, RunFacts, TargetFacts } from './run-facts.js';

/** Where something is that was put. */
export interface Place {
  /** `aws-iam:111122223333`. */
  readonly target: string;
  readonly entitlement: string;
}

/** When the provider showed that a place holds nothing, or something else. */
export interface Absence {
  readonly by: 'run' | 'found';
  readonly at: Instant;
}

/** The facts of a run, to be looked up. */
export interface RunIndex {
  /** By the path of its record. */
  readonly lives: ReadonlyMap<string, Life>;
  /** Grants that stand, by the path of the record of the life that stands. */
  readonly standing: ReadonlyMap<string, Grant>;
  /** Path of the record of the life that stands; undefined: none does, or its beginning is not known. */
  standingOf(grant: string): string | undefined;
  /** The same of the last life that is over. */
  lastOverOf(grant: string): string | undefined;
  /** The name of the target of a system; undefined: it was not read. */
  targetOf(system: string): string | undefined;
  /** `ProviderRules.form` at a target that was read. */
  formAt(target: string): number;
  /** Whether the life that stands at this path should have what is at the place. */
  wants(path: string, place: Place): boolean;
  /** null: it may be there, as far as was seen. Of what is not wanted any more. */
  absenceOf(place: Place): Absence | null;
  /** A change of ours that gives access: cuts are none. */
  isGiving(change: Change): boolean;
}

export function indexRun(facts: RunFacts): RunIndex {
  const lives = new Map(facts.lives.map((life) => [evidencePath(life), life]));
  const standing = new Map<string, Grant>();
  const standingPaths = new Map<string, string>();
  for (const grant of facts.grants) {
    if (grant.addedIn === null) continue;
    const path = evidencePath({ grant: grant.name, addedIn: grant.addedIn });
    if (!lives.has(path)) continue;
    standing.set(path, grant);
    standingPaths.set(grant.name, path);
  }
  const overPaths = new Map<string, string>();
  for (const [path, { grant }] of lives) if (standingPaths.get(grant) !== path) overPaths.set(grant, path);
  const targets = new Map<string, TargetFacts>();
  const bySystem = new Map<string, TargetFacts>();
  for (const one of facts.targets) {
    targets.set(one.target.name, one);
    for (const { name } of one.target.systems) bySystem.set(name, one);
  }
  const targetOf = (system: string) => bySystem.get(system)?.target.name;
  const held = holdings(facts);
  return {
    lives,
    standing,
    standingOf: (grant) => standingPaths.get(grant),
    lastOverOf: (grant) => overPaths.get(grant),
    targetOf,
    formAt(target) {
      const form = targets.get(target)?.target.rules.form;
      if (form === undefined) throw new Error(`${target} was not read.`);
      return form;
    },
    wants: (path, place) => {
      const names = held.get(keyOf(place))?.wantedBy ?? [];
      return names.some((name) => standingPaths.get(name) === path);
    },
    absenceOf(place) {
      if (!targets.has(place.target)) return null;
      const holding = held.get(keyOf(place));
      return holding === undefined ? { by: 'found', at: facts.observedAt } : holding.absence;
    },
    isGiving(change) {
      const id = change.action === 'remove' ? change.observed.id : change.entitlement.id;
      return bySystem.get(systemOf(change))?.target.rules.isCut(id) !== true;
    },
  };
}

/** What there is to say of a place that something is known of. */
interface Holding {
  readonly wantedBy: readonly string[];
  /** Of what was there before, and is not wanted. */
  readonly absence: Absence | null;
}

function holdings({ targets, outcomes, observedAt }: RunFacts): ReadonlyMap<string, Holding> {
  const held = new Map<string, Holding>();
  const names = new Map<string, string>();
  for (const { target, observed, plan } of targets) {
    for (const { name } of target.systems) names.set(name, target.name);
    const set = (entitlement: string, holding: Holding) =>
      held.set(keyOf({ target: target.name, entitlement }), holding);
    for (const { id } of observed) set(id, { wantedBy: [], absence: null });
    const found: Absence = { by: 'found', at: observedAt };
    // What is as it should be holds nothing that an earlier life was given.
    for (const { entitlement } of plan.kept) set(entitlement.id, { wantedBy: entitlement.grants, absence: found });
    for (const change of plan.changes) {
      if (change.action === 'remove') continue;
      const absence = change.action === 'create' ? found : null;
      set(change.entitlement.id, { wantedBy: change.entitlement.grants, absence });
    }
  }
  for (const { change, result, readBackAt } of outcomes) {
    const target = names.get(systemOf(change));
    if (result !== 'done' || readBackAt === null || target === undefined) continue;
    const entitlement = change.action === 'remove' ? change.observed.id : change.entitlement.id;
    const key = keyOf({ target, entitlement });
    if (change.action === 'create') continue;
    held.set(key, { wantedBy: held.get(key)?.wantedBy ?? [], absence: { by: 'run', at: readBackAt } });
  }
  return held;
}

function systemOf(change: Change): string {
  return change.action === 'remove' ? change.system : change.entitlement.system;
}

/** Ids are hostile, so the two parts are kept apart. */
export function keyOf({ target, entitlement }: Place): string {
  return canonicalJson([target, entitlement]);
}
