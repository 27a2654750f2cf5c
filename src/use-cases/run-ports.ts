import type { Instant } from '../access/instant.js';
import type { Repository } from '../git/repository.js';
import type { GitHub } from '../github/github.js';
import type { Provider } from '../providers/provider.js';

/** Everything of the world that a run needs, given in (law 12). */
export interface RunPorts {
  readonly repository: Repository;
  readonly github: GitHub;
  readonly providers: ReadonlyMap<string, Provider>;
  /** A token of GitHub Actions' OIDC issuer for an audience; null outside of Actions. */
  readonly identityToken: ((audience: string) => Promise<string>) | null;
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
  /** One line of progress for whoever watches. May hold hostile text: the caller neutralises it for its medium. */
  progress(line: string): void;
}

export interface RunOptions {
  /** Reads everything, writes nothing. */
  readonly dryRun: boolean;
  /** Lets guarded removals go ahead (design §7). */
  readonly confirmed: boolean;
  /** Only these targets, while other runs look after the others; absent: all. */
  readonly targets?: readonly string[] | undefined;
  /** The policy must have come with its own quorum since this commit (law 6); absent: it counts as it stands. */
  readonly trustedFrom?: string | undefined;
  /** Where the log of the run is, for the evidence; absent: nowhere that lasts. */
  readonly runUrl?: string | undefined;
}
