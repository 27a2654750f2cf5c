import { formatInstant } from '../access/instant-text.js';
import { EVIDENCE_BRANCH } from '../evidence/evidence-path.js';
import type { DriftRecords } from '../evidence/find-drift.js';
import { findGone } from '../evidence/find-gone.js';
import { indexRun, type RunIndex } from '../evidence/index-run.js';
import { planEvidence } from '../evidence/plan-evidence.js';
import type { EvidenceRecord, EvidenceRun } from '../evidence/record.js';
import { removedPlaces } from '../evidence/removed-places.js';
import type { Life, RunFacts } from '../evidence/run-facts.js';
import { GitHubError } from '../github/github.js';
import type { EvidenceReport } from '../plan/run-report.js';
import { endSentence } from '../render/sentence.js';
import { askWhoApproved, askWhoTookAway, type KnownPullRequests } from './ask-for-evidence.js';
import { commitEvidence } from './commit-evidence.js';
import { toFiles } from './evidence-files.js';
import { readConcerned } from './read-concerned.js';
import type { Reconciled } from './reconcile.js';
import type { RunOptions, RunPorts } from './run-ports.js';

export interface RecordedEvidence {
  /** The records as they were before this run added to them: what drift is told by. null: they could not be read. */
  readonly before: DriftRecords | null;
  /** null: a dry run. */
  readonly report: EvidenceReport | null;
}

/** A branch that moves this often is left to the next run, which finds what this one could not say. */
const MOST_ATTEMPTS = 5;

type Recorded = Omit<Reconciled, 'covers' | 'systems' | 'unchanged' | 'warnings'>;

/**
 * Adds what the run found and did to the records of the grants concerned (design §8), once the providers have shown it. A
 * run that has nothing new asks GitHub nothing. Where somebody else wrote meanwhile, it is worked out again on top of that.
 * That it cannot be written stops nothing: it is reported, and the next run makes it good.
 *
 * @throws never: what goes wrong is a fault of the report, which fails the run.
 */
export async function recordEvidence(
  name: EvidenceRun['name'],
  reconciled: Recorded,
  ports: RunPorts,
  { dryRun, confirmed, runUrl }: Pick<RunOptions, 'dryRun' | 'confirmed' | 'runUrl'>,
): Promise<RecordedEvidence> {
  const { tip, startedAt, lost } = reconciled;
  const run: EvidenceRun = { name, commit: tip.sha, url: runUrl ?? null, startedAt: formatInstant(startedAt) };
  const known: KnownPullRequests = new Map();
  let before: DriftRecords | null = null;
  let head = tip.evidence;
  let isWriting = false;
  try {
    const facts = collectFacts(run, reconciled);
    const index = indexRun(facts);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      if (head !== null) await ports.repository.ensureCommit(head, EVIDENCE_BRANCH);
      const { records, faults: unreadable } = await readConcerned(head, facts, index, ports.repository);
      before ??= { standing: standingRecords(index, records), removed: removedPlaces(records.values()) };
      if (dryRun) return { before, report: null };
      const gone = findGone(facts, index, records);
      const answers = {
        pullRequests: await askWhoTookAway(gone, known, tip.branch, ports),
        verdicts: await askWhoApproved(facts, index, records, reconciled.verdicts, ports),
      };
      const planned = planEvidence(facts, index, records, gone, answers);
      const broken = new Set(unreadable.map(({ path }) => path));
      const { files, faults } = toFiles(planned.changed, records, broken);
      const all = [
        ...unreadable.map(({ path, message }) => `${path}: ${message} ${RESTORE}`),
        ...planned.faults,
        ...faults,
      ];
      const told = { written: files.length, faults: all };
      // What was confirmed has to be known to the next run, which goes by the newest commit.
      const isConfirming = lost !== null && confirmed;
      if (files.length === 0 && !isConfirming) return { before, report: { ...told, commit: head } };
      isWriting = true;
      try {
        return {
          before,
          report: { ...told, commit: await commitEvidence(head, files, run, isConfirming ? null : lost, ports) },
        };
      } catch (error) {
        if (!(error instanceof GitHubError) || error.kind !== 'stale') throw error;
        ports.progress('The evidence was written to meanwhile; it is worked out again');
        await ports.sleep(attempt * 1000);
        head = (await ports.github.readTip()).evidence;
      }
    }
    throw new GitHubError('stale', `The branch of the evidence moved ${MOST_ATTEMPTS} times while it was written to.`);
  } catch (error) {
    // Whatever it is, also a mistake of ours: what the run did is done, and reverts, notices and the summary are to follow.
    const message = endSentence(error instanceof Error ? error.message : String(error));
    if (dryRun) ports.progress(`The evidence could not be read: ${message}`);
    const report = { written: 0, commit: head, faults: [`${message} ${isWriting ? IN_DOUBT : LATER}`] };
    return { before, report: dryRun ? null : report };
  }
}

const RESTORE = 'It is left as it is, and nothing is recorded for this grant; restore the file as it last was.';
const LATER = 'Nothing of this run is recorded; the next one records what it finds.';
/** GitHub may have written what it then did not answer for, and of several commits the first ones stay. */
const IN_DOUBT = 'What this run did may be recorded in part or not at all; the next one records what is missing.';

function collectFacts(run: EvidenceRun, reconciled: Recorded): RunFacts {
  const { tip, startedAt, observedAt, reading, plans, outcomes, refusals, problems } = reconciled;
  const { targets, incarnations, former } = plans;
  const lives = incarnations.flatMap(({ grant, addedIn, versions, removedIn }): Life[] =>
    addedIn === null ? [] : [{ grant, addedIn, versions, removedIn }],
  );
  const { grants } = reading;
  const told = { outcomes, refusals, problems, former };
  return { run, repositoryId: tip.repositoryId, startedAt, observedAt, lives, grants, targets, ...told };
}

function standingRecords(
  { standing }: RunIndex,
  records: ReadonlyMap<string, EvidenceRecord>,
): ReadonlyMap<string, EvidenceRecord> {
  return new Map(
    [...standing].flatMap(([path, { name }]): [string, EvidenceRecord][] => {
      const record = records.get(path);
      return record === undefined ? [] : [[name, record]];
    }),
  );
}
