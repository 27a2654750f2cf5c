/** What a test may turn while the sandbox runs. */
export interface Settings {
  /** Requests an hour: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  readonly rateLimits: Record<'user' | 'installation' | 'app' | 'actions' | 'anonymous', number>;
  /** What a used-up limit is answered with; GitHub's page above names both. */
  rateLimitStatus: 403 | 429;
  /** So many of the next requests meet the secondary limit. */
  secondaryRefusals: number;
  /** The `retry-after` of these, in seconds. */
  secondaryRetryAfter: number;
  /** Where `GET /git/trees/{tree_sha}` truncates: https://docs.github.com/en/rest/git/trees#get-a-tree */
  mostTreeEntries: number;
}

/** What is left of an hour's requests. `resetAt` in milliseconds since the epoch, UTC. */
export interface Budget {
  used: number;
  resetAt: number;
}

/** GitHub's own limits. */
export function githubSettings(): Settings {
  return {
    rateLimits: { user: 5000, installation: 5000, app: 5000, actions: 1000, anonymous: 60 },
    rateLimitStatus: 403,
    secondaryRefusals: 0,
    secondaryRetryAfter: 60,
    mostTreeEntries: 100_000,
  };
}
