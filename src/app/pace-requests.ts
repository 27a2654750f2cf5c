import Bottleneck from 'bottleneck';

/**
 * How the App keeps within GitHub's secondary limits, which allow 80 requests a minute that make content
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits). A pull
 * request's few requests go out at once, a flood of them is spread. The plugin's own groups would keep a second between
 * any two, and an approval waiting for its checks.
 */
export function paceRequests() {
  return {
    // The plugin takes every POST for a write; of an evaluation's six, three are queries of GraphQL.
    write: paced({ burst: 80, every: 30_000 }),
    // Comments, merges and new pull requests.
    notifications: paced({ burst: 20, every: 20_000 }),
    // Who asks knows how long there is time for another attempt (ask-in-time.ts).
    onRateLimit: () => false,
    onSecondaryRateLimit: () => false,
  };
}

/** So many at once, and as many again whenever the time has passed. */
function paced({ burst, every }: { readonly burst: number; readonly every: number }): Bottleneck.Group {
  return new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: burst,
    reservoirRefreshAmount: burst,
    reservoirRefreshInterval: every,
  });
}
