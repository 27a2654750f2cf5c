import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { classifyPullRequest } from './classify-pull-request.js';
import type { Account, PullRequestFacts, ReviewFacts } from './facts.js';
import { latestReviews } from './latest-reviews.js';

/** What somebody imagines to happen to a pull request. */
export interface Simulation {
  /** Logins that approve the present head. */
  readonly approve: readonly string[];
  /** Logins whose latest review is dismissed; before anybody approves. */
  readonly dismiss: readonly string[];
  /** When the imagined approvals are given. */
  readonly at: Instant;
}

/** The facts as they would be, and in sentences what had to be assumed for it. */
export interface Simulated {
  readonly facts: PullRequestFacts;
  readonly assumptions: readonly string[];
}

/** The facts as they would be if people did this. Pure: nothing is asked, and nothing is written. */
export function simulate(facts: PullRequestFacts, policy: Policy, simulation: Simulation): Simulated {
  const assumptions: string[] = [];
  const dismissed = new Set(simulation.dismiss.flatMap((login) => findLatest(facts, login, assumptions)));
  const reviews = facts.reviews.map(
    (review): ReviewFacts => (dismissed.has(review) ? { ...review, state: 'DISMISSED' } : review),
  );
  let newest = Math.max(0, ...facts.reviews.map(({ id }) => id));
  const isPolicy = classifyPullRequest(facts) === 'policy';
  for (const [index, login] of simulation.approve.entries()) {
    const author = findAccount(login, facts, policy) ?? unknownAccount(login, index, assumptions);
    // Law 5: the grants that stand were read of those who really reviewed.
    if (isPolicy && !facts.reviews.some((review) => review.author?.id === author.id)) {
      assumptions.push(`The change widens no grant of ${login}: ${login}'s requests were not read.`);
    }
    newest += 1;
    reviews.push({
      id: newest,
      author,
      state: 'APPROVED',
      commitId: facts.headSha,
      submittedAt: simulation.at,
      authorCanPush: canPush(author, facts, assumptions),
    });
  }
  if (facts.mergedAt !== null && simulation.approve.length > 0) {
    assumptions.push('The pull request is merged: an approval from now on comes too late, and changes nothing.');
  }
  return { facts: { ...facts, reviews }, assumptions };
}

/** GitHub dismisses a review in place: it keeps its number and its time. */
function findLatest(facts: PullRequestFacts, login: string, assumptions: string[]): readonly ReviewFacts[] {
  const latest = latestReviews(facts.reviews, facts.mergedAt).find(({ author }) => isLogin(author.login, login));
  const found = facts.reviews.filter(({ id }) => latest !== undefined && id === latest.id);
  if (found.length === 0) assumptions.push(`${login} has given no review that could be dismissed.`);
  return found;
}

/** Whom GitHub has named in this pull request it knows best; people.yaml says who a login was when it was written. */
function findAccount(login: string, facts: PullRequestFacts, policy: Policy): Account | null {
  const seen = [
    facts.author,
    facts.commanded?.by,
    ...facts.reviews.map(({ author }) => author),
    ...facts.commits.flatMap(({ author, committer, coAuthors }) => [author, committer, ...coAuthors]),
  ];
  const account = seen.find((candidate) => candidate != null && isLogin(candidate.login, login));
  if (account != null) return account;
  const person = policy.people.get(login.toLowerCase());
  return person === undefined ? null : { login, id: person.id, type: 'User' };
}

/** An id that no account has: nothing is taken for this person's that is not. */
function unknownAccount(login: string, index: number, assumptions: string[]): Account {
  assumptions.push(`${login} is neither in people.yaml nor in this pull request, so only the login is compared.`);
  return { login, id: -1 - index, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

function canPush({ id, login }: Account, facts: PullRequestFacts, assumptions: string[]): boolean {
  const reviews = facts.reviews.filter(({ author }) => author?.id === id);
  const newest = reviews.at(-1);
  if (newest !== undefined) return newest.authorCanPush;
  assumptions.push(`${login} can push to this repository.`);
  return true;
}

function isLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
