import { type RequestPath, readAccessPath } from './access-path.js';
import { readRequest } from './read-request.js';
import type { Request } from './request.js';
import type { SourceFile } from './source-file.js';

/** A request that stands and is left as it is. */
export interface StandingRequest {
  readonly path: RequestPath;
  readonly request: Request;
}

/** What a file on the branch asks for; null where it is no request, or cannot be read and so gives nothing (law 7). */
export function readStandingRequest(file: SourceFile): StandingRequest | null {
  const path = readAccessPath(file.path);
  const request = path.kind === 'request' ? readRequest(file).value : null;
  return path.kind !== 'request' || request === null ? null : { path, request };
}
