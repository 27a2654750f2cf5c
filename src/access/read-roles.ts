import schema from '../../schemas/roles.schema.json' with { type: 'json' };
import { parseDuration } from './duration.js';
import { type Fault, faultAt, locate, type ReadResult } from './fault.js';
import type { ApproverGroup, Escalation, Role, RoleName } from './policy.js';
import { childPointer, type Positions } from './position.js';
import type { ProviderTerms } from './provider-terms.js';
import { isRecord } from './record.js';
import { findSchemaFaults } from './schema-faults.js';
import type { SchemaWording } from './schema-wording.js';
import type { SourceFile } from './source-file.js';
import { faultyPointers, findAllowFaults, findEscalationFaults, hasErrorFault } from './terms-faults.js';
import { readTicketPattern } from './ticket-pattern.js';
import { readYaml } from './yaml.js';

export type Roles = ReadonlyMap<string, Role>;

const WORDINGS: readonly SchemaWording[] = [
  {
    title: 'Role',
    keyword: 'not',
    rule: 'approvals-or-approvers',
    message: () => 'There are both approvals and approvers.',
    cure: 'Keep one of the two: approvals is short for approvers with code-owners alone.',
    key: 'approvers',
  },
];

/**
 * Reads a `roles.yaml`. A faulty role is left out.
 *
 * @param terms of the system's provider; null where the system has none, and then no role can be used.
 * @param target the system's, as in `config.yaml`.
 * @param escalation as in `config.yaml`.
 */
export function readRoles(
  file: SourceFile,
  system: string,
  terms: ProviderTerms | null,
  target: unknown,
  escalation: Escalation = 'warn',
): ReadResult<Roles> {
  const yaml = readYaml(file);
  if (yaml.problems.length > 0) return { ...yaml, value: null };
  const faults = findSchemaFaults(schema, yaml.value, '', WORDINGS);
  const written = isRecord(yaml.value) ? yaml.value['roles'] : undefined;
  const roles = new Map<string, Role>();
  const faulty = faultyPointers(faults);
  for (const [name, value] of Object.entries(isRecord(written) ? written : {})) {
    const pointer = childPointer('/roles', name);
    if (faulty.has(pointer) || !isRecord(value)) continue;
    const own = [...findRoleFaults(value, pointer, terms, target), ...findOwnConflicts(name, system, value, pointer)];
    if (terms !== null && !hasErrorFault(own)) {
      own.push(...findEscalationFaults(terms, value['allow'], target, `${pointer}/allow`, escalation));
    }
    faults.push(...own);
    if (terms === null || hasErrorFault(own)) continue;
    const role = toRole(name, system, value, pointer, yaml.positions);
    if (role !== null) roles.set(name, role);
  }
  const value = isRecord(written) ? roles : null;
  return { value, problems: locate(file.path, yaml.positions, faults), positions: yaml.positions };
}

function findRoleFaults(
  value: Record<string, unknown>,
  pointer: string,
  terms: ProviderTerms | null,
  target: unknown,
): Fault[] {
  const faults = terms === null ? [] : findAllowFaults(terms, value['allow'], target, `${pointer}/allow`);
  const pattern = value['ticket_pattern'];
  const fault = typeof pattern === 'string' ? readTicketPattern(pattern).fault : null;
  if (fault !== null) {
    const message = `The ticket pattern cannot be used. ${fault}`;
    const cure = 'Use literals, classes, groups and quantifiers, such as "INC-\\d+".';
    faults.push(faultAt('ticket-pattern-unsafe', `${pointer}/ticket_pattern`, message, cure));
  }
  return faults;
}

/** A role that would exclude itself could be had once; that has a key of its own, which says so. */
function findOwnConflicts(name: string, system: string, value: Record<string, unknown>, pointer: string): Fault[] {
  return readConflicts(value, system).flatMap((conflict, index) => {
    if (conflict.system !== system || conflict.role !== name) return [];
    const message = `The role ${name} names itself among its conflicts.`;
    const cure = 'Remove it; `max_concurrent: 1` is what lets a person have the role only once at a time.';
    return [faultAt('conflict-with-itself', `${pointer}/conflicts/${index}`, message, cure)];
  });
}

/** In the order of the file, so that a fault finds its line. */
function readConflicts(value: Record<string, unknown>, system: string): RoleName[] {
  return toStrings(value['conflicts']).map((written) => {
    const [first = '', role] = written.split('/');
    return role === undefined ? { system, role: first } : { system: first, role };
  });
}

/** The value fits the schema; null only if its duration's pattern and the parser did not agree, which a test excludes. */
function toRole(
  name: string,
  system: string,
  value: Record<string, unknown>,
  pointer: string,
  positions: Positions,
): Role | null {
  const { description, allow, max_duration: longest, ticket_pattern: ticketPattern } = value;
  const { max_concurrent: concurrent, auto_merge: autoMerge } = value;
  const maxDuration = typeof longest === 'string' ? parseDuration(longest) : null;
  if (maxDuration === null || typeof description !== 'string') return null;
  return {
    name,
    system,
    description,
    allow,
    maxDuration,
    approvers: readApprovers(value),
    requiresTicket: toStrings(value['require']).includes('ticket'),
    ticketPattern: typeof ticketPattern === 'string' ? ticketPattern : null,
    eligible: value['eligible'] === undefined ? null : toStrings(value['eligible']),
    autoApprove: toStrings(value['auto_approve']),
    conflicts: readConflicts(value, system),
    maxConcurrent: typeof concurrent === 'number' ? concurrent : null,
    autoMerge: typeof autoMerge === 'boolean' ? autoMerge : null,
    line: positions.key(pointer).line,
  };
}

function readApprovers(value: Record<string, unknown>): ApproverGroup[] {
  const { approvers, approvals } = value;
  if (!Array.isArray(approvers)) return [{ from: 'code-owners', count: typeof approvals === 'number' ? approvals : 1 }];
  return approvers.filter(isRecord).map((group) => ({ from: String(group['from']), count: Number(group['count']) }));
}

function toStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
