import type { ApproverGroup } from '../access/policy.js';
import { assignApprovers } from './assign-approvers.js';
import type { FileDecision, GroupDecision, PersonDecision } from './decision.js';
import { isCountable, isTeam } from './find-owners.js';
import { findObjection, type Measure, objectToAccess, objectToLogin } from './judge-reviewer.js';
import type { LatestReview } from './latest-reviews.js';
import type { OwnerRule } from './parse-codeowners.js';
import {
  belongsTo,
  CODE_OWNERS,
  hasTakenLogin,
  type IsMember,
  isNamed,
  isOutOfReach,
  type People,
  type RequiredGroup,
  requiredGroups,
} from './required-groups.js';
import { isUnknown, type UnknownOwners } from './unknown-owners.js';

/** What the people's word on one file is judged by. */
export interface Hearing {
  readonly measure: Measure;
  readonly reviews: readonly LatestReview[];
  readonly isMember: IsMember;
  readonly people: People;
  readonly codeOwnersPath: string;
  readonly rule: OwnerRule;
  readonly unknownOwners: UnknownOwners;
  readonly approvers: readonly ApproverGroup[];
}

export type Quorum = Pick<FileDecision, 'verdict' | 'groups' | 'people' | 'because'>;

/** Whether the reviews give a file its quorum, and whose word counted. */
export function decideQuorum(hearing: Hearing): Quorum {
  const { rule, unknownOwners } = hearing;
  const all = requiredGroups(hearing.approvers, rule);
  const known = rule.owners.filter((owner) => !isUnknown(owner, rule, unknownOwners));
  const groups = requiredGroups(hearing.approvers, { ...rule, owners: known });
  // Whom GitHub does not know can give nothing, and may still object.
  const heard = hearing.reviews.map((review) => hear(review, review.state === 'APPROVED' ? groups : all, hearing));
  const counting = heard.filter(({ person }) => person.counts);
  const places = assignApprovers(
    groups.map((group) => ({
      needed: group.needed,
      candidates: new Set(
        counting.filter(({ member }) => member.includes(group)).map(({ review }) => review.author.id),
      ),
    })),
  );
  const logins = new Map(counting.map(({ review }) => [review.author.id, review.author.login]));
  const decided = groups.map((group, index) => decideGroup(group, places[index] ?? [], logins, hearing.measure));
  const people = [...heard.map(({ person }) => person), ...findAddresses(rule), ...findUnknown(hearing)];
  return { groups: decided, people, ...conclude(decided, people, hearing) };
}

/** Those whose live change requests block a file, as far as nobody's approval is needed: see `auto_approve`. */
export function decideObjections(hearing: Hearing): Quorum {
  const groups = requiredGroups(hearing.approvers, hearing.rule);
  const changes = hearing.reviews.filter(({ state }) => state === 'CHANGES_REQUESTED');
  const people = changes.map((review) => hear(review, groups, hearing).person);
  return { groups: [], people, ...conclude([], people, hearing) };
}

interface Heard {
  readonly review: LatestReview;
  readonly member: readonly RequiredGroup[];
  readonly person: PersonDecision;
}

/** Membership is asked last: it costs a request to GitHub, which nobody needs about people who are barred anyway. */
function hear(review: LatestReview, groups: readonly RequiredGroup[], hearing: Hearing): Heard {
  const { login } = review.author;
  const nothing = (rule: string, because: string): Heard => ({
    review,
    member: [],
    person: { login, counts: false, rule, because },
  });
  if (review.state === 'DISMISSED') return nothing('dismissed', `${login}'s review was dismissed`);
  const objection = review.state === 'APPROVED' ? findObjection(review, hearing.measure) : objectToAccess(review);
  if (objection !== null) return nothing(objection.rule, objection.because);
  const member = groups.filter((group) => belongsTo(review.author, group, hearing.isMember, hearing.people));
  const first = member.find(({ from }) => from === CODE_OWNERS) ?? member[0];
  const did = review.state === 'APPROVED' ? 'approved' : 'asked for changes';
  if (first === undefined) {
    return groups.some((group) => isNamed(review.author, group)) && hasTakenLogin(review.author, hearing.people)
      ? nothing('other-account', `${login} ${did}, but people.yaml knows that login as another account's`)
      : nothing('not-owner', `${login} ${did}, but does not own ${sayRule(hearing)}`);
  }
  // An owner's change request blocks whatever its commit: a push does not answer it (design §5).
  if (review.state === 'CHANGES_REQUESTED') return nothing('changes-requested', `${login} asked for changes`);
  const because =
    first.from === CODE_OWNERS
      ? `${login} approved, and owns ${sayRule(hearing)}`
      : `${login} approved for ${first.from}`;
  return { review, member, person: { login, counts: true, rule: 'owner', because } };
}

function decideGroup(
  group: RequiredGroup,
  ids: readonly number[],
  logins: ReadonlyMap<number, string>,
  measure: Measure,
): GroupDecision {
  const counted = ids.map((id) => logins.get(id) ?? String(id));
  const open = isOutOfReach(group, (login) => objectToLogin(login, measure) === null) ? 'refused' : 'pending';
  const barred = findBarred(group, measure);
  return { ...group, counted, barred, verdict: counted.length >= group.needed ? 'approved' : open };
}

/** The people whom a group names, and who could not approve whatever they did. Teams' members are not looked through. */
function findBarred(group: RequiredGroup, measure: Measure): readonly PersonDecision[] {
  return group.owners
    .filter((owner) => isCountable(owner) && !isTeam(owner))
    .flatMap((owner) => {
      const login = owner.slice(1);
      const objection = objectToLogin(login, measure);
      return objection === null ? [] : [{ login, counts: false, ...objection }];
    });
}

function findAddresses(rule: OwnerRule): readonly PersonDecision[] {
  return rule.owners
    .filter((owner) => !isCountable(owner))
    .map((login) => ({
      login,
      counts: false,
      rule: 'e-mail',
      because: `${login} is an e-mail address, which counts for nobody: CODEOWNERS has to name the login`,
    }));
}

function findUnknown({ rule, unknownOwners, codeOwnersPath }: Hearing): readonly PersonDecision[] {
  return rule.owners
    .filter((owner) => isCountable(owner) && isUnknown(owner, rule, unknownOwners))
    .map((login) => ({
      login,
      counts: false,
      rule: 'unknown-owner',
      because: `${login} (${codeOwnersPath} line ${rule.line}) is not there or has no write access here, as GitHub says`,
    }));
}

function conclude(
  groups: readonly GroupDecision[],
  people: readonly PersonDecision[],
  hearing: Hearing,
): Pick<Quorum, 'verdict' | 'because'> {
  const lost = groups.find(({ verdict }) => verdict === 'refused');
  if (lost !== undefined) {
    const who = lost.from === CODE_OWNERS ? `who owns ${sayRule(hearing)}` : `in ${lost.from}`;
    return {
      verdict: 'refused',
      because: `Too few of those ${who} may approve this; name a team or more people in CODEOWNERS.`,
    };
  }
  const blocking = people.filter(({ rule }) => rule === 'changes-requested').map(({ login }) => login);
  if (blocking.length > 0) {
    return {
      verdict: 'pending',
      because: `${blocking.join(', ')} asked for changes and has to approve, or the review has to be dismissed.`,
    };
  }
  const open = groups.filter(({ verdict }) => verdict === 'pending');
  if (open.length > 0)
    return {
      verdict: 'pending',
      because: `It still needs ${open.map((group) => sayNeed(group, hearing)).join(' and ')}.`,
    };
  return { verdict: 'approved', because: `${groups.flatMap(({ counted }) => counted).join(', ')} approved it.` };
}

function sayNeed(group: GroupDecision, hearing: Hearing): string {
  const missing = group.needed - group.counted.length;
  const approvals = missing === 1 ? '1 approval' : `${missing} approvals`;
  return `${approvals} of ${group.from === CODE_OWNERS ? `the owners of ${sayRule(hearing)}` : group.from}`;
}

function sayRule(hearing: Hearing): string {
  return `${hearing.rule.pattern} (${hearing.codeOwnersPath} line ${hearing.rule.line})`;
}
