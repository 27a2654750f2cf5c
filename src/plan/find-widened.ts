import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { SourceFile } from '../access/source-file.js';
import type { ProviderRules } from './provider-rules.js';
import { judgeStanding, type StandingEffect } from './standing-effects.js';

/** Somebody who may approve, as GitHub knows them. */
export interface Approver {
  readonly login: string;
  readonly id: number;
}

/** Somebody who gets more by a policy change (law 5). */
export interface Widened extends Approver {
  /** One phrase: `carol's grant aws-sandbox/carol/billing gets more by it`. */
  readonly because: string;
}

export interface PolicyChange {
  /** Of the base. */
  readonly before: Policy;
  /** As the change would leave it; null where that cannot be told, and then it may do anything. */
  readonly after: Policy | null;
  /** The request files of the approvers at the base, by their logins of today; all of them count as standing (design §5). */
  readonly standing: readonly SourceFile[];
  readonly rules: ReadonlyMap<string, ProviderRules>;
  readonly now: Instant;
}

/**
 * Which of the approvers a policy change gives more, or something else, by what stands already: they are beneficiaries of it
 * (law 5). By login and by account id, before and after: logins can be freed and taken, and people.yaml itself can change.
 */
export function findWidened(approvers: readonly Approver[], change: PolicyChange): Widened[] {
  const effects = judgeStanding(change);
  return approvers.flatMap((approver) => {
    const because =
      sayOwn(approver, effects, change) ?? sayUnread(approver, change) ?? sayTakenOver(approver, change) ?? null;
    return because === null ? [] : [{ login: approver.login, id: approver.id, because }];
  });
}

function sayOwn(approver: Approver, effects: readonly StandingEffect[], change: PolicyChange): string | null {
  const logins = new Set([approver.login.toLowerCase(), ...loginsOf(approver, change)]);
  const own = effects.filter(({ beneficiary }) => logins.has(beneficiary));
  const [first] = own;
  if (first === undefined) return null;
  const grant = `${first.beneficiary}'s grant ${first.grant}`;
  const more = own.length === 1 ? '' : `, and ${own.length - 1} more`;
  switch (first.kind) {
    case 'widened':
      return `${grant} gets more by it${more}`;
    case 'redirected':
      return `${grant} goes to another place or person by it${more}`;
    case 'unknown':
      return `what ${grant} gets by it is not known: ${NOT_TOLD}`;
  }
}

/** The folders of an account that has another login by now were not looked into; renaming oneself must not help. */
function sayUnread(approver: Approver, change: PolicyChange): string | null {
  const [other] = loginsOf(approver, change).filter((login) => login !== approver.login.toLowerCase());
  if (other === undefined) return null;
  return `${approver.login} is ${other} in people.yaml, so what ${other}'s grants get by it is not known`;
}

/** Why `after` is null, and what to do about it. */
const NOT_TOLD =
  'the base has changed a policy file of it since, so whoever asks for it has to update the branch; or one was not read';

/** Where a name at a provider goes to another login, the grants of that login come to who had it. */
function sayTakenOver(approver: Approver, { before, after }: PolicyChange): string | null {
  const entry = before.people.get(approver.login.toLowerCase());
  if (entry === undefined || entry.names.size === 0) return null;
  if (after === null) return `who gets the names of ${approver.login} by it is not known: ${NOT_TOLD}`;
  for (const person of after.people.values()) {
    if (person.login === entry.login) continue;
    for (const [provider, name] of entry.names) {
      if (person.names.get(provider)?.toLowerCase() !== name.toLowerCase()) continue;
      return `${person.login} gets the name by it that ${approver.login} has at ${provider}`;
    }
  }
  return null;
}

/** What people.yaml calls an account, before and after. */
function loginsOf({ id }: Approver, { before, after }: PolicyChange): string[] {
  const people = [...before.people.values(), ...(after?.people.values() ?? [])];
  return [...new Set(people.filter((person) => person.id === id).map(({ login }) => login))];
}
