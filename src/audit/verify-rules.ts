import { FETCH_EVIDENCE } from '../evidence/evidence-path.js';
import type { Finding } from './finding.js';

interface FindingRule {
  readonly level: Finding['level'];
  /** What to do about it, in one sentence. */
  readonly cure: string;
}

const LOOK_AT_BRANCH =
  'Look at who wrote this commit of lapse/evidence, and take what stood there before for what happened.';
const LOOK_AT_RECORD =
  'Compare the record with its earlier versions (git log -p lapse/evidence) and with its pull request.';
const LOOK_AT_PROVIDER =
  'Look at the provider whether it is there, then run provision and expire and read their summary.';
const LOOK_AT_RUN = "Read the log of the run that the record names, and the provider's own log of that time.";
const ASK_GITHUB = 'Verify with --online, which reads it from GitHub again.';

/** Every rule of the verification: stable names, which docs/evidence.md explains. */
export const FINDING_RULES = {
  'evidence-missing': {
    level: 'wrong',
    cure: 'Look in the runs of its time for why nothing was recorded, and in lapse/evidence for whether a record was dropped.',
  },
  'evidence-without-grant': {
    level: 'wrong',
    cure: 'Compare the clone with the default branch at GitHub: its history was rewritten, or the record is made up.',
  },
  'evidence-unreadable': { level: 'wrong', cure: 'Read its earlier versions (git log -p lapse/evidence -- its path).' },
  'other-repository': { level: 'wrong', cure: LOOK_AT_RECORD },
  'other-version': { level: 'wrong', cure: LOOK_AT_RECORD },
  'moved-window': { level: 'wrong', cure: LOOK_AT_RECORD },
  'version-missing': {
    level: 'wrong',
    cure: 'Run provision; if it stays, look in its summary for why it is not recorded.',
  },
  'approved-version': { level: 'wrong', cure: LOOK_AT_RECORD },
  'approval-merge': { level: 'wrong', cure: LOOK_AT_RECORD },
  'merge-time': {
    level: 'wrong',
    cure: "Compare the time with the pull request at GitHub, and the commit's date with it.",
  },
  'policy-commit': { level: 'wrong', cure: LOOK_AT_RECORD },
  'policy-digest': { level: 'wrong', cure: LOOK_AT_RECORD },
  'code-owners-line': {
    level: 'wrong',
    cure: 'Look who owned the request at the commit that is named, and whether one of them approved it.',
  },
  'other-groups': { level: 'wrong', cure: LOOK_AT_RECORD },
  'forged-approval': { level: 'wrong', cure: 'Look at the reviews of the pull request, and who wrote the record.' },
  'other-beneficiary': { level: 'wrong', cure: LOOK_AT_RECORD },
  'other-bytes': { level: 'wrong', cure: 'Compare what was approved with what was merged (git diff of the two).' },
  'given-without-approval': {
    level: 'wrong',
    cure: 'Find out who approved it, and if nobody did, what was done with it while it stood.',
  },
  'never-given': { level: 'wrong', cure: LOOK_AT_PROVIDER },
  'other-entitlement': { level: 'wrong', cure: LOOK_AT_RUN },
  'other-content': { level: 'wrong', cure: LOOK_AT_RUN },
  'given-after-end': { level: 'wrong', cure: LOOK_AT_RUN },
  'removal-unconfirmed': { level: 'wrong', cure: LOOK_AT_PROVIDER },
  'late-removal': { level: 'wrong', cure: LOOK_AT_RUN },
  'other-removal': { level: 'wrong', cure: LOOK_AT_RECORD },
  'run-commit': {
    level: 'wrong',
    cure: 'Compare the clone with the default branch at GitHub, and read the log of that run.',
  },
  'impossible-time': { level: 'wrong', cure: LOOK_AT_RUN },
  'evidence-rewritten': { level: 'wrong', cure: LOOK_AT_BRANCH },
  'evidence-dropped': { level: 'wrong', cure: LOOK_AT_BRANCH },
  'evidence-foreign': { level: 'wrong', cure: LOOK_AT_BRANCH },
  'evidence-unsigned': { level: 'wrong', cure: LOOK_AT_BRANCH },
  'evidence-author': { level: 'wrong', cure: LOOK_AT_BRANCH },
  'evidence-absent': {
    level: 'wrong',
    cure: `Fetch it: ${FETCH_EVIDENCE}; if GitHub has none, run provision, and ask who deleted it.`,
  },

  'no-evidence': {
    level: 'unproved',
    cure: `Fetch it: ${FETCH_EVIDENCE}`,
  },
  'before-evidence': {
    level: 'unproved',
    cure: "The summaries of the runs and the provider's own log may still tell.",
  },
  'short-without-evidence': { level: 'unproved', cure: 'The summaries of the runs of that time may still tell.' },
  'found-unapproved': { level: 'unproved', cure: 'Look at the reviews of its pull request.' },
  'other-form': {
    level: 'unproved',
    cure: 'Verify with the version of Lapse that ran then (uses: in the workflow at that commit).',
  },
  'renamed-account': { level: 'unproved', cure: ASK_GITHUB },
  'renamed-repository': { level: 'unproved', cure: ASK_GITHUB },
  'other-number': { level: 'unproved', cure: ASK_GITHUB },
  'version-pending': { level: 'unproved', cure: 'The next run of provision records it.' },
  'reviews-from-github': { level: 'unproved', cure: ASK_GITHUB },
  'team-membership': {
    level: 'unproved',
    cure: "GitHub tells memberships of today only: ask the organisation's audit log.",
  },
  'head-not-in-clone': {
    level: 'unproved',
    cure: 'Fetch them: git fetch origin "+refs/pull/*/head:refs/remotes/pull/*", then verify again.',
  },
  'policy-quorum': {
    level: 'unproved',
    cure: 'Set trusted-from (LAPSE_TRUSTED_FROM), and look at what changed the policy before it: git log -p on the policy files.',
  },
  'several-commits': { level: 'unproved', cure: ASK_GITHUB },
  'provider-word': { level: 'unproved', cure: "The provider's own log (for AWS: CloudTrail) says it independently." },
  'removed-not-given': {
    level: 'unproved',
    cure: "The summaries of the runs and the provider's own log may still tell.",
  },
  'floored-removal': { level: 'unproved', cure: 'Run expire more often, if the absence has to be seen sooner.' },
  'unconfirmed-elsewhere': {
    level: 'unproved',
    cure: 'Look in the account that the record names; bind a system to it again, and expire confirms it.',
  },
  'signatures-unchecked': {
    level: 'unproved',
    cure: "Give GitHub's key (https://github.com/web-flow.gpg) with --github-key, or verify with --online.",
  },
  'no-signatures': {
    level: 'unproved',
    cure: 'Verify with --online, or ask whoever runs the server whether it signs.',
  },
  'evidence-by-person': {
    level: 'unproved',
    cure: "Let Lapse run with the App's token or that of GitHub Actions, so that no person writes what is held against people.",
  },

  'online-pull-request': { level: 'wrong', cure: 'Open the pull request, and compare it with the record.' },
  'online-review': { level: 'wrong', cure: 'Open the reviews of the pull request, and compare them with the record.' },
  'online-signature': { level: 'wrong', cure: LOOK_AT_BRANCH },
  'online-requester': {
    level: 'unproved',
    cure: "Look at the comment that commanded it; the App's own token can read who wrote it.",
  },
  'online-gone': { level: 'unproved', cure: 'What GitHub no longer has, only the record still says.' },
  'online-unavailable': { level: 'unproved', cure: 'Verify again when GitHub answers, with a token that may read it.' },
} as const satisfies Readonly<Record<string, FindingRule>>;

export type FindingRuleName = keyof typeof FINDING_RULES;
type OfLevel<Level> = {
  [Name in FindingRuleName]: (typeof FINDING_RULES)[Name]['level'] extends Level ? Name : never;
}[FindingRuleName];
export type WrongRule = OfLevel<'wrong'>;
export type UnprovedRule = OfLevel<'unproved'>;
