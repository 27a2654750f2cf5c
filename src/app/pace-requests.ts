import Bottleneck from 'bottleneck';

/** A webhook's sender gives up after 10 s, so waiting longer for GitHub's own limits serves nobody. */
const LONGEST_WAIT_SECONDS = 5;

/** Writes that go out at once before the pace begins; refilled every {@link BURST_INTERVAL}. */
const BURST = 20;
const BURST_INTERVAL = 20_000;

/**
 * How the App keeps within GitHub's secondary limits, which allow 80 writes a minute
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits): a pull
 * request's few writes go out at once, a flood of them at 60 a minute. The plugin's own groups would keep a second
 * between any two, and an approval waiting for its checks.
 */
export function paceRequests() {
  return {
    write: paced(),
    notifications: paced(),
    onRateLimit: waitBriefly,
    onSecondaryRateLimit: waitBriefly,
  };
}

function paced(): Bottleneck.Group {
  return new Bottleneck.Group({
    maxConcurrent: 1,
    reservoir: BURST,
    reservoirRefreshAmount: BURST,
    reservoirRefreshInterval: BURST_INTERVAL,
  });
}

function waitBriefly(retryAfter: number, _options: object, _octokit: object, retryCount: number): boolean {
  return retryAfter <= LONGEST_WAIT_SECONDS && retryCount === 0;
}
