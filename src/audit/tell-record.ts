import { parseInstant } from '../access/instant-text.js';
import type { Approved, EvidenceEvent, EvidenceRecord, Given, Removed } from '../evidence/record.js';
import { timeOfEvent } from './record-until.js';
import type { StoryEntry, StoryKind } from './story.js';

/** What the evidence tells of a life, in the order of the record. */
export function tellRecord(record: EvidenceRecord): readonly StoryEntry[] {
  return record.events.flatMap((event) =>
    event.kind === 'approved' ? tellApproval(record, event) : [tell(record, event)],
  );
}

/** One for each review that counted, when it was given: the head that it names is what was looked at. */
function tellApproval(record: EvidenceRecord, event: Approved): readonly StoryEntry[] {
  const { pullRequest, codeOwners, policy, approvers } = event;
  const common = {
    kind: 'approved',
    grant: record.grant,
    addedIn: record.addedIn,
    pullRequest: pullRequest.number,
  } as const;
  const rule = `${codeOwners.path}:${codeOwners.line} (${[codeOwners.pattern, ...codeOwners.owners].join(' ')}) of ${policy.commit.slice(0, 12)}`;
  if (approvers.length === 0) {
    const at = parseInstant(pullRequest.mergedAt) ?? timeOfEvent(event);
    const text = `Nobody had to approve it: ${event.because}`;
    return [{ ...common, at, text, commit: pullRequest.head, run: event.run.url }];
  }
  return approvers.map((review) => ({
    ...common,
    at: parseInstant(review.submittedAt) ?? timeOfEvent(event),
    text: `${review.login} approved ${review.commit.slice(0, 12)} in #${pullRequest.number}, by ${rule}.`,
    commit: review.commit,
    run: event.run.url,
  }));
}

function tell(record: EvidenceRecord, event: Exclude<EvidenceEvent, Approved>): StoryEntry {
  const { kind, text } = describe(event);
  return {
    at: timeOfEvent(event),
    kind,
    grant: record.grant,
    addedIn: record.addedIn,
    text,
    commit: commitOf(event),
    pullRequest: event.kind === 'refused' || event.kind === 'removed' ? event.pullRequest : null,
    run: event.run.url,
  };
}

function commitOf(event: Exclude<EvidenceEvent, Approved>): string | null {
  if (event.kind === 'refused') return event.version;
  return event.kind === 'removed' ? event.removedIn : null;
}

function describe(event: Exclude<EvidenceEvent, Approved>): { readonly kind: StoryKind; readonly text: string } {
  switch (event.kind) {
    case 'refused':
      return { kind: 'refused', text: `It was not given (${event.rule}): ${event.message}` };
    case 'failed': {
      const what = event.action === 'put' ? 'It could not be given' : 'It could not be taken away';
      return { kind: 'failed', text: `${what} at ${event.target} (${event.rule}): ${event.message}` };
    }
    case 'given':
      return describeGiven(event);
    case 'removed':
      return { kind: 'gone', text: describeGone(event) };
  }
}

function describeGiven({ why, target, entitlement, floor }: Given): {
  readonly kind: StoryKind;
  readonly text: string;
} {
  const where = `${target}, ${entitlement}`;
  const ends = floor === null ? 'the provider does not end it by itself' : `the provider itself ends it at ${floor}`;
  switch (why) {
    case 'granted':
      return { kind: 'given', text: `It was given and read back at ${where}; ${ends}.` };
    case 'found':
      return { kind: 'given', text: `It was found given at ${where}, by a run that had died; ${ends}.` };
    case 'changed':
      return { kind: 'changed', text: `It was changed and read back at ${where}; ${ends}.` };
    case 'altered':
      return { kind: 'drifted', text: `Somebody had changed it at ${where}; it was put back and read back; ${ends}.` };
    case 'missing':
      return {
        kind: 'drifted',
        text: `Somebody had taken it away at ${where}; it was put back and read back; ${ends}.`,
      };
  }
}

const REASONS: Readonly<Record<Removed['why'], string>> = {
  expired: 'its window had ended',
  revoked: 'a merged pull request removed its file',
  deleted: 'its file was removed, by no pull request',
  changed: 'it gives other things now',
  policy: 'its file can be read, and is not allowed as it stands',
  unreadable: 'its file cannot be read any more',
  unapproved: 'what it would give is not approved',
};

function describeGone({ why, by, target, entitlement, endedAt }: Removed): string {
  const how = by === 'run' ? 'It was taken away and read back as gone' : 'It was found gone';
  const ended = endedAt === null ? '' : `; it had ended at ${endedAt}`;
  return `${how} at ${target}, ${entitlement}, because ${REASONS[why]}${ended}.`;
}
