import { cutAtLine } from '../src/github/text-limits.js';

/**
 * “If more than 1MiB of content is added for a step, then the upload for the step will fail”: of a longer one there is nothing
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
 */
const MOST_BYTES = 1024 * 1024;
/** A character of UTF-16 takes three bytes of UTF-8 at most. */
const MOST_BYTES_A_UNIT = 3;

/** A job summary as it is, or its beginning: what needs a person stands there. */
export function fitSummary(text: string): string {
  if (Buffer.byteLength(text) < MOST_BYTES) return text;
  // Nearly all is ASCII, so that most of it stays; what is none is cut to a third.
  const short = cutAtLine(text, MOST_BYTES - 1024);
  return Buffer.byteLength(short) < MOST_BYTES
    ? short
    : cutAtLine(text, Math.floor(MOST_BYTES / MOST_BYTES_A_UNIT) - 1);
}
