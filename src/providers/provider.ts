import type { System } from '../access/policy.js';
import type { Entitlement, ObservedEntitlement } from '../plan/entitlement.js';
import type { ProviderRules } from '../plan/provider-rules.js';

/** The port of a kind of system (design §6). */
export interface Provider extends ProviderRules {
  /**
   * Opens a session with the target and makes sure that it is the target: nothing is read or written otherwise.
   * @throws {ProviderError} with `kind: 'wrong-target'`, `'no-credentials'` or `'unavailable'`.
   */
  connect(system: System, options: ConnectOptions): Promise<ProviderSession>;
}

export interface ConnectOptions {
  readonly repositoryId: number;
  /** A token of GitHub Actions' OIDC issuer for the audience; null: use the credentials of the environment. */
  readonly identityToken: ((audience: string) => Promise<string>) | null;
  /** Waits; given in so that tests need not. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface ProviderSession {
  /** What a change of this id is made to, such as a user: two changes of one are never made at once. */
  holderOf(id: string): string;
  /** One bulk read of all that bears our mark (law 9: throws rather than answer in part). */
  observe(): Promise<readonly ObservedEntitlement[]>;
  /** Idempotent; done when the provider shows it (law 8). @throws {ProviderError} */
  put(entitlement: Entitlement): Promise<void>;
  /** Idempotent; removing what is gone is success; done when the absence is read back. @throws {ProviderError} */
  remove(observed: ObservedEntitlement): Promise<void>;
}

export type ProviderErrorKind =
  | 'wrong-target'
  | 'no-credentials'
  | 'unavailable'
  | 'unknown-person'
  | 'unknown-role'
  | 'over-quota'
  | 'no-boundary'
  | 'malformed-policy'
  | 'refused'
  | 'not-read-back';

/** The world broke, or a person has to act: message says what, where and how to mend it; `cause` is the provider's own error. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: ProviderErrorKind;

  constructor(kind: ProviderErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
