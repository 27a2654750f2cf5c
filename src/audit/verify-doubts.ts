import type { UnprovedRule } from './verify-rules.js';

/** What cannot be proved of so many facts, in one sentence. */
export function sayDoubts(rule: UnprovedRule, count: number): string {
  return SAYINGS[rule](count);
}

const SAYINGS: Readonly<Record<UnprovedRule, (count: number) => string>> = {
  'no-evidence': () => 'The clone has no evidence, so nothing but the history of the branch can be told.',
  'before-evidence': (count) =>
    `${say(count, 'grant')} began before there was evidence and ${count === 1 ? 'has' : 'have'} no record.`,
  'short-without-evidence': (count) =>
    `${say(count, 'grant')} stood for less than an hour and ${count === 1 ? 'has' : 'have'} no record: it may be that no run saw ${count === 1 ? 'it' : 'them'}.`,
  'found-unapproved': (count) => `${say(count, 'grant')} stood without a recorded approval when first looked at.`,
  'other-form': (count) =>
    `${say(count, 'fact')} of the records ${count === 1 ? 'rests' : 'rest'} on what another version of Lapse wrote, or read of the policy, in another way than this one.`,
  'renamed-account': (count) => `${say(count, 'requester')} fit people.yaml only in part.`,
  'renamed-repository': (count) =>
    `${say(count, 'approval')} ${count === 1 ? 'names a pull request' : 'name pull requests'} of a repository of another name than the others: it may have been renamed.`,
  'other-number': (count) => `${say(count, 'merge')} ${count === 1 ? 'names' : 'name'} another pull request.`,
  'version-pending': (count) => `${say(count, 'version')} of requests ${count === 1 ? 'is' : 'are'} not recorded yet.`,
  'reviews-from-github': (count) =>
    `Of ${say(count, 'approval')}, who asked, who reviewed and when, the pull request, who wrote its commits and when it was merged are GitHub's word, copied into the record.`,
  'team-membership': (count) =>
    `That somebody was then in the team that counted or was exempt is GitHub's word, ${say(count, 'time')}.`,
  'head-not-in-clone': (count) =>
    `That the approved head held these very bytes cannot be told for ${say(count, 'approval')}, because the clone has no such commit.`,
  'policy-quorum': (count) =>
    `That the policy which judged ${say(count, 'approval')} had come with its own owners' approval is not in the evidence.`,
  'several-commits': (count) =>
    `${say(count, 'approval')} ${count === 1 ? 'names' : 'name'} a pull request that brought several commits (a rebase): which were its own is GitHub's word.`,
  'provider-word': (count) =>
    `What a provider showed, and when a run looked, is that run's word, in ${say(count, 'fact')} of the records.`,
  'removed-not-given': (count) =>
    `${say(count, 'removal')} ${count === 1 ? 'is' : 'are'} of what no record says was given: a run may have died before it could say so.`,
  'floored-removal': (count) =>
    `${say(count, 'removal')} ${count === 1 ? 'was' : 'were'} confirmed more than 45 minutes after the end; in between, only the provider's own end (the floor) kept the access from being used.`,
  'unconfirmed-elsewhere': (count) =>
    `${say(count, 'entitlement')} ${count === 1 ? 'was' : 'were'} never seen to be gone, because no system is bound to where ${count === 1 ? 'it was' : 'they were'}; the provider's own end (the floor) came in time.`,
  'signatures-unchecked': (count) =>
    `${say(count, 'commit')} of the evidence ${count === 1 ? 'bears a signature' : 'bear signatures'} that no key was given for.`,
  'no-signatures': (count) => `None of the ${say(count, 'commit')} of the evidence is signed.`,
  'evidence-by-person': (count) =>
    `All ${say(count, 'commit')} of the evidence ${count === 1 ? 'is' : 'are'} by one account that is no App: that a run wrote them is that person's word.`,
  'online-requester': (count) => `Who commanded ${say(count, 'extension')} only the App's own token can read.`,
  'online-gone': (count) => `GitHub no longer has what ${say(count, 'approval')} ${count === 1 ? 'rests' : 'rest'} on.`,
  'online-unavailable': (count) => `GitHub gave no answer about ${say(count, 'thing')} that it was asked.`,
};

function say(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
