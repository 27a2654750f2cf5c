import type { AuditPeriod, AuditScope } from '../audit/select-rows.js';
import { UsageError } from '../use-cases/usage-error.js';
import type { GlobalOptions } from './cli.js';
import { readEnd, readTime } from './options.js';

/** What `audit` and `history` alike take. */
export interface ScopeOptions extends GlobalOptions {
  readonly user?: string;
  readonly system?: string;
  readonly role?: string;
  readonly since?: string;
  readonly until?: string;
  readonly evidence?: string;
}

/** Logins are compared in lower case, with or without an `@`. */
export function readScope({ user, system, role }: ScopeOptions): AuditScope {
  return { user: user?.replace(/^@/, '') ?? null, system: system ?? null, role: role ?? null, grant: null };
}

/** @throws {UsageError} for what is no time, and for a period that ends before it begins. */
export function readPeriod({ since, until }: ScopeOptions): AuditPeriod {
  const period = {
    since: since === undefined ? null : readTime('--since', since),
    until: until === undefined ? null : readEnd('--until', until),
  };
  if (period.since === null || period.until === null || period.since < period.until) return period;
  throw new UsageError('--until is not after --since', 'give the earlier of the two as --since');
}
