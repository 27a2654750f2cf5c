import { createHash } from 'node:crypto';
import { SHARED_POLICY_PATHS } from '../access/policy-paths.js';
import { canonicalJson } from '../plan/canonical-json.js';

/** One policy file at a commit, by git's mode and id of it. */
export interface PolicyFileId {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
}

/**
 * One text for the policy that judged a grant: SHA-256 over the paths, modes and blob ids of `config.yaml`, `people.yaml`,
 * the system's `roles.yaml` and CODEOWNERS in each of its places, as canonical JSON in order of path. It can be worked out
 * again from a clone alone.
 */
export function policyDigest(system: string, files: readonly PolicyFileId[]): string {
  const paths = new Set(policyPathsOf(system));
  const own = files.filter(({ path }) => paths.has(path)).map(({ path, mode, oid }) => [path, mode, oid]);
  const text = canonicalJson(own.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The policy files that the grants of a system rest on. */
export function policyPathsOf(system: string): readonly string[] {
  return [...SHARED_POLICY_PATHS, `access/${system}/roles.yaml`];
}
