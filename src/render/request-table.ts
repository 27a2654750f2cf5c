import { describeWindow } from './describe-request.js';
import type { RequestedGrant } from './judgement.js';
import { name, ours, type Part } from './tree/phrase.js';

export const REQUEST_COLUMNS = ['who', 'role', 'system', 'when', 'why', 'ticket'] as const;

const NONE = ours('–');

/** What is asked for, one request file a row, in the order of {@link REQUEST_COLUMNS}. */
export function describeRequested(grant: RequestedGrant): readonly Part[] {
  const { beneficiary, system, request } = grant;
  return [
    name(beneficiary),
    request === null ? NONE : name(request.role),
    name(system),
    ours(when(grant)),
    request === null ? NONE : name(request.reason),
    request?.ticket ? name(request.ticket) : NONE,
  ];
}

function when(grant: RequestedGrant): string {
  if (grant.change === 'removed') return 'ends on merge';
  if (grant.request === null) return 'cannot be read';
  return grant.change === 'changed'
    ? `changed to ${describeWindow(grant.request, 'its first merge')}`
    : describeWindow(grant.request);
}
