import type { HistoryCommit } from '../access/history.js';
import type { Incarnation } from '../access/incarnations.js';
import type { Instant } from '../access/instant.js';
import { recordOf } from './audit-rows.js';
import type { AuditPeriod } from './select-rows.js';
import type { AuditSources } from './sources.js';
import type { StoryEntry } from './story.js';
import { tellLife } from './tell-life.js';
import { tellRecord } from './tell-record.js';

/**
 * One story of these lives from git and the evidence, in the order of time; what happened in the same second stands in the
 * order in which a grant goes its way.
 *
 * @param period takes what happened in it: `[since, until)`.
 * @param now what the branch says of a later time has not happened; what was recorded has.
 */
export function tellStory(
  sources: AuditSources,
  lives: readonly Incarnation[],
  { since, until }: AuditPeriod,
  now: Instant,
): readonly StoryEntry[] {
  const commits = new Map<string, HistoryCommit>(sources.history.map((commit) => [commit.sha, commit]));
  const entries = lives.flatMap((life) => {
    const record = recordOf(life, sources);
    return [...tellLife(life, commits, now), ...(record === null ? [] : tellRecord(record))];
  });
  return entries
    .filter(({ at }) => (since === null || at >= since) && (until === null || at < until))
    .sort((a, b) => a.at - b.at || placeOf(a) - placeOf(b));
}

const ORDER = [
  'approved',
  'asked',
  'edited',
  'refused',
  'failed',
  'given',
  'changed',
  'drifted',
  'ended',
  'removed',
  'gone',
];

function placeOf({ kind }: StoryEntry): number {
  return ORDER.indexOf(kind);
}
