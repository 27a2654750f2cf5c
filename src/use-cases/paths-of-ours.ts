/** Where GitHub looks for CODEOWNERS. */
export const CODEOWNERS_PATHS: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** What of a tree means something to us: requests, policy, and CODEOWNERS in each of its places. */
export const PATHS_OF_OURS: readonly string[] = ['access', ...CODEOWNERS_PATHS];

/** The policy files that the grants of every system rest on, besides the roles of their own. */
export const SHARED_POLICY_PATHS: readonly string[] = ['access/config.yaml', 'access/people.yaml', ...CODEOWNERS_PATHS];
