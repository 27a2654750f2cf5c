import type { Instant, Milliseconds } from '../access/instant.js';
import type { Account, PullRequestFacts } from './facts.js';
import type { LatestReview } from './latest-reviews.js';
import { requesterOf } from './requester.js';

/** Somebody who would get access by the change, by account id as well as by login: logins can be freed and taken. */
export interface Beneficiary {
  readonly login: string;
  readonly id: number;
  /** Where the change is not the request itself, what they get by it, in one phrase. */
  readonly because?: string;
}

/** What an approval is measured by. */
export interface Measure {
  readonly facts: PullRequestFacts;
  /** The merge, or now while there is none. */
  readonly at: Instant;
  readonly approvalValid: Milliseconds;
  /** Law 5. More than one where a policy change widens the grants of several people. */
  readonly beneficiaries: readonly Beneficiary[];
}

/** Why somebody's word does not count. */
export interface Objection {
  readonly rule: string;
  readonly because: string;
}

/** Why an approval does not count, whoever's owner its author is; null where it does. The first reason that holds (design §5, laws 4 and 5). */
export function findObjection(review: LatestReview, measure: Measure): Objection | null {
  const { login } = review.author;
  return (
    objectToPerson(review.author, measure) ??
    objectToAccess(review) ??
    objectToCommit(review, measure.facts.headSha) ??
    objectToBase(review, measure.facts) ??
    (measure.at - review.submittedAt > measure.approvalValid
      ? {
          rule: 'too-old',
          because: `${login} approved more than ${sayLength(measure.approvalValid)} ${measure.facts.mergedAt === null ? 'ago' : 'before the merge'}`,
        }
      : null)
  );
}

/** Why nobody in this person's place may approve (law 5); null where there is no such reason. */
function objectToPerson(account: Account, measure: Measure): Objection | null {
  const { login } = account;
  const { facts, beneficiaries } = measure;
  if (account.type !== 'User') return { rule: 'bot', because: `${login} is not a person's account (${account.type})` };
  return objectToParty(account, facts, beneficiaries);
}

/** Why the person of this login, whose account we have not seen, could not approve at all; null where they could. */
export function objectToLogin(login: string, measure: Measure): Objection | null {
  return objectToParty({ login, id: null }, measure.facts, measure.beneficiaries);
}

/** Somebody who cannot push has no say, neither for nor against: anybody may review a public repository. */
export function objectToAccess(review: LatestReview): Objection | null {
  return review.authorCanPush
    ? null
    : { rule: 'cannot-push', because: `${review.author.login} cannot push to this repository` };
}

interface Party {
  readonly login: string;
  readonly id: number | null;
}

function objectToParty(party: Party, facts: PullRequestFacts, beneficiaries: readonly Beneficiary[]): Objection | null {
  const { login } = party;
  if (isSame(party, facts.author) || isSame(party, requesterOf(facts))) {
    return { rule: 'requester', because: `${login} asked for it, and nobody approves their own request` };
  }
  const beneficiary = beneficiaries.find((one) => isSame(party, one));
  if (beneficiary !== undefined) {
    return { rule: 'beneficiary', because: beneficiary.because ?? `${login} would get the access` };
  }
  for (const commit of facts.commits) {
    const oid = commit.oid.slice(0, 7);
    if (commit.author !== null && isSame(party, commit.author)) {
      return { rule: 'author', because: `${login} wrote a commit of this pull request (${oid})` };
    }
    // GitHub's own committer stands for whoever pressed the button, and is nobody (design §5).
    if (!commit.committedByGitHub && commit.committer !== null && isSame(party, commit.committer)) {
      return { rule: 'committer', because: `${login} committed to this pull request (${oid})` };
    }
  }
  return null;
}

function objectToCommit(review: LatestReview, headSha: string): Objection | null {
  const { login } = review.author;
  if (review.commitId === headSha) return null;
  if (review.commitId === null)
    return { rule: 'stale', because: `${login} approved a commit that GitHub no longer knows` };
  return { rule: 'stale', because: `${login} approved an older commit (${review.commitId.slice(0, 7)})` };
}

/** GitHub shows a pull request against its base: with another base, the same head showed other changes (law 4). */
function objectToBase(review: LatestReview, { baseChangedAt }: PullRequestFacts): Objection | null {
  if (baseChangedAt === null || review.submittedAt > baseChangedAt) return null;
  return {
    rule: 'base-changed',
    because: `${review.author.login} approved before the base was changed, when other changes showed`,
  };
}

function isSame(a: Party, b: Party): boolean {
  return (a.id !== null && a.id === b.id) || a.login.toLowerCase() === b.login.toLowerCase();
}

function sayLength(length: Milliseconds): string {
  const minutes = Math.round(length / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
