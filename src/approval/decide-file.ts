import type { Person, Policy, Role } from '../access/policy.js';
import { readRequest } from '../access/read-request.js';
import { decideObjections, decideQuorum, type Quorum } from './decide-quorum.js';
import type { FileDecision } from './decision.js';
import { findOwnerRule, isCountable } from './find-owners.js';
import type { Beneficiary, Measure } from './judge-reviewer.js';
import type { LatestReview } from './latest-reviews.js';
import type { CodeOwners, OwnerRule } from './parse-codeowners.js';
import { requesterOf } from './requester.js';
import { type IsMember, ONE_CODE_OWNER } from './required-groups.js';
import { suggestOwnerLine } from './suggest-owner-line.js';
import { takesAway } from './takes-away.js';
import type { TouchedPath } from './touched-path.js';
import { namesNobodyKnown, type UnknownOwners } from './unknown-owners.js';

/** What every file of one pull request is judged by. */
export interface Court {
  readonly policy: Policy;
  readonly codeOwners: CodeOwners;
  readonly unknownOwners: UnknownOwners;
  readonly reviews: readonly LatestReview[];
  readonly measure: Omit<Measure, 'beneficiaries'>;
  /** The beneficiaries of every policy file (law 5). */
  readonly widened: readonly Beneficiary[];
  readonly isMember: IsMember;
}

/** Decides one path of a pull request that is ours; each file needs its own quorum (design §5). */
export function decideFile(touched: TouchedPath, court: Court): FileDecision {
  const { access } = touched;
  if (access.kind === 'unknown' || access.kind === 'request') {
    if (takesAway(touched)) return withoutOwner(touched);
    return access.kind === 'unknown' ? refuseFile(touched, access.reason) : decideRequest(touched, access, court);
  }
  return decidePolicyFile(touched, court);
}

/** A request that goes, or ends earlier: nobody has to agree to have less. */
export function withoutOwner(touched: TouchedPath): FileDecision {
  const because =
    touched.change === 'removed'
      ? 'It is removed, which needs no owner.'
      : 'Its end moves earlier, which needs no owner.';
  return { ...describe(touched, null, null), verdict: 'approved', groups: [], people: [], because };
}

/** A file that no review can get approved. */
export function refuseFile(touched: TouchedPath, because: string): FileDecision {
  return { ...describe(touched, null, null), verdict: 'refused', groups: [], people: [], because };
}

function decideRequest(
  touched: TouchedPath,
  path: { readonly system: string; readonly login: string },
  court: Court,
): FileDecision {
  const request = touched.after === null ? null : readRequest(touched.after).value;
  if (request === null) return refuseFile(touched, UNDECIDABLE);
  const rule = findOwnerRule(court.codeOwners, touched.path);
  const about = describe(touched, request.role, rule, court.codeOwners);
  const refuse = (because: string): FileDecision => ({ ...about, verdict: 'refused', groups: [], people: [], because });
  const role = court.policy.roles.get(path.system)?.get(request.role);
  const person = court.policy.people.get(path.login);
  if (role === undefined || person === undefined || court.policy.config === null) return refuse(UNDECIDABLE);
  // A role that asks for nobody would be approved by nobody: its schema forbids it, and so do we.
  if (role.approvers.length === 0 || role.approvers.some(({ count }) => !(count >= 1))) return refuse(UNDECIDABLE);
  if (rule === null || rule.owners.length === 0) return refuse(sayUnowned(touched.path, rule, court));
  if (namesNobodyKnown(rule, court.unknownOwners)) return refuse(sayUnknown(rule, court));
  // Everything is worked out before the first answer is looked at, so that one round of questions is enough (`teamsToAsk`).
  const isEligible = role.eligible === null || isInSome(role.eligible, person.login, court.isMember);
  const quorum = decideReviews(role, person, rule, court);
  if (!isEligible)
    return refuse(
      `${person.login} is in none of the teams that may ask for ${role.name}: ${role.eligible?.join(', ')}.`,
    );
  return { ...about, ...quorum };
}

function decideReviews(role: Role, person: Person, rule: OwnerRule, court: Court): Quorum {
  const requester = requesterOf(court.measure.facts);
  const asksForSelf = requester.id === person.id && requester.login.toLowerCase() === person.login.toLowerCase();
  const isAutomatic = asksForSelf && isInSome(role.autoApprove, requester.login, court.isMember);
  const hearing = hear(rule, role.approvers, [person], court);
  if (!isAutomatic) return decideQuorum(hearing);
  const objections = decideObjections(hearing);
  if (objections.verdict !== 'approved') return objections;
  return {
    ...objections,
    because: `${requester.login} asked for it and is in a team that needs no review for ${role.name} (auto_approve).`,
  };
}

function decidePolicyFile(touched: TouchedPath, court: Court): FileDecision {
  const rule = findOwnerRule(court.codeOwners, touched.path);
  const about = describe(touched, null, rule, court.codeOwners);
  const refuse = (because: string): FileDecision => ({ ...about, verdict: 'refused', groups: [], people: [], because });
  if (rule === null || rule.owners.length === 0) return refuse(sayUnowned(touched.path, rule, court));
  if (namesNobodyKnown(rule, court.unknownOwners)) return refuse(sayUnknown(rule, court));
  return { ...about, ...decideQuorum(hear(rule, ONE_CODE_OWNER, court.widened, court)) };
}

function hear(rule: OwnerRule, approvers: Role['approvers'], beneficiaries: readonly Beneficiary[], court: Court) {
  const { reviews, isMember, unknownOwners } = court;
  return {
    rule,
    unknownOwners,
    approvers,
    reviews,
    isMember,
    people: court.policy.people,
    codeOwnersPath: court.codeOwners.path,
    measure: { ...court.measure, beneficiaries },
  };
}

/** Asks for every team, not only up to the first: the same questions whatever the answers. */
function isInSome(teams: readonly string[], login: string, isMember: IsMember): boolean {
  return teams.filter((team) => isMember(team, login)).length > 0;
}

function describe(
  touched: TouchedPath,
  role: string | null,
  rule: OwnerRule | null,
  codeOwners?: CodeOwners,
): Pick<FileDecision, 'path' | 'beneficiary' | 'role' | 'owners'> {
  const { path, access } = touched;
  const owners = rule === null || codeOwners === undefined ? null : { path: codeOwners.path, ...rule };
  return { path, beneficiary: access.kind === 'request' ? access.login : null, role, owners };
}

const UNDECIDABLE = 'It cannot be decided; access/request says what is wrong.';

function sayUnowned(path: string, rule: OwnerRule | null, court: Court): string {
  const where = court.codeOwners.path;
  const what =
    rule === null
      ? `No line of ${where} owns it`
      : `Line ${rule.line} of ${where} (${rule.pattern}) leaves it without owners`;
  return `${what}; add a line such as "${suggestOwnerLine(path)}" at the end.`;
}

function sayUnknown({ line, pattern, owners }: OwnerRule, court: Court): string {
  const who = owners.filter(isCountable).join(', ');
  return `Line ${line} of ${court.codeOwners.path} (${pattern}) names no owner whom GitHub knows: ${who}; correct it there, or give them write access to this repository (a team must also be visible).`;
}
