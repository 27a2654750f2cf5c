import schema from '../../schemas/people.schema.json' with { type: 'json' };
import { type Fault, faultAt, locate, quote, type ReadResult } from './fault.js';
import type { Person } from './policy.js';
import { childPointer } from './position.js';
import type { ProviderTerms } from './provider-terms.js';
import { isRecord } from './record.js';
import { findSchemaFaults } from './schema-faults.js';
import type { SourceFile } from './source-file.js';
import { faultyPointers, hasErrorFault, unknownProvider } from './terms-faults.js';
import { readYaml } from './yaml.js';

export type People = ReadonlyMap<string, Person>;

/** Reads `people.yaml`. A faulty person is left out; of people that claim the same id or name, each. */
export function readPeople(file: SourceFile, providers: ReadonlyMap<string, ProviderTerms>): ReadResult<People> {
  const yaml = readYaml(file);
  if (yaml.problems.length > 0) return { ...yaml, value: null };
  const faults = findSchemaFaults(schema, yaml.value, '');
  const written = isRecord(yaml.value) ? yaml.value['people'] : undefined;
  const people = new Map<string, Person>();
  const faulty = faultyPointers(faults);
  for (const [login, value] of Object.entries(isRecord(written) ? written : {})) {
    if (faulty.has(childPointer('/people', login))) continue;
    const person = readPerson(login, value, providers, faults);
    if (person !== null) people.set(login, person);
  }
  for (const login of findClashes(people, faults)) people.delete(login);
  const value = isRecord(written) ? people : null;
  return { value, problems: locate(file.path, yaml.positions, faults), positions: yaml.positions };
}

function readPerson(
  login: string,
  value: unknown,
  providers: ReadonlyMap<string, ProviderTerms>,
  faults: Fault[],
): Person | null {
  const pointer = childPointer('/people', login);
  if (!isRecord(value) || typeof value['id'] !== 'number') return null;
  const own: Fault[] = [];
  const names = new Map<string, string>();
  for (const [key, name] of Object.entries(value)) {
    if (key === 'id') continue;
    const at = childPointer(pointer, key);
    const terms = providers.get(key);
    if (terms === undefined) {
      own.push({ ...unknownProvider(key, providers.keys(), at), on: 'key' });
      continue;
    }
    own.push(...findSchemaFaults(terms.nameSchema, name, at));
    if (typeof name === 'string') names.set(key, name);
  }
  faults.push(...own);
  return hasErrorFault(own) ? null : { login, id: value['id'], names };
}

/**
 * The logins that share an id or a name at a provider: which of them is right, nobody can say, so none of them counts.
 * Names are compared without case, as IAM does: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
function findClashes(people: People, faults: Fault[]): Set<string> {
  const owners = new Map<string, string>();
  const clashing = new Set<string>();
  const claim = (identity: string, login: string, fault: (other: string) => Fault) => {
    const other = owners.get(identity);
    if (other === undefined) {
      owners.set(identity, login);
      return;
    }
    faults.push(fault(other));
    clashing.add(other).add(login);
  };
  for (const { login, id, names } of people.values()) {
    const pointer = childPointer('/people', login);
    claim(`id ${id}`, login, (other) =>
      faultAt('duplicate-id', `${pointer}/id`, `${login} has the same id as ${other}.`, 'Look both ids up at GitHub.'),
    );
    for (const [provider, name] of names) {
      claim(`name ${provider} ${name.toLowerCase()}`, login, (other) => {
        const message = `${login} has the same name at ${provider} as ${other}, ${quote(name)}.`;
        return faultAt('duplicate-name', childPointer(pointer, provider), message, 'Give each person their own name.');
      });
    }
  }
  return clashing;
}
