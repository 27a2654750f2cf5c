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
  return `${markPrefix(repositoryId)}${slugOf(grant)}-${hashOf(grant)}`;
}

/** The name of the policy of a role that cuts one user's sessions. */
export function cutNameOf(user: string, repositoryId: number): string {
  return `${markPrefix(repositoryId)}cut-${slugOf(user)}-${hashOf(user)}`;
}

function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAXIMUM_SLUG);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** An entitlement's id is `<user name>/<policy name>`, a cut's `role:<role name>/<policy name>`. */
export interface PolicyId {
  readonly kind: 'user' | 'role';
  readonly owner: string;
  readonly policy: string;
}

/** No name at IAM holds a colon or a slash: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE = 'role:';

export function writeId({ kind, owner, policy }: PolicyId): string {
  return `${kind === 'role' ? ROLE : ''}${owner}/${policy}`;
}

/** Where there is no slash, the policy's name is empty, and so bears no mark. */
export function readId(id: string): PolicyId {
  const kind = id.startsWith(ROLE) ? 'role' : 'user';
  const rest = kind === 'role' ? id.slice(ROLE.length) : id;
  const slash = rest.indexOf('/');
  if (slash === -1) return { kind, owner: rest, policy: '' };
  return { kind, owner: rest.slice(0, slash), policy: rest.slice(slash + 1) };
}
