import type { SourceFile } from '../access/source-file.js';
import type { PullRequestFacts } from './facts.js';
import { isCountable } from './find-owners.js';
import type { OwnerRule } from './parse-codeowners.js';

/** Lines of CODEOWNERS with owners whom GitHub does not know, those as {@link isUnknown} compares them. */
export type UnknownOwners = ReadonlyMap<number, ReadonlySet<string>>;

/**
 * What GitHub says about the default branch now, as far as it is about the very lines that decide. Only of what is open: what was
 * merged had the owners of its day, who may be gone by now (law 6).
 */
export function findUnknownOwners(
  facts: Pick<PullRequestFacts, 'state' | 'unknownOwners'>,
  codeOwners: SourceFile | null,
): UnknownOwners {
  const found = new Map<number, Set<string>>();
  if (facts.state !== 'open' || facts.unknownOwners.length === 0 || codeOwners === null) return found;
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(codeOwners.bytes ?? new Uint8Array()).split('\n');
  for (const { path, line, source, owner } of facts.unknownOwners) {
    if (path !== codeOwners.path || lines[line - 1]?.replace(/\r$/, '') !== source) continue;
    found.set(line, (found.get(line) ?? new Set()).add(owner.toLowerCase()));
  }
  return found;
}

/** Whether GitHub does not know an owner whom a line names. */
export function isUnknown(owner: string, rule: OwnerRule, unknown: UnknownOwners): boolean {
  return unknown.get(rule.line)?.has(owner.toLowerCase()) ?? false;
}

/** Whether a line names people or teams, and GitHub knows none of them: then no review can ever count. */
export function namesNobodyKnown(rule: OwnerRule, unknown: UnknownOwners): boolean {
  const countable = rule.owners.filter(isCountable);
  return countable.length > 0 && countable.every((owner) => isUnknown(owner, rule, unknown));
}
