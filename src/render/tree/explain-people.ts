import type { PersonDecision } from '../../approval/decision.js';
import type { Account, PullRequestFacts } from '../../approval/facts.js';
import { latestReviews } from '../../approval/latest-reviews.js';
import { requesterOf } from '../../approval/requester.js';
import type { Judgement } from '../judgement.js';
import { type DecisionNode, node } from './decision-node.js';
import { type Phrase, say } from './phrase.js';

/** An approval for these reasons was good once, or would be: whoever gave it wants to know what is missing. */
const MENDED_BY_APPROVING_AGAIN: ReadonlySet<string> = new Set(['base-changed', 'too-old']);
const BARRED: ReadonlySet<string> = new Set(['requester', 'beneficiary', 'author', 'committer']);

/** While approvals are missing: who cannot give them although one would think so, and why; one line each. */
export function explainPeople({ decision, facts }: Judgement): readonly DecisionNode[] {
  if (decision.verdict !== 'pending') return [];
  const waiting = decision.files.filter(({ verdict }) => verdict === 'pending');
  const people = distinct(waiting.flatMap((file) => [...file.people, ...file.groups.flatMap(({ barred }) => barred)]));
  const suggestion = findSuggestion({ facts, decision }, people);
  const committers = findCommitters(facts);
  const told = new Set([...committers.map(({ login }) => login), suggestion?.suggester ?? '']);
  return [
    ...(suggestion === null ? [] : [suggestion.phrase]),
    ...committers.map(sayCommitter),
    ...people.filter(({ login }) => !told.has(login)).flatMap((person) => sayPerson(person, facts)),
  ].map((phrase) => node('note', 'passed-over', phrase));
}

/** One person may have been heard on several files. */
function distinct(people: readonly PersonDecision[]): readonly PersonDecision[] {
  return [...new Map(people.map((person) => [`${person.login.toLowerCase()} ${person.rule}`, person])).values()];
}

function sayPerson({ login, rule, because }: PersonDecision, facts: PullRequestFacts): readonly Phrase[] {
  if (rule === 'requester') return [say`${because}`];
  if (BARRED.has(rule)) return [say`${because}, so ${login} cannot approve it`];
  if (MENDED_BY_APPROVING_AGAIN.has(rule)) return [say`${because}: approve again`];
  if (rule !== 'stale') return [];
  const commit = findApproved(login, facts);
  const what = commit === null ? say`${because}` : say`${login} approved ${short(commit)}`;
  return [say`${what}; the head is ${short(facts.headSha)} now: approve again`];
}

function findApproved(login: string, facts: PullRequestFacts): string | null {
  const review = latestReviews(facts.reviews, null).find(({ author }) => author.login === login);
  return review?.commitId ?? null;
}

/** Those whose commits are in the pull request, besides whoever asks for it (law 5). */
function findCommitters(facts: PullRequestFacts): readonly Account[] {
  const asking = [facts.author, requesterOf(facts)];
  const found = new Map<number, Account>();
  for (const { author, committer, committedByGitHub } of facts.commits) {
    for (const account of committedByGitHub ? [author] : [author, committer]) {
      if (account === null || account.type !== 'User' || asking.some(({ id }) => id === account.id)) continue;
      found.set(account.id, account);
    }
  }
  return [...found.values()];
}

function sayCommitter({ login }: Account): Phrase {
  return say`${login} committed to this pull request, so ${login} cannot approve it; any other owner can`;
}

/**
 * GitHub's button “Commit suggestion” makes a commit of its own with the suggester as co-author
 * (https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/incorporating-feedback-in-your-pull-request).
 * Anybody who commits there can write such a line, so this says what the commit names, and promises nothing by it.
 */
function findSuggestion(
  { facts, decision }: Pick<Judgement, 'facts' | 'decision'>,
  people: readonly PersonDecision[],
): { readonly suggester: string; readonly phrase: Phrase } | null {
  const head = facts.commits.find(({ oid }) => oid === facts.headSha);
  const requester = requesterOf(facts);
  if (head === undefined || !head.committedByGitHub || head.author?.id !== requester.id) return null;
  const suggester = head.coAuthors.find(({ id, type }) => id !== requester.id && type === 'User');
  if (suggester === undefined) return null;
  const { login } = suggester;
  if (people.some((person) => person.login === login && person.counts)) return null;
  // Whose grants a policy change widens is not told to us here: then no name is given.
  const isBarred =
    decision.kind !== 'request' ||
    decision.files.some(({ beneficiary }) => beneficiary === login.toLowerCase()) ||
    findCommitters(facts).some(({ id }) => id === suggester.id) ||
    people.some((person) => person.login === login && !MAY_STILL_APPROVE.has(person.rule));
  const who = isBarred ? say`an owner has to give it` : say`${login} may give it, if ${login} is an owner`;
  return {
    suggester: isBarred ? '' : login,
    phrase: say`The last commit (${short(facts.headSha)}) names ${login} as co-author, as a suggestion that was taken does. It needs approval; ${who}`,
  };
}

/** A review that does not count yet, by somebody who is not barred. */
const MAY_STILL_APPROVE: ReadonlySet<string> = new Set([
  'stale',
  'too-old',
  'base-changed',
  'dismissed',
  'changes-requested',
]);

function short(commit: string): string {
  return commit.slice(0, 7);
}
