import { formatDuration } from '../access/duration.js';
import { formatInstant } from '../access/instant-text.js';
import type { Request } from '../access/request.js';

/**
 * When a request that is not merged yet would give access: `4h from the merge`, `from the merge until …`.
 * @param merge an edited request counts from `its first merge` (design §3).
 */
export function describeWindow(request: Request, merge = 'the merge'): string {
  if (request.end.kind === 'duration') {
    const length = formatDuration(request.end.length);
    return request.starts === null ? `${length} from ${merge}` : `${length} from ${formatInstant(request.starts)}`;
  }
  const end = formatInstant(request.end.at);
  return request.starts === null ? `from ${merge} until ${end}` : `${formatInstant(request.starts)} until ${end}`;
}
