import type { GitHub, PullRequestReading } from '../github/github.js';
import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { type JudgingPorts, judgePullRequest } from './judge-pull-request.js';

type BlockingPorts = JudgingPorts & { readonly github: Pick<GitHub, 'readPullRequest'> };

/** Where two open pull requests share a head commit, both must pass, because they share its checks (design §5). */
export async function findBlocking(reading: PullRequestReading, ports: BlockingPorts): Promise<number[]> {
  const blocking: number[] = [];
  for (const number of reading.facts.sharingHead) {
    const other = await ports.github.readPullRequest(number);
    const { state, baseBranch, defaultBranch, headSha, isFork } = other.facts;
    const isOurs = state === 'open' && baseBranch === defaultBranch;
    if (!isOurs || headSha !== reading.facts.headSha || isFork) continue;
    const { judgement } = await judgePullRequest(other, ports);
    if (!passesRequestCheck(judgement) || !passesApprovalCheck(judgement)) blocking.push(number);
  }
  return blocking;
}
