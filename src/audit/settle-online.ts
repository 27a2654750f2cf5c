import type { Finding } from './finding.js';
import type { UnprovedRule } from './verify-rules.js';

/** What GitHub's word on the evidence's commits settles, whatever it says of them. */
const OF_SIGNATURES: readonly UnprovedRule[] = ['no-signatures', 'signatures-unchecked'];

/**
 * All findings of a verification that asked GitHub too: without the doubts that it has settled. Where it left a question
 * open, each doubt stays, since nobody can say which of them it was.
 *
 * @param isWhole whether GitHub was asked about every record.
 */
export function settleOnline(offline: readonly Finding[], online: readonly Finding[], isWhole: boolean): Finding[] {
  const isOpen = online.some(({ rule }) => rule === 'online-unavailable');
  const settled: readonly string[] = isWhole ? [...OF_SIGNATURES, 'reviews-from-github'] : OF_SIGNATURES;
  const left = offline.filter(({ rule }) => isOpen || !settled.includes(rule));
  const all = [...left, ...online];
  return [...all.filter(({ level }) => level === 'wrong'), ...all.filter(({ level }) => level === 'unproved')];
}
