import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { revertBatchBranch, revertBranch } from '../access/own-branch.js';
import { renderRevertBatch } from '../render/render-revert.js';
import { deletesExactly } from './branch-line.js';
import type { RevertOf } from './open-revert.js';
import type { RevertContext } from './revert-context.js';

/** What one pull request may hold: more request files are refused (design §5). */
export const MOST_IN_A_BATCH = 100;

export interface Batches {
  readonly batches: readonly RevertOf[];
  /** Ended requests whose own revert is open already, by a command or from before `revert.batch` was set. */
  readonly singles: readonly Grant[];
  /** Those past the limit of a batch. */
  readonly left: readonly Grant[];
}

/** One pull request a system, with what ended first first, so that a full one stays as it is while others end. */
export function formBatches(
  grants: readonly Grant[],
  goneAt: (grant: Grant) => Instant,
  { open, line }: Pick<RevertContext, 'open' | 'line'>,
): Batches {
  const singles = grants.filter((grant) => {
    const own = open.get(revertBranch(grant.name));
    return own !== undefined && deletesExactly(own.head, [grant], line);
  });
  const alone = new Set(singles);
  const bySystem = new Map<string, Grant[]>();
  for (const grant of grants.filter((one) => !alone.has(one)).sort(byEnd)) {
    const ended = bySystem.get(grant.system);
    if (ended === undefined) bySystem.set(grant.system, [grant]);
    else ended.push(grant);
  }
  const batches = [...bySystem].map(([system, ended]): RevertOf => {
    const taken = ended.slice(0, MOST_IN_A_BATCH);
    return {
      branch: revertBatchBranch(system),
      grants: taken,
      render: (originals) => {
        const lives = taken.map((grant) => ({
          grant,
          original: originals.get(grant.name) ?? null,
          goneAt: goneAt(grant),
        }));
        return renderRevertBatch(system, lives);
      },
    };
  });
  return { batches, singles, left: [...bySystem.values()].flatMap((ended) => ended.slice(MOST_IN_A_BATCH)) };
}

function byEnd(a: Grant, b: Grant): number {
  const [one, other] = [a.window?.end ?? 0, b.window?.end ?? 0];
  if (one !== other) return one - other;
  return a.name < b.name ? -1 : 1;
}
