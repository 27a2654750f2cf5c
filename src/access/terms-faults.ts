import { type Fault, faultAt } from './fault.js';
import type { Escalation } from './policy.js';
import { pointersUpFrom } from './position.js';
import type { ProviderTerms, TermsFault } from './provider-terms.js';
import { findSchemaFaults } from './schema-faults.js';

/** Faults of an `allow` at a pointer: first against the provider's schema, then against what no schema can say. */
export function findAllowFaults(terms: ProviderTerms, allow: unknown, target: unknown, pointer: string): Fault[] {
  const faults = findSchemaFaults(terms.allowSchema, allow, pointer);
  if (faults.length > 0) return faults;
  return terms.checkAllow(allow, target).map((fault) => atPointer(fault, pointer));
}

/** How an `allow` without faults lets somebody widen their own rights. */
export function findEscalationFaults(
  terms: ProviderTerms,
  allow: unknown,
  target: unknown,
  pointer: string,
  escalation: Escalation,
): Fault[] {
  const severity = escalation === 'refuse' ? 'error' : 'warning';
  const found = terms.findEscalations?.(allow, target) ?? [];
  return found.map((fault) => ({ ...atPointer(fault, pointer), severity }));
}

/** Faults of a `target` at a pointer, in the same order. */
export function findTargetFaults(terms: ProviderTerms, target: unknown, pointer: string): Fault[] {
  const faults = findSchemaFaults(terms.targetSchema, target, pointer);
  if (faults.length > 0) return faults;
  return (terms.checkTarget?.(target) ?? []).map((fault) => atPointer(fault, pointer));
}

function atPointer(fault: TermsFault, pointer: string): Fault {
  return faultAt(fault.rule, pointer + fault.pointer, fault.message, fault.cure);
}

/** At what a fault stands, or within it, that gives no access. */
export function faultyPointers(faults: readonly Fault[]): ReadonlySet<string> {
  const errors = faults.filter(({ severity }) => severity === 'error');
  return new Set(errors.flatMap(({ pointer }) => [...pointersUpFrom(pointer)]));
}

export function hasErrorFault(faults: readonly Fault[]): boolean {
  return faults.some(({ severity }) => severity === 'error');
}

/** `unknown-provider`, at a pointer. */
export function unknownProvider(name: string, known: Iterable<string>, pointer: string): Fault {
  const names = [...known].sort().join(', ');
  const message = `Lapse has no provider ${JSON.stringify(name.slice(0, 80))}.`;
  return faultAt('unknown-provider', pointer, message, names === '' ? 'Remove it.' : `Use one of: ${names}.`);
}
