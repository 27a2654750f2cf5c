import { formatInstant, parseInstant } from '../../access/instant-text.js';
import { canonicalJson } from '../../plan/canonical-json.js';
import type { CutPlace, CutStatement } from '../../plan/entitlement.js';
import { cutNameOf, writeId } from './mark.js';
import { VERSION } from './policy-document.js';
import type { AwsAllow } from './terms.js';

const HOUR = 60 * 60_000;
/** The longest that a role's sessions can be made: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html */
export const LONGEST_SESSION_HOURS = 12;

/**
 * One policy of the role for each person who may assume it; null where no one role is named.
 *
 * It counts with the longest session that there can be, and not with `max_session`: that can be lowered while longer
 * sessions are open, or be wrong, and then a dead one would wake up when the cut goes.
 */
export function cutPlaceOf(allow: AwsAllow, user: string, repositoryId: number): CutPlace | null {
  // The last segment of the ARN: names of roles are unique in an account, whatever their paths.
  const owner = allow.assume_role?.split('/').at(-1) ?? '';
  if (owner === '') return null;
  const id = writeId({ kind: 'role', owner, policy: cutNameOf(user, repositoryId) });
  return { id, session: user, maxSession: LONGEST_SESSION_HOURS * HOUR };
}

/**
 * A session of an assumed role has `<id of the role>:<name of the session>` for `aws:userid`, and its name holds neither
 * a colon nor a wildcard (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). The policy is the role's, so the role's id
 * need not be known. `aws:TokenIssueTime` is there for temporary credentials only, and a session has no others; AWS's own
 * way to revoke a role's sessions rests on it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html).
 */
export function writeCut({ session }: CutPlace, statements: readonly CutStatement[]): string {
  return canonicalJson({
    Version: VERSION,
    Statement: statements.map(({ from, openedBefore }) => ({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        StringLike: { 'aws:userid': `*:${session}` },
        // An end is written as the grant's own is; what a whole second holds was opened before the next one.
        DateGreaterThanEquals: { 'aws:CurrentTime': formatInstant(from) },
        DateLessThan: { 'aws:TokenIssueTime': formatInstant(Math.ceil(openedBefore / 1000) * 1000) },
      },
    })),
  });
}

/** Reads what {@link writeCut} wrote, from its canonical form; null: it is anything else. */
export function readCut(content: string): CutStatement[] | null {
  const statements: CutStatement[] = [];
  let session: string | null = null;
  for (const condition of conditionsOf(content)) {
    const from = parseInstant(textAt(condition, 'DateGreaterThanEquals', 'aws:CurrentTime'));
    const openedBefore = parseInstant(textAt(condition, 'DateLessThan', 'aws:TokenIssueTime'));
    const who = textAt(condition, 'StringLike', 'aws:userid');
    if (from === null || openedBefore === null || !who.startsWith('*:')) return null;
    session = who.slice('*:'.length);
    statements.push({ from, openedBefore });
  }
  // It holds nothing else where writing it again gives the same bytes.
  const again = session === null ? null : writeCut({ id: '', session, maxSession: 0 }, statements);
  return again === content ? statements : null;
}

function conditionsOf(content: string): unknown[] {
  try {
    const statements = memberOf(JSON.parse(content), 'Statement');
    return Array.isArray(statements) ? statements.map((statement) => memberOf(statement, 'Condition')) : [];
  } catch {
    return [];
  }
}

function textAt(condition: unknown, operator: string, key: string): string {
  const value = memberOf(memberOf(condition, operator), key);
  return typeof value === 'string' ? value : '';
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
