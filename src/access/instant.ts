/** Milliseconds since 1970-01-01T00:00:00Z. Every time in the pure rooms is one of these; there are no local times. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Milliseconds = number;

/** `[start, end)` in UTC. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
}
