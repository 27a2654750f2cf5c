import type { Instant } from '../access/instant.js';
import { findNamed, livesIn, type NamedScope, scopeOf } from '../audit/name-scope.js';
import { type AuditPeriod, type AuditScope, EVERYTHING } from '../audit/select-rows.js';
import type { AuditSources } from '../audit/sources.js';
import type { StoryEntry } from '../audit/story.js';
import { tellStory } from '../audit/tell-story.js';
import type { Repository } from '../git/repository.js';
import { readAuditSources } from './read-audit-sources.js';
import { requireEvidence } from './read-evidence-branch.js';
import { UsageError } from './usage-error.js';

export interface HistoryQuestion {
  /** A login, a system, a role or a grant; null: the scope alone says it. */
  readonly name: string | null;
  readonly scope: AuditScope;
  readonly period: AuditPeriod;
  /** A revision of the evidence; null: the branch where a clone has it, or none. */
  readonly evidence: string | null;
}

export interface HistoryAnswer {
  readonly story: readonly StoryEntry[];
  readonly sources: AuditSources;
}

/**
 * One person's, one system's, one role's or one grant's story, from a clone alone.
 *
 * @throws {ShallowCloneError} where the history is not all there.
 * @throws {UsageError} for a name that the history does not have, or that means more than one thing in it.
 */
export async function tellHistory(
  ports: { readonly repository: Repository; now(): Instant },
  { name, scope, period, evidence }: HistoryQuestion,
): Promise<HistoryAnswer> {
  const { repository } = ports;
  const sources = await readAuditSources(repository, await requireEvidence(repository, evidence));
  const named = name === null ? EVERYTHING : scopeOf(requireOne(findNamed(sources.lives, name), name));
  const lives = livesIn(livesIn(sources.lives, named), scope);
  if (lives.length === 0) {
    throw new UsageError('the history of HEAD has no such grant', '`lapse audit` lists what it has');
  }
  return { story: tellStory(sources, lives, period, ports.now()), sources };
}

function requireOne(found: readonly NamedScope[], typed: string): NamedScope {
  const [first, ...others] = found;
  if (first === undefined) {
    const cure = 'give a login, a system, a role or a grant; `lapse audit` lists what there was';
    throw new UsageError(`nothing in the history of HEAD is called ${JSON.stringify(typed)}`, cure);
  }
  if (others.length === 0) return first;
  const options = found.map(({ kind, name }) => `--${kind} ${name}`).join(', or ');
  throw new UsageError(`${JSON.stringify(typed)} means more than one thing`, `say which: ${options}`);
}
