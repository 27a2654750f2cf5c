import { readAccessPath } from './access-path.js';
import { fileProblem } from './fault.js';
import type { Config, Policy } from './policy.js';
import type { Positions } from './position.js';
import type { Problem } from './problem.js';
import type { ProviderTerms } from './provider-terms.js';
import { readConfig } from './read-config.js';
import { readPeople } from './read-people.js';
import { type Roles, readRoles } from './read-roles.js';
import type { SourceFile } from './source-file.js';
import { findUnknownConflicts } from './unknown-conflicts.js';

/**
 * Reads what the policy files below `access/` of one tree say; other files are passed over. What cannot be read is
 * left out, with its problems, and takes nothing else with it (law 7).
 */
export function readPolicy(files: readonly SourceFile[], providers: ReadonlyMap<string, ProviderTerms>): Policy {
  const problems: Problem[] = [];
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));

  const configFile = sorted.find((file) => readAccessPath(file.path).kind === 'config');
  const readConfigFile = configFile === undefined ? null : readConfig(configFile, providers);
  if (readConfigFile === null) problems.push(missing('access/config.yaml', 'No system is bound to a provider.'));
  else problems.push(...readConfigFile.problems);
  const config = readConfigFile?.value ?? null;

  const peopleFile = sorted.find((file) => readAccessPath(file.path).kind === 'people');
  const readPeopleFile = peopleFile === undefined ? null : readPeople(peopleFile, providers);
  if (readPeopleFile === null) problems.push(missing('access/people.yaml', 'Nobody can be given access.'));
  else problems.push(...readPeopleFile.problems);

  const roles = new Map<string, Roles>();
  const places: { path: string; roles: Roles; positions: Positions }[] = [];
  for (const file of sorted) {
    const path = readAccessPath(file.path);
    if (path.kind !== 'roles') continue;
    const read = readRolesOf(file, path.system, config, providers);
    problems.push(...read.problems);
    if (read.roles === null) continue;
    roles.set(path.system, read.roles);
    places.push({ path: file.path, roles: read.roles, positions: read.positions });
  }
  // Only here are all roles known.
  for (const place of places) problems.push(...findUnknownConflicts(place, roles));
  return { config, people: readPeopleFile?.value ?? new Map(), roles, problems };
}

function readRolesOf(
  file: SourceFile,
  name: string,
  config: Config | null,
  providers: ReadonlyMap<string, ProviderTerms>,
): { roles: Roles | null; problems: readonly Problem[]; positions: Positions } {
  const system = config?.systems.get(name);
  const terms = system === undefined ? undefined : providers.get(system.provider);
  const { value, problems, positions } = readRoles(file, name, terms ?? null, system?.target, config?.escalation);
  if (terms !== undefined) return { roles: value, problems, positions };
  // Where config.yaml itself is missing or broken, its own problem says enough.
  if (config === null) return { roles: null, problems, positions };
  const message = `config.yaml binds no system ${name}, or its binding is faulty.`;
  const cure = `Add ${name} below systems in access/config.yaml, or mend it there.`;
  return { roles: null, problems: [fileProblem(file.path, 'unknown-system', message, cure), ...problems], positions };
}

function missing(path: string, consequence: string): Problem {
  return fileProblem(path, 'missing-file', `There is no ${path}. ${consequence}`, `Add ${path}.`);
}
