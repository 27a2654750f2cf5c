import type { Approved, EvidenceRecord } from '../../src/evidence/record.js';
import { always, editApproved, editEvents, edited, inCopy, onTop, pathsOf, swapped } from './edit-records.js';
import { FATES } from './fifty-grants.js';
import { MAIN, RECORDS } from './tamper.js';

/** One way to get at the evidence or the history, and what has to be said about it. */
export interface Tampering {
  readonly what: string;
  readonly rule: string;
  /** null: it concerns the evidence as a whole. */
  readonly grant: string | null;
  /** Of the same commit, where that is another one now: the same holds for them. */
  readonly others?: readonly string[];
  /** Only GitHub can tell. */
  readonly isOnline?: boolean;
  /** Gives the folder of a copy that was got at. */
  tamper(clone: string): string;
}

const ONE_HOUR = 'reporting/bob/one-hour';
const STANDING = 'aws-sandbox/alice/standing';
/** What the last merge brought. */
const LAST: readonly string[] = FATES.standing;
const REFUSED = 'aws-sandbox/alice/unapproved';

/** Adds an approval to what was refused, made of one that another grant of the same owners has. */
function forge(
  make: (approved: Approved, record: EvidenceRecord, base: string) => Approved,
): (clone: string) => string {
  return inCopy(({ read, commit, git }) => {
    const files = read(RECORDS);
    const [path = ''] = pathsOf(files, REFUSED);
    const like = JSON.parse(files.get(pathsOf(files, 'aws-sandbox/alice/extended')[0] ?? '') ?? '') as EvidenceRecord;
    const approved = like.events.find((event) => event.kind === 'approved');
    if (approved === undefined) throw new Error(`${like.grant} was not approved.`);
    const text = edited(files.get(path), (record) => {
      const forged = make({ ...approved, version: record.addedIn }, record, git('rev-parse', `${record.addedIn}^`));
      return { ...record, events: [...record.events, forged] };
    });
    commit(RECORDS, { [path]: text });
  });
}

export const TAMPERINGS: readonly Tampering[] = [
  {
    what: 'a record rewritten by a push, with another approver',
    rule: 'evidence-rewritten',
    grant: ONE_HOUR,
    tamper: onTop(ONE_HOUR, swapped({ login: 'alice-two', id: 583_234 })),
  },
  {
    what: 'an approver exchanged for the beneficiary, as if it had always been so',
    rule: 'forged-approval',
    grant: ONE_HOUR,
    tamper: always(ONE_HOUR, swapped({ login: 'bob', id: 583_232 })),
  },
  {
    what: 'an approver exchanged for another owner, as if it had always been so',
    rule: 'online-review',
    grant: 'reporting/alice/one-hour',
    isOnline: true,
    tamper: always('reporting/alice/one-hour', swapped({ login: 'carol', id: 583_233 })),
  },
  {
    what: 'a record dropped by a push',
    rule: 'evidence-dropped',
    grant: ONE_HOUR,
    tamper: inCopy(({ read, commit }) =>
      commit(RECORDS, Object.fromEntries(pathsOf(read(RECORDS), ONE_HOUR).map((path) => [path, null]))),
    ),
  },
  {
    what: 'a record dropped, as if it had never been there',
    rule: 'evidence-missing',
    grant: ONE_HOUR,
    tamper: inCopy(({ rebuild }) =>
      rebuild(RECORDS, (files) => {
        for (const path of pathsOf(files, ONE_HOUR)) files.delete(path);
      }),
    ),
  },
  {
    what: 'an approval of another pull request, for what was refused',
    rule: 'approval-merge',
    grant: REFUSED,
    tamper: forge((approved) => approved),
  },
  {
    what: 'an approval made up for what was refused, in all that a clone can tell',
    rule: 'online-review',
    grant: REFUSED,
    isOnline: true,
    tamper: forge((approved, record, base) => {
      const refused = record.events.find((event) => event.kind === 'refused');
      const number = refused?.pullRequest ?? 0;
      const merge = record.addedIn;
      const mergedAt = record.versions[0]?.committedAt ?? '';
      const { pullRequest, policy, approvers } = approved;
      return {
        ...approved,
        pullRequest: { number, url: pullRequest.url.replace(/\d+$/, String(number)), mergedAt, head: merge, merge },
        policy: { ...policy, commit: base },
        approvers: approvers.map((review) => ({ ...review, commit: merge, submittedAt: mergedAt })),
      };
    }),
  },
  {
    what: 'an approval of another commit than the head',
    rule: 'forged-approval',
    grant: ONE_HOUR,
    tamper: always(
      ONE_HOUR,
      editApproved((approved) => ({
        ...approved,
        approvers: approved.approvers.map((review) => ({ ...review, commit: approved.policy.commit })),
      })),
    ),
  },
  {
    what: 'an approval of other bytes',
    rule: 'other-bytes',
    grant: ONE_HOUR,
    tamper: always(
      ONE_HOUR,
      editApproved((approved) => ({
        ...approved,
        pullRequest: { ...approved.pullRequest, head: approved.policy.commit },
        approvers: approved.approvers.map((review) => ({ ...review, commit: approved.policy.commit })),
      })),
    ),
  },
  {
    what: 'a line of CODEOWNERS changed in the record',
    rule: 'code-owners-line',
    grant: ONE_HOUR,
    tamper: always(
      ONE_HOUR,
      editApproved((approved) => ({
        ...approved,
        codeOwners: { ...approved.codeOwners, owners: ['@acme/engineering'] },
      })),
    ),
  },
  {
    what: 'a line of CODEOWNERS changed in the history',
    rule: 'evidence-without-grant',
    grant: STANDING,
    others: LAST.filter((grant) => grant !== STANDING),
    tamper: inCopy(({ rebuild, git }) => {
      // What the last request was merged onto, and what came after it.
      const commits = Number(git('rev-list', '--count', '--first-parent', MAIN));
      rebuild(MAIN, (files, index) => {
        if (index !== commits - 2) return;
        files.set(
          '.github/CODEOWNERS',
          (files.get('.github/CODEOWNERS') ?? '').replace('@acme/security', '@acme/oncall'),
        );
      });
    }),
  },
  {
    what: 'a window moved in the record',
    rule: 'moved-window',
    grant: ONE_HOUR,
    tamper: always(ONE_HOUR, (record) => ({
      ...record,
      versions: record.versions.map((version) => ({
        ...version,
        request: version.request === null ? null : { ...version.request, end: '2027-01-01T00:00:00Z' },
      })),
    })),
  },
  {
    what: 'a grant taken out of the history',
    rule: 'evidence-without-grant',
    grant: STANDING,
    others: LAST.filter((grant) => grant !== STANDING),
    tamper: inCopy(({ rebuild }) => rebuild(MAIN, (files) => void files.delete(`access/${STANDING}.yaml`))),
  },
  {
    what: 'a removal taken away',
    rule: 'removal-unconfirmed',
    grant: ONE_HOUR,
    tamper: always(
      ONE_HOUR,
      editEvents((event) => (event.kind === 'removed' ? null : event)),
    ),
  },
  {
    what: 'a commit put into the middle of the branch, and undone by the next',
    rule: 'evidence-rewritten',
    grant: ONE_HOUR,
    tamper: inCopy(({ rebuild }) =>
      rebuild(RECORDS, (files, index) => {
        if (index !== 4) return;
        const edit = swapped({ login: 'alice-two', id: 583_234 });
        for (const path of pathsOf(files, ONE_HOUR)) files.set(path, edited(files.get(path), edit));
      }),
    ),
  },
  {
    what: 'the branch made anew, with nothing changed but the words for its readers',
    rule: 'online-signature',
    grant: null,
    isOnline: true,
    tamper: inCopy(({ rebuild }) =>
      rebuild(RECORDS, (files, index) => {
        if (index > 4) files.set('README.md', `${files.get('README.md')}\nTrust it.\n`);
      }),
    ),
  },
  {
    what: 'access given to what was refused',
    rule: 'given-without-approval',
    grant: REFUSED,
    tamper: inCopy(({ read, commit }) => {
      const files = read(RECORDS);
      const [path = ''] = pathsOf(files, REFUSED);
      const like = JSON.parse(files.get(pathsOf(files, 'aws-sandbox/alice/extended')[0] ?? '') ?? '') as EvidenceRecord;
      const events = like.events.filter(({ kind }) => kind === 'given' || kind === 'removed');
      commit(RECORDS, {
        [path]: edited(files.get(path), (record) => ({ ...record, events: [...record.events, ...events] })),
      });
    }),
  },
  {
    what: 'a file that is no record',
    rule: 'evidence-foreign',
    grant: null,
    tamper: inCopy(({ commit }) => commit(RECORDS, { 'notes.txt': 'All is well.\n' })),
  },
  {
    what: 'a record of what never was',
    rule: 'evidence-without-grant',
    grant: 'aws-sandbox/alice/never',
    tamper: inCopy(({ read, commit }) => {
      const files = read(RECORDS);
      const [path = ''] = pathsOf(files, STANDING);
      const grant = 'aws-sandbox/alice/never';
      const text = edited(files.get(path), (record) => ({ ...record, grant }));
      commit(RECORDS, { [path.replace(STANDING, grant)]: text });
    }),
  },
  {
    what: 'a record that is no JSON',
    rule: 'evidence-unreadable',
    grant: ONE_HOUR,
    tamper: inCopy(({ read, commit }) =>
      commit(RECORDS, Object.fromEntries(pathsOf(read(RECORDS), ONE_HOUR).map((path) => [path, '{"schema": 1,\n']))),
    ),
  },
];
