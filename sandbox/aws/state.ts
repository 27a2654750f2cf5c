import { randomBytes } from 'node:crypto';
import type { Failure } from './failures.js';

/** A user or a role: what both have. `created` in milliseconds since the epoch. */
interface Entity {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly created: number;
  /** ARN of the permissions boundary: conditions see it, and what it allows is not modelled. */
  readonly boundary: string | undefined;
  readonly policies: InlinePolicies;
}

export interface User extends Entity {
  readonly kind: 'user';
}

/**
 * `trust` is the text of the trust policy; undefined trusts the role's own account and every trusted issuer.
 * `permissions` is the text of a policy that says all that its sessions may do; undefined lets them do everything.
 */
export interface Role extends Entity {
  readonly kind: 'role';
  readonly trust: string | undefined;
  readonly permissions?: string | undefined;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
}

/** The text of each inline policy by name. `seen` is what reads still show until `settledAt`. */
export interface InlinePolicies {
  current: ReadonlyMap<string, string>;
  seen: ReadonlyMap<string, string>;
  settledAt: number;
}

export interface Account {
  readonly id: string;
  readonly users: Map<string, User>;
  readonly roles: Map<string, Role>;
}

/** Who makes a call. `issuedAt` in milliseconds since the epoch. */
export type Principal =
  | { readonly kind: 'administrator'; readonly account: string }
  | { readonly kind: 'user'; readonly account: string; readonly user: User }
  | {
      readonly kind: 'session';
      readonly account: string;
      readonly role: Role;
      readonly sessionName: string;
      readonly issuedAt: number;
    };

/** `session` only for temporary credentials. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
  readonly session?: { readonly token: string; readonly expiresAt: number };
}

/** An OIDC provider that every account of the sandbox has set up. */
export interface Issuer {
  readonly audience: string;
  jwks(): Promise<object> | object;
}

export interface State {
  readonly accounts: Map<string, Account>;
  readonly keys: Map<string, AccessKey>;
  readonly issuers: Map<string, Issuer>;
  readonly settings: { staleReadsMs: number };
  readonly failures: Failure[];
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids. */
export function newId(prefix: 'AIDA' | 'AROA' | 'AKIA' | 'ASIA'): string {
  let id: string = prefix;
  for (const byte of randomBytes(prefix.startsWith('AK') || prefix.startsWith('AS') ? 16 : 17)) {
    id += BASE32[byte % 32];
  }
  return id;
}

/** New long-term keys of a principal. */
export function issueKeys(state: State, principal: Principal): AccessKey {
  const key = { accessKeyId: newId('AKIA'), secretAccessKey: randomBytes(30).toString('base64'), principal };
  state.keys.set(key.accessKeyId, key);
  return key;
}

export function createUser(account: Account, name: string, path: string, now: number, boundary?: string): User {
  const arn = `arn:aws:iam::${account.id}:user${path}${name}`;
  const user: User = {
    kind: 'user',
    account: account.id,
    name,
    path,
    id: newId('AIDA'),
    arn,
    created: now,
    boundary,
    policies: noPolicies(),
  };
  account.users.set(name, user);
  return user;
}

/** What a new role has of its own. */
export type NewRole = Pick<Role, 'name' | 'path' | 'trust' | 'description' | 'maxSessionSeconds'> &
  Partial<Pick<Role, 'permissions' | 'boundary'>>;

export function createRole(account: Account, role: NewRole, now: number): Role {
  const arn = `arn:aws:iam::${account.id}:role${role.path}${role.name}`;
  const created: Role = {
    kind: 'role',
    boundary: undefined,
    ...role,
    account: account.id,
    id: newId('AROA'),
    arn,
    created: now,
    policies: noPolicies(),
  };
  account.roles.set(role.name, created);
  return created;
}

function noPolicies(): InlinePolicies {
  return { current: new Map(), seen: new Map(), settledAt: 0 };
}

/**
 * The inline policies that a read or a decision sees. IAM is eventually consistent
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency):
 * for `staleReadsMs` after a write it is what stood before.
 */
export function visiblePolicies(policies: InlinePolicies, now: number): ReadonlyMap<string, string> {
  return now < policies.settledAt ? policies.seen : policies.current;
}

export function replacePolicies(
  state: State,
  entity: User | Role,
  next: ReadonlyMap<string, string>,
  now: number,
): void {
  entity.policies.seen = visiblePolicies(entity.policies, now);
  entity.policies.current = next;
  entity.policies.settledAt = state.settings.staleReadsMs > 0 ? now + state.settings.staleReadsMs : 0;
}
