import { judgeEvidence, judgeRecorded } from './judge-evidence.js';
import { placeOf, type Seen } from './look.js';
import type { Ended } from './run-in-process.js';
import type { Scenario } from './scenarios.js';

/** What is to be there in the end: as labelled in the scenario, and byte by byte as a run without faults leaves it. */
export interface Expected {
  readonly scenario: Pick<Scenario, 'given' | 'reverted' | 'refused'>;
  readonly before: Seen;
  readonly after: Seen;
}

/** What is wrong with the end of a case; none: it has survived. */
export function judgeEnd(expected: Expected, seen: Seen): string[] {
  const wrong: string[] = [];
  const { after } = expected;
  for (const [id, text] of after.cloud) {
    if (!seen.cloud.has(id)) wrong.push(`an approved grant is missing: ${id}`);
    else if (seen.cloud.get(id) !== text) wrong.push(`the cloud has other content: ${id}`);
  }
  for (const id of seen.cloud.keys()) if (!after.cloud.has(id)) wrong.push(`nobody should have ${id}`);
  wrong.push(...differing('open revert', after.reverts, seen.reverts));
  wrong.push(...differing('branch', after.branches, seen.branches));
  wrong.push(...differing('open issue', after.issues, seen.issues));
  wrong.push(...differing('closed pull request', after.closedByBots, seen.closedByBots));
  wrong.push(...doubled('comment', seen.comments));
  return wrong;
}

/** At no moment may there be anything that was neither there before nor is wanted in the end. */
export function judgeMoment({ before, after }: Expected, seen: Seen): string[] {
  return [...seen.cloud].flatMap(([id, text]) =>
    [before.cloud.get(id), after.cloud.get(id)].includes(text)
      ? []
      : [`after the fault nobody should have ${id}: ${text}`],
  );
}

/** A run that says that all is well must be right, and what it says that it has done must be there. */
export function judgeClaims({ scenario, after }: Expected, ended: Ended, seen: Seen): string[] {
  const wrong: string[] = [];
  const { run, success, report } = ended;
  if (success) {
    for (const id of seen.cloud.keys())
      if (!after.cloud.has(id)) wrong.push(`${run} claims success, and there is ${id}`);
    if (run === 'provision') {
      for (const [id, text] of after.cloud) {
        if (seen.cloud.get(id) !== text) wrong.push(`provision claims success without ${id}`);
      }
    } else {
      for (const head of after.reverts)
        if (!seen.reverts.includes(head)) wrong.push(`expire claims success without ${head}`);
    }
    if (run === 'provision' && scenario.refused.length > 0) wrong.push('provision claims success over what it refuses');
  }
  // What could not be recorded is told, and the next run records what it finds.
  if (report?.evidence?.faults.length === 0) wrong.push(...judgeRecorded(report.outcomes, seen));
  for (const { change, result } of report?.outcomes ?? []) {
    if (result !== 'done') continue;
    if (change.action === 'remove') {
      if (seen.cloud.has(change.observed.id)) wrong.push(`${run} claims to have removed ${change.observed.id}`);
    } else if (seen.cloud.get(change.entitlement.id) !== change.entitlement.content) {
      wrong.push(`${run} claims to have given ${change.entitlement.id}`);
    }
  }
  for (const { branch, result } of report?.reverts ?? []) {
    if ((result === 'opened' || result === 'reused') && !seen.reverts.includes(branch))
      wrong.push(`${run} claims ${branch}`);
  }
  return wrong;
}

/** The labels hold whatever the code thinks: this is asked once for each run without faults. */
export function judgeLabels({ given, reverted }: Expected['scenario'], seen: Seen): string[] {
  const ids = [...seen.cloud.keys()].filter((id) => !id.startsWith('role:')).sort();
  return [
    ...differing('policy', given.map(placeOf).sort(), ids),
    ...differing('revert', reverted.map((grant) => `lapse/revert/aws-sandbox/${grant}`).sort(), seen.reverts),
    ...doubled('comment', seen.comments),
    ...doubled('revert', seen.reverts),
    ...judgeEvidence(seen),
  ];
}

function differing(what: string, wanted: readonly string[], seen: readonly string[]): string[] {
  const missing = wanted.filter((one) => !seen.includes(one)).map((one) => `${what} missing: ${one}`);
  const extra = seen.filter((one) => !wanted.includes(one)).map((one) => `${what} too many: ${one}`);
  return [...missing, ...extra, ...doubled(what, seen)];
}

function doubled(what: string, seen: readonly string[]): string[] {
  return seen.filter((one, index) => seen.indexOf(one) !== index).map((one) => `${what} twice: ${one}`);
}
