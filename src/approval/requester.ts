import type { Account, PullRequestFacts } from './facts.js';

/** Who asks for what a pull request holds (law 5): who commanded it where our App opened it, else who opened it. */
export function requesterOf(facts: Pick<PullRequestFacts, 'author' | 'commanded'>): Account {
  return facts.commanded?.by ?? facts.author;
}
