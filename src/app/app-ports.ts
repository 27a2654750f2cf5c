import type { Instant } from '../access/instant.js';
import type { Provider } from '../providers/provider.js';

/** What the App needs besides GitHub, which each event brings along (law 12). */
export interface AppPorts {
  readonly providers: ReadonlyMap<string, Provider>;
  now(): Instant;
}
