import type { PullRequestFacts } from '../../src/approval/facts.js';
import type { PullRequestReading } from '../../src/github/github.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import type { Provider } from '../../src/providers/provider.js';
import type { EvaluationPorts } from '../../src/use-cases/evaluate-pull-request.js';
import { BOB, factsOf, NOW, review } from '../approval/facts-builder.js';
import { policyFiles } from './example-files.js';
import { type FakeGitHub, REPOSITORY_ID } from './fake-github.js';

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map([[awsIam.name, awsIam]]);

/** What GitHub gives of alice's open pull request for the example's policy, unless said otherwise. */
export function readingOf(
  facts: Partial<PullRequestFacts> = {},
  rest: Partial<PullRequestReading> = {},
): PullRequestReading {
  return {
    facts: factsOf({ policyFiles: policyFiles(), ...facts }),
    repositoryId: REPOSITORY_ID,
    openedByUs: false,
    published: new Map(),
    comment: null,
    ...rest,
  };
}

/** The same, approved by bob an hour ago. */
export function approvedReading(
  facts: Partial<PullRequestFacts> = {},
  rest: Partial<PullRequestReading> = {},
): PullRequestReading {
  return readingOf({ reviews: [review(BOB)], ...facts }, rest);
}

export function portsOf(fake: FakeGitHub): EvaluationPorts {
  return { github: fake.github, providers: PROVIDERS, now: () => NOW };
}

/** Lets GitHub have these pull requests. */
export function open(fake: FakeGitHub, ...readings: readonly PullRequestReading[]): void {
  for (const reading of readings) fake.world.pullRequests.set(reading.facts.number, reading);
}

/** `access/request success`, in the order of publishing. */
export function conclusions(fake: FakeGitHub): string[] {
  return fake.checks.map((check) => `${check.name} ${check.conclusion}`);
}
