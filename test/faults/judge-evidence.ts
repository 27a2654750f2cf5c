import { standingGiven } from '../../src/evidence/last-given.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import type { ChangeOutcome } from '../../src/plan/run-report.js';
import type { Seen } from './look.js';

/** What is wrong with the evidence once all has settled: it has to say what there is, and nothing that never was. */
export function judgeEvidence({ cloud, evidence }: Pick<Seen, 'cloud' | 'evidence'>): string[] {
  const wrong = [...evidence.faults];
  const told = new Map<string, string>();
  for (const record of evidence.records) {
    wrong.push(...judgeRecord(record));
    for (const { entitlement, content } of standingGiven(record)) {
      if (told.has(entitlement)) wrong.push(`two lives have ${entitlement} by their records`);
      told.set(entitlement, content);
    }
  }
  for (const [id, content] of cloud) {
    // A cut gives nothing, so no record tells of it.
    if (id.startsWith('role:')) continue;
    if (told.get(id) !== content) wrong.push(`no record tells of ${id} as it is`);
    told.delete(id);
  }
  return [...wrong, ...[...told.keys()].map((id) => `a record tells of ${id}, and it is not there`)];
}

/** What a run says that it has done and recorded has to be recorded. */
export function judgeRecorded(outcomes: readonly ChangeOutcome[], { evidence }: Pick<Seen, 'evidence'>): string[] {
  const told = new Map(
    evidence.records.flatMap(standingGiven).map(({ entitlement, content }) => [entitlement, content]),
  );
  return outcomes.flatMap(({ change, result }) => {
    if (result !== 'done' || change.reason === 'cut') return [];
    const isRemoval = change.action === 'remove';
    const id = isRemoval ? change.observed.id : change.entitlement.id;
    const content = isRemoval ? undefined : change.entitlement.content;
    return told.get(id) === content ? [] : [`${change.action} ${id} is not recorded`];
  });
}

/** Nobody in these stories does anything by hand, and nothing is given without approval or twice. */
function judgeRecord({ grant, versions, events }: EvidenceRecord): string[] {
  const wrong: string[] = [];
  const add = (what: string) => wrong.push(`the record of ${grant} ${what}`);
  const standing = new Map<string, string>();
  for (const event of events) {
    if (event.kind === 'given') {
      if (event.why === 'altered' || event.why === 'missing') add(`says that something was ${event.why}`);
      if (standing.get(event.entitlement) === event.content) add('says twice that the same was given');
      standing.set(event.entitlement, event.content);
    } else if (event.kind === 'removed') standing.delete(event.entitlement);
  }
  const isGiven = events.some(({ kind }) => kind === 'given');
  if (isGiven && !events.some(({ kind }) => kind === 'approved')) add('says of nobody that they approved it');
  const texts = events.map(({ run: _run, ...event }) => JSON.stringify(event));
  if (texts.some((text, index) => texts[index - 1] === text)) add('says the same twice');
  if (new Set(versions.map(({ commit }) => commit)).size !== versions.length) add('has a version twice');
  return wrong;
}
