import { type Fault, faultAt, locate } from './fault.js';
import { nearestNames } from './nearest.js';
import { childPointer, type Positions } from './position.js';
import type { Problem } from './problem.js';
import type { Roles } from './read-roles.js';

export interface PlacedRoles {
  /** Of the `roles.yaml`. */
  readonly path: string;
  readonly roles: Roles;
  readonly positions: Positions;
}

/**
 * Conflicts with roles that are not there, which exclude nothing. The role that names one stays: nobody can be given
 * what is not there, and else a fault in one system's file would take the roles of another with it (law 7). The check
 * of the pull request that writes the name fails.
 *
 * @param known the roles of every system.
 */
export function findUnknownConflicts(place: PlacedRoles, known: ReadonlyMap<string, Roles>): Problem[] {
  const faults: Fault[] = [];
  for (const role of place.roles.values()) {
    for (const [index, conflict] of role.conflicts.entries()) {
      if (known.get(conflict.system)?.has(conflict.role)) continue;
      const pointer = `${childPointer('/roles', role.name)}/conflicts/${index}`;
      const file = `access/${conflict.system}/roles.yaml`;
      const message = `There is no role ${conflict.role} in ${file}, or it is faulty there, so it excludes nothing.`;
      const near = suggestNames(conflict.system, conflict.role, role.system, known);
      const cure = near.length === 0 ? '' : `Did you mean ${near.join(' or ')}? `;
      faults.push(
        faultAt('unknown-conflict', pointer, message, `${cure}Name a role that is there, or remove the line.`),
      );
    }
  }
  return locate(place.path, place.positions, faults);
}

/** As they would be written in the file of a system: a role of the same name elsewhere, or what is spelled alike. */
function suggestNames(system: string, role: string, here: string, known: ReadonlyMap<string, Roles>): string[] {
  const elsewhere = [...known].filter(([, roles]) => roles.has(role)).map(([name]) => name);
  if (elsewhere.length > 0) {
    return elsewhere.slice(0, 3).map((name) => (name === here ? role : `${name}/${role}`));
  }
  const systems = known.has(system) ? [system] : nearestNames(system, known.keys());
  const names = systems.flatMap((name) =>
    nearestNames(role, known.get(name)?.keys() ?? []).map((near) => (name === here ? near : `${name}/${near}`)),
  );
  return names.slice(0, 3);
}
