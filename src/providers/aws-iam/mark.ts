import { createHash } from 'node:crypto';

/** Policy names have at most 128 characters: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html */
const MAXIMUM_SLUG = 60;

/** What the names of all policies of one repository begin with; its hyphen keeps repository 12 apart from 123. */
export function markPrefix(repositoryId: number): string {
  return `lapse-${repositoryId}-`;
}

/**
 * The name of a grant's policy: the mark, something to read, and 64 bits of a hash of the grant's whole name, so that
 * two grants never share one, however alike their slugs are.
 */
export function policyNameOf(grant: string, repositoryId: number): string {
  const slug = grant
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAXIMUM_SLUG);
  const hash = createHash('sha256').update(grant).digest('hex').slice(0, 16);
  return `${markPrefix(repositoryId)}${slug}-${hash}`;
}

/** An entitlement's id is `<user name>/<policy name>`; neither holds a slash. */
export interface PolicyId {
  readonly user: string;
  readonly policy: string;
}

export function writeId({ user, policy }: PolicyId): string {
  return `${user}/${policy}`;
}

/** Where there is no slash, the policy's name is empty, and so bears no mark. */
export function readId(id: string): PolicyId {
  const slash = id.indexOf('/');
  return slash === -1 ? { user: id, policy: '' } : { user: id.slice(0, slash), policy: id.slice(slash + 1) };
}
