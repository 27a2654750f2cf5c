import { formatDuration } from '../access/duration.js';
import { formatInstant } from '../access/instant-text.js';
import type { Request } from '../access/request.js';

/** When a request that is not merged yet would give access: `4h from the merge`, `2026-11-23T18:00:00Z, 2h long`. */
export function describeWindow(request: Request): string {
  if (request.end.kind === 'duration') {
    const length = formatDuration(request.end.length);
    return request.starts === null ? `${length} from the merge` : `${length} from ${formatInstant(request.starts)}`;
  }
  const end = formatInstant(request.end.at);
  return request.starts === null ? `from the merge until ${end}` : `${formatInstant(request.starts)} until ${end}`;
}
