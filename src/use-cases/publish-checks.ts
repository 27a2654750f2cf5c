import { type CheckRun, type GitHub, GitHubError } from '../github/github.js';
import { renderFailedEvaluation } from '../render/render-checks.js';

export type RenderedCheck = Omit<CheckRun, 'name' | 'headSha'>;

/** Publishes both checks on a commit. */
export async function publishChecks(
  headSha: string,
  checks: { readonly request: RenderedCheck; readonly approval: RenderedCheck },
  github: Pick<GitHub, 'publishCheck'>,
): Promise<void> {
  await github.publishCheck({ name: 'access/request', headSha, ...checks.request });
  await github.publishCheck({ name: 'access/approval', headSha, ...checks.approval });
}

/** Says on both checks why nothing could be decided; what keeps GitHub from answering may keep it from this too. */
export async function publishFailure(
  headSha: string,
  cause: GitHubError,
  github: Pick<GitHub, 'publishCheck'>,
): Promise<void> {
  const check = renderFailedEvaluation(cause.message);
  try {
    await publishChecks(headSha, { request: check, approval: check }, github);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
  }
}
