import { isPolicyPath } from '../access/access-path.js';
import type { PullRequestKind } from './decision.js';
import type { PullRequestFacts } from './facts.js';
import { takesAway } from './takes-away.js';
import { isRequest, listTouchedPaths } from './touched-path.js';

/**
 * What a pull request is (design §3). Requests beside any other path are mixed, so that nothing rides on a request's approval; policy files
 * may have other files beside them, since those are nothing of ours.
 */
export function classifyPullRequest(facts: PullRequestFacts): PullRequestKind {
  const touched = listTouchedPaths(facts.files);
  const requests = touched.filter(({ access }) => isRequest(access));
  if (requests.length === 0) return touched.some(({ path }) => isPolicyPath(path)) ? 'policy' : 'nothing-of-ours';
  if (requests.length < touched.length) return 'mixed';
  return requests.every(takesAway) ? 'revocation' : 'request';
}
