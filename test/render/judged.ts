import type { PullRequestReading } from '../../src/github/github.js';
import type { Judgement } from '../../src/render/judgement.js';
import { judgePullRequest } from '../../src/use-cases/judge-pull-request.js';
import { fakeGitHub } from '../use-cases/fake-github.js';
import { portsOf } from '../use-cases/fake-reading.js';

/** What there is to say about a pull request, as the App would judge it. */
export async function judged(reading: PullRequestReading, rest: Partial<Judgement> = {}): Promise<Judgement> {
  const { judgement } = await judgePullRequest(reading, portsOf(fakeGitHub()));
  return { ...judgement, ...rest };
}
