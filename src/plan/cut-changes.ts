import type { Instant, Window } from '../access/instant.js';
import type { Change, KeptEntitlement, Plan } from './change.js';
import { type CutSpan, lifeOf } from './cut-spans.js';
import { cutStatements, keepStatements, type SessionSpan, withoutImplied } from './cut-statements.js';
import type { CutStatement, Entitlement, ObservedEntitlement } from './entitlement.js';
import type { Target } from './targets.js';

export interface CutInput {
  readonly target: Target;
  /** Those of other targets are passed over. */
  readonly spans: readonly CutSpan[];
  /** Grants that stand and are given, by name, with what the provider holds of them. */
  readonly given: ReadonlyMap<string, Window>;
  /** Lives that are over and were given rightly. */
  readonly trusted: ReadonlySet<string>;
  /** The cuts that the target holds with our mark. */
  readonly observed: readonly ObservedEntitlement[];
  readonly now: Instant;
}

/** Of any provider, for where no policy tells: what is kept for too long denies nobody anything. */
export const LONGEST_SESSION = 12 * 3_600_000;

/**
 * What takes the cuts of one target from the observed to the desired, in order of id. A cut gives nothing, so it needs no
 * approval; what is weakened or removed is so for grants that are given, or for time.
 */
export function cutChanges(input: CutInput): Plan {
  const held = new Map(input.observed.map((one) => [one.id, one]));
  const places = spansByPlace(input);
  const changes: Change[] = [];
  const kept: KeptEntitlement[] = [];
  for (const id of [...new Set([...places.keys(), ...held.keys()])].sort()) {
    const observed = held.get(id);
    const spans = places.get(id) ?? [];
    const entitlement = cutEntitlement(spans, observed, input);
    if (entitlement === null) {
      if (observed !== undefined && hasNoUse(spans, observed, input)) changes.push(removal(input.target, observed));
    } else if (observed === undefined) {
      changes.push({ action: 'create', reason: 'cut', entitlement });
    } else if (observed.content === entitlement.content) {
      kept.push({ entitlement, observed });
    } else {
      changes.push({ action: 'update', reason: 'cut', entitlement, observed });
    }
  }
  return { changes, kept };
}

/** Cuts that are no longer what we wrote, of places that no grant explains: such removals are guarded (design §7). */
export function unknownCuts(input: Pick<CutInput, 'target' | 'spans' | 'observed'>): Change[] {
  const { target, observed } = input;
  const known = spansByPlace(input);
  return observed
    .filter(({ id, content }) => !known.has(id) && target.rules.readCut(content) === null)
    .map((one) => ({ ...removal(target, one), reason: 'unknown' }));
}

function spansByPlace({ target, spans }: Pick<CutInput, 'target' | 'spans'>): Map<string, CutSpan[]> {
  const systems = new Set(target.systems.map(({ name }) => name));
  const places = new Map<string, CutSpan[]>();
  for (const span of spans) {
    if (!systems.has(span.grant.system)) continue;
    places.set(span.place.id, [...(places.get(span.place.id) ?? []), span]);
  }
  return places;
}

function cutEntitlement(
  spans: readonly CutSpan[],
  observed: ObservedEntitlement | undefined,
  { target, given, trusted, now }: CutInput,
): Entitlement | null {
  const [first] = spans;
  if (first === undefined) return null;
  const sessions = spans.flatMap((span): SessionSpan[] => {
    const { maxSession } = span.place;
    if (span.hasEnded) {
      return [
        { ...span.window, reach: span.reach, hasEnded: true, isGiven: trusted.has(lifeOf(span.grant)), maxSession },
      ];
    }
    const window = given.get(span.grant.name);
    if (window === undefined) {
      // Longer again and not given: it is over where it was shortened to.
      if (span.shortenedTo === null || span.shortenedTo > now) return [];
      return [
        {
          start: span.window.start,
          end: span.shortenedTo,
          reach: span.reach,
          hasEnded: true,
          isGiven: false,
          maxSession,
        },
      ];
    }
    const reach = Math.max(span.reach, window.end);
    return [{ ...window, reach, hasEnded: window.end <= now, isGiven: true, maxSession }];
  });
  const statements = cutStatements(sessions, now);
  // A grant that stands and is not given may have been given once; then what was put for it stays.
  if (sessions.length < spans.length && observed !== undefined) {
    const longest = Math.max(...spans.map(({ place }) => place.maxSession));
    statements.push(...keepStatements(target.rules.readCut(observed.content) ?? [], sessions, longest, now));
  }
  const needed = withoutImplied(statements);
  const [earliest] = needed;
  const latest = needed.at(-1);
  if (earliest === undefined || latest === undefined) return null;
  return {
    provider: target.provider,
    system: first.grant.system,
    id: first.place.id,
    grants: [...new Set(spans.map(({ grant }) => grant.name))].sort(),
    content: target.rules.writeCut(first.place, needed),
    window: { start: earliest.from, end: latest.from },
    floor: latest.from,
    floorNote: 'sessions that are open at the end of the grant are denied everything',
  };
}

/** Time has run out on it, or it is none of ours any more at a place where nothing needs to be cut. */
function hasNoUse(spans: readonly CutSpan[], observed: ObservedEntitlement, { target, now }: CutInput): boolean {
  if (spans.length > 0) return true;
  const statements: readonly CutStatement[] | null = target.rules.readCut(observed.content);
  return statements?.every(({ openedBefore }) => openedBefore + LONGEST_SESSION <= now) ?? false;
}

function removal({ provider, systems: [first] }: Target, observed: ObservedEntitlement): Change & { action: 'remove' } {
  return { action: 'remove', reason: 'expired', system: first.name, provider, grant: null, observed };
}
