import type { ObservedEntitlement } from '../plan/entitlement.js';
import type { Refusal } from '../plan/run-report.js';
import type { Target } from '../plan/targets.js';
import { type Provider, ProviderError, type ProviderSession } from '../providers/provider.js';
import { doSideBySide } from './side-by-side.js';

/** How many targets are read or written at once: connections and memory, not what a provider allows. */
export const MOST_TARGETS_AT_ONCE = 8;

export interface ObservingPorts {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly identityToken: ((audience: string) => Promise<string>) | null;
  sleep(milliseconds: number): Promise<void>;
  progress(line: string): void;
}

/** One target and what it holds with our mark. */
export interface ObservedTarget {
  readonly target: Target;
  readonly session: ProviderSession;
  readonly observed: readonly ObservedEntitlement[];
}

export interface Observation {
  readonly targets: readonly ObservedTarget[];
  /** Targets that could not be read: nothing is written there, least of all a removal (law 9). */
  readonly refusals: readonly Refusal[];
}

/** Reads targets side by side: one that is down does not hold back another. */
export async function observeTargets(
  targets: readonly Target[],
  repositoryId: number,
  ports: ObservingPorts,
): Promise<Observation> {
  const readings = await doSideBySide(targets, MOST_TARGETS_AT_ONCE, (target) => observe(target, repositoryId, ports));
  const observed = readings.flatMap((reading) => ('session' in reading ? reading : []));
  const refusals = readings.flatMap((reading) => ('session' in reading ? [] : reading));
  return { targets: observed, refusals };
}

async function observe(
  target: Target,
  repositoryId: number,
  ports: ObservingPorts,
): Promise<ObservedTarget | Refusal[]> {
  const [system] = target.systems;
  const provider = ports.providers.get(target.provider);
  if (provider === undefined) throw new Error(`No provider ${target.provider}, though a target was made for it.`);
  ports.progress(`Reading what ${system.name} holds`);
  try {
    const { identityToken } = ports;
    const session = await provider.connect(system, { repositoryId, identityToken, sleep: (time) => ports.sleep(time) });
    return { target, session, observed: await session.observe() };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const cure = 'Nothing was written there; mend it, and run again.';
    const refusal = { rule: error.kind, grant: null, message: error.message, cure, pullRequest: null };
    return target.systems.map(({ name }) => ({ ...refusal, system: name }));
  }
}
