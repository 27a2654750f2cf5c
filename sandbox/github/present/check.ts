import type { Commit } from '../git/commit-object.js';
import type { Annotation, CheckRun, CheckSuite, Repository, World } from '../state.js';
import { iso, isoOrNull, presentApp } from './account.js';
import { readCommit } from './commit.js';
import { apiOf, pageUrlOf, presentMinimalRepository } from './repository.js';

/** `pull-request-minimal` of the open pull requests that stand at a commit. */
function pullsAt(world: World, repository: Repository, sha: string) {
  const side = (one: Repository, ref: string, at: string) => ({
    ref,
    sha: at,
    repo: { id: one.id, url: apiOf(world, one), name: one.name },
  });
  return [...repository.pulls.values()]
    .filter((pull) => pull.state === 'open' && pull.headSha === sha && pull.headRepository === repository)
    .map((pull) => ({
      url: `${apiOf(world, repository)}/pulls/${pull.number}`,
      id: pull.id,
      number: pull.number,
      head: side(pull.headRepository, pull.headRef, pull.headSha),
      base: side(repository, pull.baseRef, pull.baseSha),
    }));
}

/** `check-run`. */
export function presentCheckRun(world: World, repository: Repository, run: CheckRun) {
  const own = `${apiOf(world, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: own,
    html_url: `${pageUrlOf(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: iso(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${own}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: presentApp(world, run.suite.app),
    pull_requests: pullsAt(world, repository, run.headSha),
  };
}

export function presentAnnotation(world: World, repository: Repository, run: CheckRun, annotation: Annotation) {
  const path = annotation.path.split('/').map(encodeURIComponent).join('/');
  return { ...annotation, blob_href: `${pageUrlOf(world, repository)}/blob/${run.headSha}/${path}` };
}

export function runsOf(repository: Repository, suite: CheckSuite): CheckRun[] {
  return [...repository.checkRuns.values()].filter((run) => run.suite === suite);
}

/**
 * Its conclusion is the worst of its runs. “When a check suite is rerequested, its status is reset to queued and the
 * conclusion is cleared”: https://docs.github.com/en/rest/checks/suites#rerequest-a-check-suite
 */
export function outcomeOf(repository: Repository, suite: CheckSuite) {
  const runs = runsOf(repository, suite);
  if (suite.isRerequested || runs.length === 0) return { status: 'queued' as const, conclusion: null };
  if (!runs.every((run) => run.status === 'completed')) return { status: 'in_progress' as const, conclusion: null };
  const worst = runs.find((run) => run.conclusion !== 'success' && run.conclusion !== null)?.conclusion;
  return { status: 'completed' as const, conclusion: worst ?? 'success' };
}

/** `simple-check-suite`, as a webhook carries it within a check run. */
export function presentSimpleSuite(world: World, repository: Repository, suite: CheckSuite) {
  const pulls = pullsAt(world, repository, suite.headSha);
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: pulls[0]?.head.ref ?? null,
    head_sha: suite.headSha,
    ...outcomeOf(repository, suite),
    url: `${apiOf(world, repository)}/check-suites/${suite.id}`,
    before: null,
    after: suite.headSha,
    pull_requests: pulls,
    app: presentApp(world, suite.app),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.updatedAt),
  };
}

/** What a webhook about a suite carries of it. */
export async function presentSuiteOfEvent(world: World, repository: Repository, suite: CheckSuite) {
  return {
    ...presentSimpleSuite(world, repository, suite),
    latest_check_runs_count: runsOf(repository, suite).length,
    check_runs_url: `${apiOf(world, repository)}/check-suites/${suite.id}/check-runs`,
    head_commit: presentHeadCommit(await readCommit(world, repository, suite.headSha)),
  };
}

/** `check-suite`. */
export async function presentCheckSuite(world: World, repository: Repository, suite: CheckSuite) {
  return {
    ...(await presentSuiteOfEvent(world, repository, suite)),
    repository: presentMinimalRepository(world, repository),
  };
}

function presentHeadCommit(commit: Commit) {
  const person = ({ name, email }: { name: string; email: string }) => ({ name, email });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: iso(commit.author.at),
    author: person(commit.author),
    committer: person(commit.committer),
  };
}
