import { openPastMerges } from '../../src/use-cases/past-merges.js';
import type { RunPorts } from '../../src/use-cases/run-ports.js';
import type { Past } from '../../src/use-cases/verify-grant.js';
import { AS_IT_STANDS } from '../../src/use-cases/verify-policy.js';

/** What approvals are worked out from, where the policy counts as it stands. */
export function pastOf(ports: RunPorts): Past {
  return { merges: openPastMerges('main', ports), trust: AS_IT_STANDS, tip: '' };
}
