import type { AwsRequestRecord } from '../../sandbox/aws/serve-request.js';
import { REPOSITORY_ID } from '../../sandbox/world/start-world.js';

/** A policy of a grant on a user, from the call that put it to the one that deleted it. Times in milliseconds, UTC. */
export interface Access {
  readonly account: string;
  readonly user: string;
  readonly putAt: number;
  /** null: it stands. */
  readonly deletedAt: number | null;
  /** Whether Lapse deleted it, or somebody by hand. */
  readonly deletedByLapse: boolean;
  /** The window of the last document that Lapse put. */
  readonly start: number;
  readonly end: number;
}

/** What a grant had at IAM, in order of time, by the calls alone that IAM accepted. */
export function countAccess(iam: readonly AwsRequestRecord[], grant: string): readonly Access[] {
  const prefix = `lapse-${REPOSITORY_ID}-${grant.replaceAll('/', '-')}-`;
  const spans: Access[] = [];
  for (const { action, status, at, account = '', principal = '', parameters } of iam) {
    const { UserName: user = '', PolicyName: name = '', PolicyDocument: document = '' } = parameters;
    // What follows is a hash of 16 digits: else it would be another grant, whose name begins alike.
    if (status !== 200 || !name.startsWith(prefix) || !/^[0-9a-f]{16}$/.test(name.slice(prefix.length))) continue;
    const isLapse = principal.includes(':assumed-role/lapse/');
    const last = spans.at(-1);
    if (action === 'PutUserPolicy' && isLapse) {
      const [start, end] = windowOf(document);
      if (last === undefined || last.deletedAt !== null) {
        spans.push({ account, user, putAt: at, deletedAt: null, deletedByLapse: false, start, end });
      } else {
        spans[spans.length - 1] = { ...last, start, end };
      }
    }
    if (action === 'DeleteUserPolicy' && last !== undefined) {
      spans[spans.length - 1] = { ...last, deletedAt: at, deletedByLapse: isLapse };
    }
  }
  return spans;
}

/** Between which instants a document allows anything. */
function windowOf(document: string): readonly [number, number] {
  const bound = (operator: string) => {
    const [, at] = new RegExp(`"${operator}":\\{"aws:CurrentTime":"([^"]+)"`).exec(document) ?? [];
    if (at === undefined) throw new Error(`There is no ${operator} in ${document}`);
    return Date.parse(at);
  };
  return [bound('DateGreaterThanEquals'), bound('DateLessThan')];
}
