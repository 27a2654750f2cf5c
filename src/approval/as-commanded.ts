import { decodeText } from '../access/decode-text.js';
import { extendRequest } from '../access/extend-request.js';
import type { PullRequestFacts } from './facts.js';

/**
 * True where the whole pull request is what a command makes of the base, to the byte: then nobody but who commanded it
 * decided what it holds, whoever can push to its branch (law 5).
 */
export function isAsCommanded({ commanded, files }: Pick<PullRequestFacts, 'commanded' | 'files'>): boolean {
  const [file] = files;
  if (commanded === null || file === undefined || files.length !== 1) return false;
  if (file.status !== 'modified' || file.previousPath !== null) return false;
  if (file.path !== `access/${commanded.grant}.yaml` || file.before === null || !file.after?.bytes) return false;
  const extension = extendRequest(file.before, commanded.length);
  // Strict UTF-8 has one spelling of each text, so the same text is the same bytes.
  return extension.kind === 'extended' && decodeText(file.path, file.after.bytes).text === extension.text;
}
