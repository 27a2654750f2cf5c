import type { Instant } from '../access/instant.js';
import type { RunPorts } from './run-ports.js';

/**
 * “No more than 80 content-generating requests per minute and no more than 500 content-generating requests per hour”:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits. A revert is
 * three here (branch, commit, pull request) and four of the App (two checks, the comment, the merge): 10 a minute are 70,
 * and 60 an hour 420. The limits of a run keep it from holding up the next one, whose removals are more urgent.
 */
const MOST_A_MINUTE = 10;
const MOST_AN_HOUR = 60;
const MOST_A_RUN = 20;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How many reverts may still be opened, and when. */
export interface RevertTurns {
  left(): number;
  /** Why none is left, in one clause. */
  why(): string;
  /** Waits where too many were opened within a minute. */
  take(): Promise<void>;
  /** GitHub answers no more: asking on may have the App banned, as the page above says. */
  giveUp(): void;
}

/** @param openedAt when earlier runs opened theirs: nothing else is known of them (law 11). */
export function openTurns(
  openedAt: readonly Instant[],
  ports: Pick<RunPorts, 'now' | 'sleep' | 'progress'>,
): RevertTurns {
  const recent = openedAt.filter((at) => ports.now() - at < HOUR).length;
  const most = Math.min(MOST_A_RUN, Math.max(0, MOST_AN_HOUR - recent));
  const taken: Instant[] = [];
  let hasGivenUp = false;
  return {
    left: () => (hasGivenUp ? 0 : most - taken.length),
    why() {
      if (hasGivenUp) return 'GitHub has stopped answering; the next run goes on';
      return most < MOST_A_RUN
        ? `${MOST_AN_HOUR} were opened within an hour; a later run goes on`
        : `${MOST_A_RUN} are opened in a run; the next one goes on`;
    },
    async take() {
      const now = ports.now();
      const earliest = taken.at(-MOST_A_MINUTE);
      const at = taken.length < MOST_A_MINUTE || earliest === undefined ? now : Math.max(now, earliest + MINUTE);
      if (at > now) {
        ports.progress(`Waiting ${Math.ceil((at - now) / 1000)} s, so that GitHub's limits are kept`);
        await ports.sleep(at - now);
      }
      taken.push(at);
    },
    giveUp() {
      hasGivenUp = true;
    },
  };
}
