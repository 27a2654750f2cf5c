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
  for (const check of [
    named('access/request', headSha, checks.request),
    named('access/approval', headSha, checks.approval),
  ]) {
    if (published.get(check.name) !== check.digest) await github.publishCheck(check);
  }
}

/**
 * Says on both checks why nothing could be decided. Each is tried, whatever becomes of the other: a success from before
 * must not stand because GitHub did not take the first. What keeps GitHub from answering may keep it from this too.
 */
export async function publishFailure(
  headSha: string,
  cause: unknown,
  github: Pick<GitHub, 'publishCheck'>,
): Promise<void> {
  const check = renderFailedEvaluation(describeCause(cause));
  await Promise.allSettled([
    github.publishCheck(named('access/request', headSha, check)),
    github.publishCheck(named('access/approval', headSha, check)),
  ]);
}

/** Only what GitHub said is for everybody to read; the rest is for the log. */
function describeCause(cause: unknown): string {
  return cause instanceof GitHubError
    ? cause.message
    : 'Lapse made a mistake of its own; the log of the App says which.';
}

function named(name: CheckRun['name'], headSha: string, check: RenderedCheck): CheckRun {
  const digest = createHash('sha256').update(canonicalJson(check)).digest('hex');
  return { name, headSha, digest, ...check };
}
