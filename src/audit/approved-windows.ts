import type { Incarnation } from '../access/incarnations.js';
import type { Window } from '../access/instant.js';
import type { EvidenceRecord } from '../evidence/record.js';
import type { JudgedLine } from './judged-line.js';

/**
 * What was approved of a life after each of its versions: null where nothing was yet. As law 6 has it, a version needs its
 * own approval where its window is not contained in the one that stood before; without it, what stood before stays approved.
 *
 * @param versionsAt where on the line each version is.
 */
export function approvedWindows(
  { versions }: Pick<Incarnation, 'versions'>,
  { events }: Pick<EvidenceRecord, 'events'>,
  versionsAt: readonly number[],
  { positions }: Pick<JudgedLine, 'positions'>,
): readonly (Window | null)[] {
  const approved = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'approved') approved.set(event.version, positions.get(event.policy.commit) ?? -1);
  }
  // One pull request may bring several versions (a rebase); only its last was ever in force.
  let broughtFrom = Number.POSITIVE_INFINITY;
  const isPassing = versions.map(() => false);
  for (let index = versions.length - 1; index >= 0; index -= 1) {
    isPassing[index] = (versionsAt[index] ?? -1) > broughtFrom;
    broughtFrom = Math.min(broughtFrom, approved.get(versions[index]?.commit ?? '') ?? Number.POSITIVE_INFINITY);
  }
  let standing: Window | null = null;
  return versions.map(({ commit, window }, index) => {
    if (window === null || isPassing[index] === true) return standing;
    if (approved.has(commit) || (standing !== null && contains(standing, window))) standing = window;
    return standing;
  });
}

export function contains(outer: Window, inner: Window): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
