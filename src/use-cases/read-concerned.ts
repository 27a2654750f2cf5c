import type { EvidenceReading } from '../audit/sources.js';
import { type LifeName, readEvidencePath } from '../evidence/evidence-path.js';
import type { RunIndex } from '../evidence/index-run.js';
import type { RunFacts } from '../evidence/run-facts.js';
import type { Repository } from '../git/repository.js';
import { readEvidenceBranch } from './read-evidence-branch.js';

/**
 * The records that a run can have something to add to: of all lives of the grants that its history tells of, and of those
 * whose marks it found on what it took away and no grant explained, which the history is too short to tell of.
 */
export async function readConcerned(
  head: string | null,
  facts: RunFacts,
  index: RunIndex,
  repository: Repository,
): Promise<EvidenceReading> {
  const names = new Set([...facts.lives.map(({ grant }) => grant), ...facts.grants.map(({ name }) => name)]);
  const isMarked = findMarks(facts, index);
  const wants = ({ grant }: LifeName) => names.has(grant) || isMarked(grant);
  const reading = await readEvidenceBranch(repository, head, wants);
  // What else somebody put there is the audit's to tell: no run has anything to add to it.
  return { ...reading, faults: reading.faults.filter(({ path }) => readEvidencePath(path) !== null) };
}

function findMarks({ outcomes, targets, repositoryId }: RunFacts, index: RunIndex): (grant: string) => boolean {
  const unexplained = outcomes.flatMap(({ change, result }) => {
    if (change.action !== 'remove' || change.grant !== null || result !== 'done' || !index.isGiving(change)) return [];
    const of = targets.find(({ target }) => target.systems.some(({ name }) => name === change.system));
    return of === undefined ? [] : { rules: of.target.rules, mark: of.target.rules.markOf(change.observed.id) };
  });
  const marks = new Map(unexplained.map(({ rules, mark }) => [mark, rules]));
  return (grant) => [...marks].some(([mark, rules]) => rules.grantMark(grant, repositoryId) === mark);
}
