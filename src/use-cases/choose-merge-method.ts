import { readAccessPath } from '../access/access-path.js';
import { readRevertBatchBranch, readRevertBranch } from '../access/own-branch.js';
import type { MergeMethod, Policy } from '../access/policy.js';
import type { PullRequestFacts } from '../approval/facts.js';
import type { Judgement, RequestedGrant } from '../render/judgement.js';

/** How to merge it by ourselves; null: people merge it. Policy changes are always merged by people. */
export function chooseMergeMethod(judgement: Judgement, policy: Policy, openedByUs: boolean): MergeMethod | null {
  const { config } = policy;
  if (config === null || judgement.facts.isDraft) return null;
  return mayMerge(judgement, policy, openedByUs) ? config.merge.method : null;
}

function mayMerge({ facts, decision, requested }: Judgement, policy: Policy, openedByUs: boolean): boolean {
  const byConfig = policy.config?.merge.auto ?? false;
  switch (decision.kind) {
    case 'revocation':
      return openedByUs && isRevertOnly(facts) ? (policy.config?.revert.autoMerge ?? false) : byConfig;
    case 'request':
      return requested.length > 0 && requested.every((grant) => autoMergeOf(grant, policy) ?? byConfig);
    default:
      return false;
  }
}

/** What the role says for the requests that name it; null: nothing, as where a file is taken away. */
function autoMergeOf({ request, system }: RequestedGrant, policy: Policy): boolean | null {
  return request === null ? null : (policy.roles.get(system)?.get(request.role)?.autoMerge ?? null);
}

/** Whoever adds to a branch of ours does not ride along. */
function isRevertOnly(facts: PullRequestFacts): boolean {
  return isSingleRevert(facts) || isBatchRevert(facts);
}

/** The deletion of the one request that the branch is named after. */
function isSingleRevert({ headBranch, files }: PullRequestFacts): boolean {
  const [file] = files;
  const grant = readRevertBranch(headBranch);
  return grant !== null && files.length === 1 && file?.status === 'removed' && file.path === `access/${grant}.yaml`;
}

/**
 * Deletions of requests of the system that the branch is named after, and nothing else, in one commit that GitHub itself
 * made for us: a branch for many requests says less about what belongs on it than one for a single request.
 */
function isBatchRevert({ headBranch, files, commits, author }: PullRequestFacts): boolean {
  const system = readRevertBatchBranch(headBranch);
  const [commit] = commits;
  if (system === null || commits.length !== 1 || commit === undefined) return false;
  if (!commit.committedByGitHub || commit.author?.id !== author.id) return false;
  return files.every(({ path, previousPath, status }) => {
    const request = readAccessPath(path);
    return status === 'removed' && previousPath === null && request.kind === 'request' && request.system === system;
  });
}
