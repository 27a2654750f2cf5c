import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitHub, RequestRecord } from '../../sandbox/github/start-github.js';
import { OPERATIONS } from './contract.js';
import { faultsOfDelivery } from './validate-delivery.js';
import { faultsOfAnswer, faultsOfRequest } from './validate-exchange.js';
import { faultsOfQuery } from './validate-query.js';

const GRAPHQL = 'POST /graphql';

/** What one sandbox was asked and told, as the reporter sums it up. */
export interface Counts {
  /** Operations that our code asked for and that were answered. */
  readonly called: readonly string[];
  /** Operations whose answers were held to the description. */
  readonly answered: readonly string[];
  readonly exchanges: number;
  readonly queries: number;
  readonly webhooks: number;
  readonly violations: number;
}

export interface Journal {
  readonly requests: readonly RequestRecord[];
  readonly deliveries: GitHub['deliveries'];
}

/**
 * Holds everything that a sandbox was asked, answered and sent to GitHub's published descriptions, and keeps the counts.
 * Requests of our own code (the App's JWT and its tokens) must fit as well; those of tests may be wrong on purpose.
 * @param isOurCode whether what acts as the App in this journal is our code, and no test in its name
 * @throws where something differs, with all differences
 */
export async function holdToContract(journal: Journal, isOurCode: boolean): Promise<void> {
  const faults: string[] = [];
  const called = new Set<string>();
  const answered = new Set<string>();
  const counts = { exchanges: 0, queries: 0, webhooks: 0 };
  for (const exchange of journal.requests) {
    // Under way when the sandbox was stopped.
    if (exchange.status === 0) continue;
    const isOurs = isOurCode && exchange.actor === 'lapse[bot]';
    if (exchange.route === GRAPHQL) {
      counts.queries += 1;
      if (isOurs) faults.push(...(await faultsOfQuery(exchange)));
      continue;
    }
    if (isOurs) {
      called.add(exchange.route);
      faults.push(...faultsOfRequest(exchange));
    }
    if (!OPERATIONS.has(exchange.route)) continue;
    counts.exchanges += 1;
    answered.add(exchange.route);
    faults.push(...faultsOfAnswer(exchange));
  }
  for (const delivery of journal.deliveries) {
    counts.webhooks += 1;
    faults.push(...faultsOfDelivery(delivery));
  }
  const different = [...new Set(faults)];
  keep({ called: [...called], answered: [...answered], ...counts, violations: different.length });
  if (different.length > 0) throw new Error(`Not as GitHub describes it:\n${different.join('\n')}`);
}

/** Leaves the counts where test/contract/reporter.js finds them. */
function keep(counts: Counts): void {
  const folder = process.env['CONTRACT_COUNTS'];
  if (folder !== undefined) writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(counts));
}
