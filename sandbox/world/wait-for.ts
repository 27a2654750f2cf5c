const LONGEST_WAIT = 25_000;
const BETWEEN_LOOKS = 50;

/** Looks again and again until there is something to see. @throws where there is nothing to see in time. */
export async function waitFor<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + LONGEST_WAIT;
  while (performance.now() < deadline) {
    const seen = await look();
    if (seen !== null) return seen;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
  throw new Error(`Waited ${LONGEST_WAIT / 1000} s for ${what}.`);
}
