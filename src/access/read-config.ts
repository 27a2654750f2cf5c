import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { parseDuration } from './duration.js';
import { type Fault, locate, type ReadResult } from './fault.js';
import type { Config, MergeMethod, System } from './policy.js';
import { childPointer } from './position.js';
import type { ProviderTerms } from './provider-terms.js';
import { isRecord } from './record.js';
import { findSchemaFaults } from './schema-faults.js';
import type { SourceFile } from './source-file.js';
import { faultyPointers, findTargetFaults, hasErrorFault, unknownProvider } from './terms-faults.js';
import { readYaml } from './yaml.js';

/**
 * Reads `config.yaml`. A faulty system is left out; any other fault leaves the whole file out, because no setting of
 * how access is given may be guessed.
 */
export function readConfig(file: SourceFile, providers: ReadonlyMap<string, ProviderTerms>): ReadResult<Config> {
  const yaml = readYaml(file);
  if (yaml.problems.length > 0) return { ...yaml, value: null };
  const faults = findSchemaFaults(schema, yaml.value, '');
  const written = isRecord(yaml.value) && isRecord(yaml.value['systems']) ? yaml.value['systems'] : {};
  const systems = new Map<string, System>();
  const faulty = faultyPointers(faults);
  for (const [name, value] of Object.entries(written)) {
    if (faulty.has(childPointer('/systems', name))) continue;
    const system = readSystem(name, value, providers, faults);
    if (system !== null) systems.set(name, system);
  }
  const isSound = isRecord(yaml.value) && faults.every((fault) => fault.pointer.startsWith('/systems/'));
  const value = isSound && isRecord(yaml.value) ? { systems, ...readSettings(yaml.value) } : null;
  return { value, problems: locate(file.path, yaml.positions, faults), positions: yaml.positions };
}

function readSystem(
  name: string,
  value: unknown,
  providers: ReadonlyMap<string, ProviderTerms>,
  faults: Fault[],
): System | null {
  const pointer = childPointer('/systems', name);
  if (!isRecord(value) || typeof value['provider'] !== 'string') return null;
  const terms = providers.get(value['provider']);
  if (terms === undefined) {
    faults.push(unknownProvider(value['provider'], providers.keys(), `${pointer}/provider`));
    return null;
  }
  const own = findTargetFaults(terms, value['target'], `${pointer}/target`);
  faults.push(...own);
  return hasErrorFault(own) ? null : { name, provider: terms.name, target: value['target'] };
}

/** What `config.yaml` says besides the systems, with the defaults of its schema; the values fit the schema. */
function readSettings(value: Record<string, unknown>): Omit<Config, 'systems'> {
  const merge = isRecord(value['merge']) ? value['merge'] : {};
  const revert = isRecord(value['revert']) ? value['revert'] : {};
  const valid = value['approval_valid'];
  return {
    merge: { auto: merge['auto'] === true, method: readMethod(merge['method']) },
    revert: { autoMerge: revert['auto_merge'] === true, batch: revert['batch'] === true },
    approvalValid: (typeof valid === 'string' ? parseDuration(valid) : null) ?? 24 * 60 * 60 * 1000,
    escalation: value['privilege_escalation'] === 'refuse' ? 'refuse' : 'warn',
  };
}

function readMethod(method: unknown): MergeMethod {
  return method === 'merge' || method === 'rebase' ? method : 'squash';
}
