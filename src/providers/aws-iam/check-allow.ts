import type { TermsFault } from '../../access/provider-terms.js';
import { type AllowedStatement, type AwsAllow, type AwsTarget, listOf, type OneOrMore } from './terms.js';

/** Condition keys are compared without regard to case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
const WINDOW_KEY = 'aws:currenttime';

/** What the schema cannot say of a `target` that fits it. */
export function checkTarget(target: unknown): TermsFault[] {
  const { account, role, permissions_boundary: boundary } = target as AwsTarget;
  return [
    ...(role === undefined ? [] : checkAccount(role, account, '/role')),
    ...(boundary === undefined ? [] : checkAccount(boundary, account, '/permissions_boundary')),
  ];
}

/** What the schema cannot say of an `allow` that fits it. */
export function checkAllow(allow: unknown, target: unknown): TermsFault[] {
  // Both have passed their schemas.
  const { statements, assume_role: role } = allow as AwsAllow;
  const { account, role: own } = target as AwsTarget;
  if (role !== undefined && role === own) return [ownRole(role)];
  if (role !== undefined) return checkAccount(role, account, '/assume_role');
  return (statements ?? []).flatMap((statement, index) => checkStatement(statement, account, `/statements/${index}`));
}

/** Whoever is Lapse in the account can give themselves everything there, without an end. */
function ownRole(role: string): TermsFault {
  return {
    rule: 'own-role',
    pointer: '/assume_role',
    message: `${role} is the role that Lapse itself writes with.`,
    cure: 'Make another role for people, with only what they need.',
  };
}

function checkStatement(statement: AllowedStatement, account: string, pointer: string): TermsFault[] {
  const resources = entriesOf(statement.resource, `${pointer}/resource`);
  return [
    ...resources.flatMap(([resource, at]) => checkAccount(resource, account, at)),
    ...checkConditions(statement, `${pointer}/condition`),
  ];
}

/** Each member of what can be one or a list, with its JSON pointer. */
export function entriesOf(value: OneOrMore, pointer: string): [string, string][] {
  if (typeof value === 'string') return [[value, pointer]];
  return listOf(value).map((member, index) => [member, `${pointer}/${index}`]);
}

function checkAccount(arn: string, account: string, pointer: string): TermsFault[] {
  const named = accountOf(arn);
  if (named === '' || named === 'aws' || named === account) return [];
  return [
    {
      rule: 'foreign-account',
      pointer,
      message: `${arn} is of account ${named}, but this system is account ${account}.`,
      cure: `Use an ARN of account ${account}, or the system of account ${named}.`,
    },
  ];
}

/** The account field of `arn:partition:service:region:account:resource`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function checkConditions({ condition = {} }: AllowedStatement, pointer: string): TermsFault[] {
  const faults: TermsFault[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    for (const key of Object.keys(keys)) {
      if (key.toLowerCase() !== WINDOW_KEY) continue;
      faults.push({
        rule: 'window-condition',
        pointer: `${pointer}/${operator}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        message: `The condition key ${key} is taken: it holds the window of the grant.`,
        cure: 'Remove the condition; the request and max_duration say how long the access lasts.',
      });
    }
  }
  return faults;
}
