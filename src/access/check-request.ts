import type { RequestPath } from './access-path.js';
import { formatDuration } from './duration.js';
import { type Fault, faultAt, locate, quote } from './fault.js';
import type { Instant } from './instant.js';
import { formatInstant } from './instant-text.js';
import { nearestNames } from './nearest.js';
import type { Policy, Role, System } from './policy.js';
import type { Positions } from './position.js';
import type { Problem } from './problem.js';
import type { Request } from './request.js';
import { readTicketPattern } from './ticket-pattern.js';
import { resolveWindow } from './window.js';

/** How far ahead `starts` may be (design §3): it bounds how far back a run reads the history. */
export const LONGEST_LEAD = 30 * 24 * 60 * 60 * 1000;

export interface RequestCheck {
  readonly path: RequestPath;
  readonly request: Request;
  /** Where the parts of the file stand; `NOWHERE` where that is not known. */
  readonly positions: Positions;
  readonly policy: Policy;
  /**
   * When the request was merged, where it has been; else the time of judging. The window counts from here, so an
   * edited request is held to its maximum from its first merge.
   */
  readonly now: Instant;
}

/** Holds a request to the policy: what its own file cannot say. An error here gives no access. */
export function checkRequest(check: RequestCheck): Problem[] {
  const faults = [...findPersonFaults(check), ...findTimeFaults(check)];
  const system = check.policy.config?.systems.get(check.path.system);
  if (system === undefined) faults.push(unknownSystem(check));
  else faults.push(...findRoleFaults(check, system));
  return locate(`access/${check.path.grant}.yaml`, check.positions, faults);
}

function unknownSystem({ path, policy }: RequestCheck): Fault {
  if (policy.config === null) {
    const message = 'access/config.yaml is missing or faulty, so nothing can be granted.';
    return faultAt('unknown-system', '', message, 'Mend access/config.yaml.');
  }
  const near = nearestNames(path.system, policy.config.systems.keys());
  const message = `access/config.yaml binds no system ${path.system}.`;
  return faultAt(
    'unknown-system',
    '',
    message,
    suggest(near, `Bind ${path.system} in access/config.yaml, or move the file.`),
  );
}

function findPersonFaults({ path, policy }: RequestCheck): Fault[] {
  const person = policy.people.get(path.login);
  if (person === undefined) {
    const near = nearestNames(path.login, policy.people.keys());
    const message = `${path.login} is not in access/people.yaml.`;
    return [faultAt('unknown-person', '', message, suggest(near, `Add ${path.login} to access/people.yaml.`))];
  }
  const provider = policy.config?.systems.get(path.system)?.provider;
  if (provider === undefined || person.names.has(provider)) return [];
  const message = `${path.login} has no name at ${provider} in access/people.yaml.`;
  return [faultAt('unknown-person', '', message, `Add ${provider} to ${path.login} in access/people.yaml.`)];
}

function findTimeFaults({ request, now }: RequestCheck): Fault[] {
  const faults: Fault[] = [];
  if (request.starts !== null && request.starts - now > LONGEST_LEAD) {
    const message = `The start is more than ${formatDuration(LONGEST_LEAD)} ahead.`;
    faults.push(faultAt('starts-too-late', '/starts', message, 'Ask nearer to the time.'));
  }
  if (request.starts !== null && request.starts < now) {
    const message = 'The start is in the past; the access begins at the merge.';
    const cure = 'Leave starts out, or move it.';
    faults.push({ ...faultAt('starts-in-past', '/starts', message, cure), severity: 'warning' });
  }
  const { start, end } = resolveWindow(request, now);
  if (end <= start) {
    const message = `The access would end at ${formatInstant(end)}, not after its start at ${formatInstant(start)}.`;
    faults.push(faultAt('already-over', '/expires', message, 'Move expires, or remove the request.'));
  }
  return faults;
}

function findRoleFaults(check: RequestCheck, system: System): Fault[] {
  const role = check.policy.roles.get(system.name)?.get(check.request.role);
  if (role === undefined) return [unknownRole(check)];
  return [...findMaximumFaults(check, role), ...findTicketFaults(check.request, role)];
}

function unknownRole({ path, request, policy }: RequestCheck): Fault {
  const others = [...policy.roles].filter(([, roles]) => roles.has(request.role)).map(([system]) => system);
  if (others.length > 0) {
    const message = `The role ${quote(request.role)} is one of ${others.join(', ')}, not of ${path.system}.`;
    const cure = `Put the request into access/${others[0]}/${path.login}/, or name a role of ${path.system}.`;
    return faultAt('role-of-other-system', '/role', message, cure);
  }
  const known = [...(policy.roles.get(path.system)?.keys() ?? [])].sort();
  const message = `There is no role ${quote(request.role)} in access/${path.system}/roles.yaml, or it is faulty there.`;
  const list =
    known.length === 0 ? `Mend access/${path.system}/roles.yaml.` : `Use one of: ${known.slice(0, 10).join(', ')}.`;
  return faultAt('unknown-role', '/role', message, suggest(nearestNames(request.role, known), list));
}

function findMaximumFaults({ request, now }: RequestCheck, role: Role): Fault[] {
  const { start, end } = resolveWindow(request, now);
  if (end - start <= role.maxDuration) return [];
  const asked = formatDuration(end - start);
  const longest = formatDuration(role.maxDuration);
  const message = `${asked} is asked for, but ${role.name} may be had for ${longest} at most.`;
  const cure =
    request.end.kind === 'duration'
      ? `Write ${longest} or less.`
      : `Write ${formatInstant(start + role.maxDuration)} or earlier.`;
  return [faultAt('over-maximum', `/${request.end.kind}`, message, cure)];
}

function findTicketFaults(request: Request, role: Role): Fault[] {
  if (request.ticket === null) {
    if (!role.requiresTicket) return [];
    return [faultAt('missing-ticket', '', `The role ${role.name} requires a ticket.`, 'Add ticket, with its number.')];
  }
  if (role.ticketPattern === null) return [];
  if (readTicketPattern(role.ticketPattern).matches?.(request.ticket) === true) return [];
  const message = `The ticket ${quote(request.ticket)} does not match ${role.ticketPattern}.`;
  return [
    faultAt('ticket-pattern', '/ticket', message, `Give a ticket that matches ${role.ticketPattern} as a whole.`),
  ];
}

function suggest(near: readonly string[], otherwise: string): string {
  return near.length === 0 ? otherwise : `Did you mean ${near.join(' or ')}? ${otherwise}`;
}
