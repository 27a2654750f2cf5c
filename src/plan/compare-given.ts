import type { Instant, Milliseconds } from '../access/instant.js';
import type { Given, PolicyPart, Something } from './given.js';
import { targetKeyOf } from './targets.js';

/** What a policy change can do to a grant, the most serious first. */
export const EFFECT_KINDS = ['widened', 'redirected', 'ended', 'narrowed'] as const;
export type EffectKind = (typeof EFFECT_KINDS)[number];

export interface Effect {
  readonly kind: EffectKind;
  readonly part: PolicyPart;
  /** Why, in one sentence or a few. May quote hostile text. */
  readonly because: string;
}

/**
 * What becomes of a grant where the policy changes; null: it gives as before. It is about what stands: terms that only say
 * who may ask and who approves change nothing here.
 */
export function compareGiven(before: Given, after: Given): Effect | null {
  if ('nothing' in after) {
    if ('nothing' in before) return null;
    return { kind: 'ended', part: after.part, because: after.nothing };
  }
  if ('nothing' in before) {
    return { kind: 'widened', part: before.part, because: `It gives nothing so far: ${before.nothing}` };
  }
  const effects = [...compareReceivers(before, after), ...compareTerms(before, after), ...compareEnds(before, after)];
  const sorted = effects.sort((a, b) => EFFECT_KINDS.indexOf(a.kind) - EFFECT_KINDS.indexOf(b.kind));
  const [first] = sorted;
  // The most serious decides, and the others are told with it.
  return first === undefined ? null : { ...first, because: sorted.map(({ because }) => because).join(' ') };
}

/** Another account, another name there, or another person behind the login: something or somebody else is given. */
function compareReceivers(before: Something, after: Something): Effect[] {
  const { system, person } = before.grant;
  const { system: newSystem, person: newPerson } = after.grant;
  const effects: Effect[] = [];
  const redirect = (part: PolicyPart, because: string) => effects.push({ kind: 'redirected', part, because });
  if (targetKeyOf(system, before.rules) !== targetKeyOf(newSystem, after.rules)) {
    redirect('config', `${system.name} is bound to another target.`);
  }
  if (person.names.get(system.provider) !== newPerson.names.get(newSystem.provider)) {
    redirect('people', `${person.login} has another name at ${newSystem.provider}.`);
  }
  if (person.id !== newPerson.id) redirect('people', `${person.login} is another GitHub account.`);
  return effects;
}

function compareTerms(before: Something, after: Something): Effect[] {
  // Two providers have no terms in common: that the grant goes elsewhere says it all.
  if (before.grant.system.provider !== after.grant.system.provider) return [];
  const { name, allow } = after.grant.role;
  const compared = after.rules.compareAllow(before.grant.role.allow, allow);
  const because = compared === 'wider' ? `${name} allows more, or other things.` : `${name} allows less.`;
  return compared === 'same' ? [] : [{ kind: compared === 'wider' ? 'widened' : 'narrowed', part: 'roles', because }];
}

/** A role that separates duties can take an extension away, and the provider's floor depends on what is allowed (law 2). */
function compareEnds(before: Something, after: Something): Effect[] {
  const effects: Effect[] = [];
  const add = (kind: EffectKind, because: string) => effects.push({ kind, part: 'roles', because });
  const [old, next] = [before.grant.window, after.grant.window];
  if (next.start < old.start || next.end > old.end) add('widened', 'It lasts longer.');
  else if (next.start > old.start || next.end < old.end) add('narrowed', 'It lasts less long.');
  const [oldRest, rest] = [lastAfterEnd(before), lastAfterEnd(after)];
  if (rest > oldRest) add('widened', 'What it gives can outlast its end for longer.');
  if (rest < oldRest) add('narrowed', 'What it gives outlasts its end less long.');
  return effects;
}

/** How long after the end the provider itself has ended the last of it; infinity where nothing does. Of whose repository, does not matter. */
function lastAfterEnd({ grant, rules }: Something): Milliseconds {
  const floors: Instant[] = rules.entitlements(grant, 0).map(({ floor }) => floor ?? Number.POSITIVE_INFINITY);
  return Math.max(...floors) - grant.window.end;
}
