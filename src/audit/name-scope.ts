import type { Incarnation } from '../access/incarnations.js';
import { type AuditScope, EVERYTHING, isInScope } from './select-rows.js';

/** What a name can be of: an option of the same name says it exactly. */
export type NamedKind = 'user' | 'system' | 'role' | 'grant';

export interface NamedScope {
  readonly kind: NamedKind;
  /** As the history has it; a role with its system. */
  readonly name: string;
}

/**
 * All that a name can mean in a history: a login (in any case), a system, a role with or without its system, a grant. In
 * that order; empty: nothing of this name was ever there.
 */
export function findNamed(lives: readonly Incarnation[], typed: string): readonly NamedScope[] {
  const found = new Map<string, NamedScope>();
  const add = (kind: NamedKind, name: string): unknown => found.set(`${kind} ${name}`, { kind, name });
  const login = typed.replace(/^@/, '').toLowerCase();
  for (const life of lives) {
    if (life.request.login === login) add('user', login);
    if (life.request.system === typed) add('system', typed);
    if (life.grant === typed) add('grant', typed);
    for (const role of rolesOf(life)) {
      const full = `${life.request.system}/${role}`;
      if (role === typed || full === typed) add('role', full);
    }
  }
  const order: readonly NamedKind[] = ['user', 'system', 'role', 'grant'];
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : 1),
  );
}

export function scopeOf({ kind, name }: NamedScope): AuditScope {
  return { ...EVERYTHING, [kind]: name };
}

/** The lives that a scope takes; a role counts that any version of the file asked for. */
export function livesIn(lives: readonly Incarnation[], scope: AuditScope): readonly Incarnation[] {
  return lives.filter((life) => {
    const { system, login: beneficiary } = life.request;
    const roles = scope.role === null ? [null] : [...rolesOf(life)];
    return roles.some((role) => isInScope({ grant: life.grant, beneficiary, system, role }, scope));
  });
}

function rolesOf({ versions }: Incarnation): ReadonlySet<string> {
  return new Set(versions.flatMap(({ request }) => request?.role ?? []));
}
