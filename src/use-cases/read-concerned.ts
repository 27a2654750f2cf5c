import type { EvidenceReading } from '../audit/sources.js';
import { type LifeName, readEvidencePath } from '../evidence/evidence-path.js';
import type { RunIndex } from '../evidence/index-run.js';
import type { RunFacts } from '../evidence/run-facts.js';
import type { Repository } from '../git/repository.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { readEvidenceBranch } from './read-evidence-branch.js';

/** Each file is held against every folder that is named, so of more of them whole systems are listed. */
const MOST_FOLDERS = 200;

/**
 * The records that a run can have something to add to: of all lives of the grants that its history tells of, and of those
 * whose marks it found on what it took away and no grant explained, which the history is too short to tell of. Only for those
 * the whole branch is listed: what else somebody put there can hold no run up.
 *
 * @throws {GitError} where there are more files than can be listed.
 */
export async function readConcerned(
  head: string | null,
  facts: RunFacts,
  index: RunIndex,
  repository: Repository,
): Promise<EvidenceReading> {
  const names = new Set([...facts.lives.map(({ grant }) => grant), ...facts.grants.map(({ name }) => name)]);
  const marks = findMarks(facts, index);
  if (names.size === 0 && marks.size === 0) return { head, records: new Map(), faults: [] };
  const isMarked = (grant: string) =>
    [...marks].some(([mark, rules]) => rules.grantMark(grant, facts.repositoryId) === mark);
  const wants = ({ grant }: LifeName) => names.has(grant) || isMarked(grant);
  const reading = await readEvidenceBranch(repository, head, wants, marks.size === 0 ? foldersOf(names) : []);
  // What else somebody put there is the audit's to tell: no run has anything to add to it.
  return { ...reading, faults: reading.faults.filter(({ path }) => readEvidencePath(path) !== null) };
}

/** `<system>/<login>` of each grant, or `<system>`. */
function foldersOf(names: ReadonlySet<string>): readonly string[] {
  const folders = [2, 1].map((depth) => [...new Set([...names].map((name) => name.split('/', depth).join('/')))]);
  return folders.find(({ length }) => length <= MOST_FOLDERS) ?? [];
}

/** What the ids of things bear that no grant explained, with the rules that it was made by. */
function findMarks({ outcomes, targets }: RunFacts, index: RunIndex): ReadonlyMap<string, ProviderRules> {
  const unexplained = outcomes.flatMap(({ change, result }): [string, ProviderRules][] => {
    if (change.action !== 'remove' || change.grant !== null || result !== 'done' || !index.isGiving(change)) return [];
    const of = targets.find(({ target }) => target.systems.some(({ name }) => name === change.system));
    return of === undefined ? [] : [[of.target.rules.markOf(change.observed.id), of.target.rules]];
  });
  return new Map(unexplained);
}
