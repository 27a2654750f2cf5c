import { CODEOWNERS_PATHS } from './codeowners-paths.js';
import { MAXIMUM_CODEOWNERS_BYTES, MAXIMUM_FILE_BYTES } from './source-file.js';

/** How many bytes of a file are read at most; a larger one is not read at all. */
export function sizeLimitOf(path: string): number {
  return CODEOWNERS_PATHS.includes(path) ? MAXIMUM_CODEOWNERS_BYTES : MAXIMUM_FILE_BYTES;
}
