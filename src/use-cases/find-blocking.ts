import { type GitHub, GitHubError, type PullRequestReading } from '../github/github.js';
import { passesApprovalCheck, passesRequestCheck } from '../render/judgement.js';
import { type JudgingPorts, judgePullRequest } from './judge-pull-request.js';

type BlockingPorts = JudgingPorts & { readonly github: Pick<GitHub, 'readPullRequest'> };

/** Where two open pull requests share a head commit, both must pass, because they share its checks (design §5). */
export async function findBlocking(reading: PullRequestReading, ports: BlockingPorts): Promise<number[]> {
  const blocking: number[] = [];
  for (const number of reading.facts.sharingHead) {
    const other = await readOther(number, ports.github);
    // Whoever keeps it moving must not keep a verdict of this one from being published: it holds until it rests.
    if (other === null) {
      blocking.push(number);
      continue;
    }
    const { state, baseBranch, defaultBranch, headSha, isFork } = other.facts;
    const isOurs = state === 'open' && baseBranch === defaultBranch;
    if (!isOurs || headSha !== reading.facts.headSha || isFork) continue;
    const { judgement } = await judgePullRequest(other, ports);
    if (!passesRequestCheck(judgement) || !passesApprovalCheck(judgement)) blocking.push(number);
  }
  return blocking;
}

/** null where it does not stand still for as long as it takes to read it. */
async function readOther(number: number, github: BlockingPorts['github']): Promise<PullRequestReading | null> {
  try {
    return await github.readPullRequest(number);
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'stale') return null;
    throw error;
  }
}
