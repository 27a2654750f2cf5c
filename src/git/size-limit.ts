import { MAXIMUM_CODEOWNERS_BYTES, MAXIMUM_FILE_BYTES } from '../access/source-file.js';

/** The three places where GitHub looks for it (design §5). */
const CODEOWNERS_PATHS: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** How many bytes of a file are read at most; a larger one is not read at all. */
export function sizeLimitOf(path: string): number {
  return CODEOWNERS_PATHS.includes(path) ? MAXIMUM_CODEOWNERS_BYTES : MAXIMUM_FILE_BYTES;
}
