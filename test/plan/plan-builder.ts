import type { Grant, GrantState } from '../../src/access/grant.js';
import type { Instant, Window } from '../../src/access/instant.js';
import type { Person, Policy, Role, System } from '../../src/access/policy.js';
import type { Request } from '../../src/access/request.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';

export const HOUR = 3_600_000;
export const NOW: Instant = Date.parse('2026-11-20T12:00:00Z');
export const REPOSITORY_ID = 4711;
export const RULES = new Map([[awsIam.name, awsIam]]);

export function aRole(name: string, allow: unknown, system = 'aws-sandbox'): Role {
  return {
    name,
    system,
    description: name,
    allow,
    maxDuration: 8 * HOUR,
    approvers: [{ from: 'code-owners', count: 1 }],
    requiresTicket: false,
    ticketPattern: null,
    eligible: null,
    autoApprove: [],
    conflicts: [],
    maxConcurrent: null,
    autoMerge: null,
    line: 1,
  };
}

export const BILLING = aRole('billing', { statements: [{ action: ['ce:Get*', 'ce:Describe*'], resource: '*' }] });
export const DEPLOY = aRole('deploy', { assume_role: 'arn:aws:iam::111122223333:role/Deploy', max_session: '1h' });

export function aSystem(name: string, account = '111122223333'): System {
  return { name, provider: 'aws-iam', target: { account } };
}

export function aPerson(login: string, userName = `${login}.smith`): Person {
  return { login, id: login.length, names: new Map([['aws-iam', userName]]) };
}

export interface PolicyParts {
  readonly systems?: readonly System[];
  readonly people?: readonly Person[];
  readonly roles?: readonly Role[];
}

export function aPolicy({
  systems = [aSystem('aws-sandbox')],
  people = ['alice', 'bob', 'carol'].map((login) => aPerson(login)),
  roles = [BILLING, DEPLOY],
}: PolicyParts = {}): Policy {
  return {
    config: {
      systems: new Map(systems.map((system) => [system.name, system])),
      merge: { auto: true, method: 'squash' },
      revert: { autoMerge: true, batch: false },
      approvalValid: 24 * HOUR,
      escalation: 'warn',
    },
    people: new Map(people.map((person) => [person.login, person])),
    roles: new Map(
      systems.map(({ name }) => [name, new Map(roles.map((role) => [role.name, { ...role, system: name }]))]),
    ),
    problems: [],
  };
}

export interface GrantParts {
  readonly role?: string | null;
  readonly window?: Window | null;
  readonly state?: GrantState;
  /** Windows of earlier versions, oldest first. */
  readonly earlier?: readonly Window[];
}

/** A grant such as `aws-sandbox/alice/billing`; active from an hour ago for four hours unless told otherwise. */
export function aGrant(name: string, parts: GrantParts = {}): Grant {
  const {
    role = 'billing',
    window = { start: NOW - HOUR, end: NOW + 3 * HOUR },
    state = 'active',
    earlier = [],
  } = parts;
  const [system = '', beneficiary = ''] = name.split('/');
  const request: Request | null =
    role === null ? null : { role, starts: null, end: { kind: 'duration', length: HOUR }, reason: 'x', ticket: null };
  const windows = window === null ? earlier : [...earlier, window];
  return {
    name,
    path: `access/${name}.yaml`,
    system,
    beneficiary,
    role,
    request,
    window,
    state,
    addedIn: 'a'.repeat(40),
    versions: windows.map((one) => ({
      commit: 'a'.repeat(40),
      committedAt: one.start,
      oid: 'b'.repeat(40),
      request,
      window: one,
    })),
    problems: [],
  };
}
