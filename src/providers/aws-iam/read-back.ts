const FIRST_WAIT_MILLISECONDS = 250;
const LONGEST_WAIT_MILLISECONDS = 4_000;
const TRIES = 10;

/**
 * Asks until the answer is yes, about 25 seconds at most: IAM's changes take seconds to show (law 8;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export async function becomesTrue(
  ask: () => Promise<boolean>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<boolean> {
  let wait = FIRST_WAIT_MILLISECONDS;
  for (let tries = 1; ; tries += 1) {
    if (await ask()) return true;
    if (tries === TRIES) return false;
    await sleep(wait);
    wait = Math.min(2 * wait, LONGEST_WAIT_MILLISECONDS);
  }
}
