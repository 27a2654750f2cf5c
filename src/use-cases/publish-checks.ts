import { createHash } from 'node:crypto';
import { type CheckRun, type GitHub, GitHubError, type PullRequestReading } from '../github/github.js';
import { canonicalJson } from '../plan/canonical-json.js';
import { renderFailedEvaluation } from '../render/render-checks.js';

export type RenderedCheck = Omit<CheckRun, 'name' | 'headSha' | 'digest'>;

/** What stands already: nothing, on a commit that we have not judged yet. */
const NOTHING: PullRequestReading['published'] = new Map();

/** Publishes both checks on a commit, each unless the same stands there already. */
export async function publishChecks(
  headSha: string,
  checks: { readonly request: RenderedCheck; readonly approval: RenderedCheck },
  github: Pick<GitHub, 'publishCheck'>,
  published: PullRequestReading['published'] = NOTHING,
): Promise<void> {
  for (const [name, check] of [
    ['access/request', checks.request],
    ['access/approval', checks.approval],
  ] as const) {
    const digest = createHash('sha256').update(canonicalJson(check)).digest('hex');
    if (published.get(name) !== digest) await github.publishCheck({ name, headSha, digest, ...check });
  }
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
