import type { CountedLife } from './count-journal.js';
import { FATES } from './fifty-grants.js';

const SECOND = 1_000;

export function isOf(fate: keyof typeof FATES, grant: string): boolean {
  return (FATES[fate] as readonly string[]).includes(grant);
}

/** What tells one life from all others. */
export function lifeKey({ grant, addedIn }: { readonly grant: string; readonly addedIn: string | null }): string {
  return `${grant}@${addedIn}`;
}

export function keyOf({ grant, added }: CountedLife): string {
  return lifeKey({ grant, addedIn: added.commit });
}

/** By what the pushes and IAM's journal say alone. */
export function whyGone({ grant, access, removed }: CountedLife): string | null {
  const last = access.at(-1);
  if (last?.deletedAt == null) return null;
  if (isOf('broken by a push', grant)) return 'unreadable';
  if (isOf('widened by a push', grant)) return 'unapproved';
  if (removed === null || removed.at >= last.end) return 'expired';
  return removed.pullRequest === null ? 'deleted' : 'revoked';
}

/** Evidence tells whole seconds. */
export function isBetween(time: string | null, earliest = Number.NaN, latest = Number.NaN): boolean {
  const at = Date.parse(time ?? '');
  return at >= Math.floor(earliest / SECOND) * SECOND && at <= latest;
}

/** Who approved what stood at a time. */
export function lastWord({ added, edited }: CountedLife, at: number): readonly string[] {
  const last = [added, ...edited].findLast(
    (change) => change.at <= at && (change === added || change.approvals.length > 0),
  );
  return (last?.approvals ?? []).map(({ login }) => login);
}
