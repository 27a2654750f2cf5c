import { CODEOWNERS_PATHS } from '../access/codeowners-paths.js';

/** What of a tree means something to us: requests, policy, and CODEOWNERS in each of its places. */
export const PATHS_OF_OURS: readonly string[] = ['access', ...CODEOWNERS_PATHS];
