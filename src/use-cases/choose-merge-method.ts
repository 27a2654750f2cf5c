import { readRevertBranch } from '../access/own-branch.js';
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

/** The deletion of the one request that the branch is named after: whoever adds to our branch does not ride along. */
function isRevertOnly({ headBranch, files }: PullRequestFacts): boolean {
  const [file] = files;
  const grant = readRevertBranch(headBranch);
  return grant !== null && files.length === 1 && file?.status === 'removed' && file.path === `access/${grant}.yaml`;
}
