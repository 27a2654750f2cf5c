import { type Incarnation, resolveIncarnations } from '../access/incarnations.js';
import type { Instant } from '../access/instant.js';
import { lateRemovals, removalLags } from '../plan/removal-lag.js';
import { resolveGrant } from '../plan/resolve-grant.js';
import type { RemovalLag, RunReport } from '../plan/run-report.js';
import type { BranchReading } from './read-branch.js';
import type { Reconciled } from './reconcile.js';
import type { RunPorts } from './run-ports.js';

/** When what a run removed had ended, and what there is to say of it. */
export interface MeasuredEnds extends Pick<RunReport, 'lags' | 'late'> {
  /** Of grants that ended because their file was taken away: that life of them, and when it was gone. */
  readonly takenAway: readonly { readonly life: Incarnation; readonly lag: RemovalLag }[];
}

/** How long each end was ahead of its removal (design §7). Nothing is read, and nothing worked out where nothing was removed. */
export function measureEnds(reconciled: Reconciled, ports: Pick<RunPorts, 'providers'>): MeasuredEnds {
  const { outcomes, reading, startedAt } = reconciled;
  const removals = outcomes.filter(({ change }) => change.action === 'remove' && change.grant !== null);
  if (removals.length === 0) return { lags: [], late: [], takenAway: [] };
  const taken = findTakenAway(removals.some(({ change }) => change.reason === 'deleted') ? reading : null);
  const ends = new Map<string, Instant>();
  for (const [name, life] of taken) ends.set(name, endOf(life));
  for (const { name, window } of reading.grants) {
    // A grant that goes on gives other things now, and has no end.
    if (window !== null && window.end <= startedAt) ends.set(name, window.end);
    else ends.delete(name);
  }
  const lags = removalLags(removals, ends);
  const takenAway = lags.flatMap((lag) => {
    const life = taken.get(lag.grant);
    return life === undefined || reading.grants.some(({ name }) => name === lag.grant) ? [] : [{ life, lag }];
  });
  const floorOf = (name: string) => findFloor(name, reconciled, taken.get(name), ports);
  return { lags, late: lateRemovals(removals, ends, startedAt, floorOf), takenAway };
}

/** The last life of each request whose file is gone. */
function findTakenAway(reading: BranchReading | null): ReadonlyMap<string, Incarnation> {
  const lives = reading === null ? [] : resolveIncarnations(reading.history, reading.blobs);
  return new Map(lives.filter(({ removedIn }) => removedIn !== null).map((life) => [life.grant, life]));
}

/** The end of its window, or its removal where that came first. */
function endOf({ versions, removedIn }: Incarnation): Instant {
  const windowEnd = versions.at(-1)?.window?.end ?? Number.POSITIVE_INFINITY;
  return Math.min(windowEnd, removedIn?.at ?? Number.POSITIVE_INFINITY);
}

/** The latest floor of what a grant gave, under today's policy; null: nothing but a run ends it, or nobody knows. */
function findFloor(
  name: string,
  { reading, tip }: Reconciled,
  life: Incarnation | undefined,
  ports: Pick<RunPorts, 'providers'>,
): Instant | null {
  const standing = reading.grants.find((grant) => grant.name === name);
  const version = life?.versions.at(-1);
  const named = standing ?? {
    name,
    system: life?.request.system ?? '',
    beneficiary: life?.request.login ?? '',
    role: version?.request?.role ?? null,
  };
  const window = standing === undefined ? (version?.window ?? null) : standing.window;
  const resolution = resolveGrant(named, window, reading.policy, ports.providers);
  if ('lacks' in resolution) return null;
  const floors = resolution.rules.entitlements(resolution.grant, tip.repositoryId).map(({ floor }) => floor);
  return floors.reduce<Instant | null>(
    (latest, floor) => (latest === null || floor === null ? null : Math.max(latest, floor)),
    floors.length === 0 ? null : 0,
  );
}
