import { ProviderError } from '../provider.js';
import { INLINE_CHARACTERS, sizeOf } from './check-quotas.js';
import type { PolicyId } from './mark.js';

/** What a user or a role has, as the bulk read showed it and with what was written since. */
export interface Holder {
  /** ARN of the permissions boundary; null: there is none. */
  readonly boundary: string | null;
  /** Characters that count of each inline policy, ours or not. */
  readonly sizes: Map<string, number>;
}

/** Every user and role of an account, by {@link holderKey}. */
export type Holders = ReadonlyMap<string, Holder>;

export function holderKey({ kind, owner }: Pick<PolicyId, 'kind' | 'owner'>): string {
  return `${kind} ${owner}`;
}

/**
 * The quota with the real account, policies that are not ours included: what cannot fit is not asked for. One that was
 * made since the bulk read is not known here, so IAM has the last word.
 *
 * @throws {ProviderError} `over-quota`, with the figures.
 */
export function requireRoom(holder: Holder | undefined, { kind, owner, policy }: PolicyId, content: string): void {
  if (holder === undefined) return;
  const others = [...holder.sizes].reduce((sum, [name, size]) => sum + (name === policy ? 0 : size), 0);
  const most = INLINE_CHARACTERS[kind];
  const wanted = others + sizeOf(content);
  if (wanted <= most) return;
  const message = `${owner} would hold ${figure(wanted)} of ${figure(most)} characters of inline policy, ${figure(others)} of them in other policies that stand there; remove one of them, or use a role with assume_role`;
  throw new ProviderError('over-quota', message);
}

/**
 * Whoever config.yaml holds to a boundary gets nothing without exactly that one: without it a policy gives all that it
 * says (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html). Fails closed where the bulk
 * read did not show the user.
 *
 * @throws {ProviderError} `no-boundary` or `unknown-person`.
 */
export function requireBoundary(holder: Holder | undefined, owner: string, boundary: string, account: string): void {
  if (holder === undefined) throw noUser(owner, account);
  if (holder.boundary === boundary) return;
  const found = holder.boundary === null ? 'no permissions boundary' : `the permissions boundary ${holder.boundary}`;
  const message = `${owner} has ${found} in account ${account}, and config.yaml asks for ${boundary}; set it on the user, or correct permissions_boundary`;
  throw new ProviderError('no-boundary', message);
}

export function noUser(owner: string, account: string, options?: ErrorOptions): ProviderError {
  const message = `IAM has no user ${owner}; see access/people.yaml (account ${account})`;
  return new ProviderError('unknown-person', message, options);
}

export function noRole(owner: string, account: string, options?: ErrorOptions): ProviderError {
  const message = `IAM has no role ${owner}; see assume_role in the system's roles.yaml (account ${account})`;
  return new ProviderError('unknown-role', message, options);
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
