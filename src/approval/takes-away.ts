import { isShortened } from '../access/change-of-request.js';
import { readRequest } from '../access/read-request.js';
import type { TouchedPath } from './touched-path.js';

/**
 * True where a request file only takes access away: it is removed, or its end is moved earlier and nothing else is changed
 * (design §3). That needs no owner. A version that cannot be read is never taken for a shortening.
 */
export function takesAway(touched: TouchedPath): boolean {
  if (touched.change === 'removed') return true;
  if (touched.change !== 'modified' || touched.before === null || touched.after === null) return false;
  const before = readRequest(touched.before).value;
  const after = readRequest(touched.after).value;
  return before !== null && after !== null && isShortened(before, after);
}
