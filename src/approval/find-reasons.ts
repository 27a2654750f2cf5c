import { isAsCommanded } from './as-commanded.js';
import type { PullRequestKind, Reason } from './decision.js';
import type { Account, PullRequestFacts } from './facts.js';
import type { CodeOwners } from './parse-codeowners.js';
import { parseCodeOwners } from './parse-codeowners.js';
import { requesterOf } from './requester.js';
import type { TouchedPath } from './touched-path.js';
import { isRequest } from './touched-path.js';

/** GitHub lists no more of a pull request: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files, #list-commits-on-a-pull-request */
const MOST_FILES = 3000;
const MOST_COMMITS = 250;
/** Design §5. */
const MOST_REQUESTS = 100;

/** What is wrong with the list of files itself: then not even the kind of the pull request can be told. */
export function findListReasons(facts: PullRequestFacts): readonly Reason[] {
  const files = Math.max(facts.files.length, facts.totals.files);
  if (files > MOST_FILES) return [tooMany('too-many-files', files, MOST_FILES, 'files')];
  if (files === facts.files.length) return [];
  const { commits } = facts.totals;
  if (commits > MOST_COMMITS) return [tooMany('too-many-commits', commits, MOST_COMMITS, 'commits')];
  return [incomplete('files', facts.files.length, files)];
}

/** Why nothing in the pull request can be approved, whatever the reviews say; empty where they decide. */
export function findReasons(
  facts: PullRequestFacts,
  kind: PullRequestKind,
  touched: readonly TouchedPath[],
): readonly Reason[] {
  const reasons = [...findCountReasons(facts, touched), ...findOriginReasons(facts)];
  if (kind === 'mixed') return [...reasons, sayMixed(touched)];
  // A revocation needs nobody's approval, so it does not matter whose commits they are (law 7: nothing blocks a removal).
  if (kind === 'revocation') return reasons;
  return [...reasons, ...findRequesterReasons(facts), ...findCommitReasons(facts), ...findHeadReasons(touched)];
}

/** Why CODEOWNERS at the base, as it is, can approve nothing. */
export function findCodeOwnersReasons(codeOwners: CodeOwners | null): readonly Reason[] {
  if (codeOwners !== null) return nameLines(codeOwners, '');
  const message = 'The base has no CODEOWNERS file that GitHub would use, so nobody owns anything.';
  return [
    { rule: 'no-codeowners', message, cure: 'Add .github/CODEOWNERS, smaller than 3 MB, with a line for /access/.' },
  ];
}

function findCountReasons(facts: PullRequestFacts, touched: readonly TouchedPath[]): readonly Reason[] {
  const reasons: Reason[] = [];
  const commits = Math.max(facts.commits.length, facts.totals.commits);
  const requests = touched.filter(({ access }) => isRequest(access)).length;
  if (commits > MOST_COMMITS) reasons.push(tooMany('too-many-commits', commits, MOST_COMMITS, 'commits'));
  else if (commits > facts.commits.length) reasons.push(incomplete('commits', facts.commits.length, commits));
  if (requests > MOST_REQUESTS) reasons.push(tooMany('too-many-requests', requests, MOST_REQUESTS, 'request files'));
  return reasons;
}

function findOriginReasons(facts: PullRequestFacts): readonly Reason[] {
  const reasons: Reason[] = [];
  if (facts.isFork) {
    const message = 'The branch is in a fork, where people without write access decide what it holds.';
    reasons.push({
      rule: 'fork',
      message,
      cure: 'Push the branch to this repository and open the pull request from there.',
    });
  }
  if (facts.baseBranch !== facts.defaultBranch) {
    // Another branch's CODEOWNERS may be anybody's; a check on the commit would hold for a later pull request as well.
    const message = `The pull request goes to ${facts.baseBranch}, and access is given on ${facts.defaultBranch} only.`;
    reasons.push({ rule: 'other-base', message, cure: `Change the base to ${facts.defaultBranch}.` });
  }
  return reasons;
}

function findRequesterReasons(facts: PullRequestFacts): readonly Reason[] {
  if (requesterOf(facts).type === 'User') {
    return facts.commanded === null || isAsCommanded(facts) ? [] : [sayOtherwise()];
  }
  // What our App opened without a person's command is a bot's like any other (law 5).
  const message = `${facts.author.login} opened the pull request and is not a person's account (${facts.author.type}), so it grants nothing.`;
  return [{ rule: 'bot', message, cure: 'Open the pull request as the person who asks for it.' }];
}

function sayOtherwise(): Reason {
  return {
    rule: 'not-as-commanded',
    message:
      'The pull request holds something other than what the command in the comment makes of the file on the base.',
    cure: 'Command it again in a new comment, or change the file in a pull request of your own.',
  };
}

function findCommitReasons(facts: PullRequestFacts): readonly Reason[] {
  const { commits } = facts;
  if (commits.length === 0) return [incomplete('commits', 0, 1)];
  // GitHub resolves an App's own commit to nobody. What is in it is settled by the base and the command alone.
  const isSettled = isAsCommanded(facts);
  return commits
    .filter((commit) => !(isSettled && commit.committedByGitHub))
    .filter((commit) => commit.author === null || (!commit.committedByGitHub && isNobody(commit.committer)))
    .slice(0, 1)
    .map((commit) => {
      const who = commit.author === null ? 'author' : 'committer';
      return {
        rule: 'unknown-author',
        message: `GitHub knows no account for the ${who} of commit ${commit.oid.slice(0, 7)}, so nobody can tell who is barred from approving.`,
        cure: 'Make the commit again with an e-mail address that is set at GitHub, and push it.',
      };
    });
}

/** An unsigned commit that names GitHub's own committer hides whoever made it. */
function isNobody(committer: Account | null): boolean {
  return committer === null || committer.login === 'web-flow';
}

/** A CODEOWNERS file that is changed has to be valid before it decides about anything, or nothing could be approved after. */
function findHeadReasons(touched: readonly TouchedPath[]): readonly Reason[] {
  return touched
    .filter(({ access, after }) => access.kind === 'codeowners' && after !== null)
    .flatMap(({ after }) => (after === null ? [] : nameLines(parseCodeOwners(after), ' of this pull request')));
}

function nameLines(codeOwners: CodeOwners, where: string): readonly Reason[] {
  return codeOwners.problems.map(({ rule, line, message, cure }) => ({
    rule,
    message: `${codeOwners.path}${where}, line ${line}: ${message}`,
    cure,
  }));
}

function sayMixed(touched: readonly TouchedPath[]): Reason {
  const requests = touched.filter(({ access }) => isRequest(access));
  const others = touched.filter(({ access }) => !isRequest(access));
  return {
    rule: 'mixed',
    message: `Requests stand beside other files: ${name(requests)} beside ${name(others)}.`,
    cure: 'Open two pull requests: one with the request files only, one with all the rest.',
  };
}

function name(touched: readonly TouchedPath[]): string {
  const [first] = touched;
  const rest = touched.length - 1;
  return rest > 0 ? `${first?.path} and ${rest} more` : `${first?.path}`;
}

function tooMany(rule: string, found: number, most: number, what: string): Reason {
  const message = `The pull request has ${found} ${what}; at most ${most} can be judged.`;
  return { rule, message, cure: 'Split it into several pull requests.' };
}

function incomplete(what: string, listed: number, total: number): Reason {
  const message = `Only ${listed} of at least ${total} ${what} were listed, so the pull request cannot be judged.`;
  return {
    rule: 'incomplete-facts',
    message,
    cure: 'Run the check again; if that does not help, open a smaller pull request.',
  };
}
