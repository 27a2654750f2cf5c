import { optionalText } from '../body.js';
import { findPull } from '../find.js';
import { type MergeMethod, mergePull } from '../merge.js';
import { presentCommit, presentFile } from '../present/commit.js';
import { commitsOfPull, filesOfPull, mostCommits, mostFiles } from '../pull-contents.js';
import { invalid, notFound } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';

/** Files, commits and the merge of a pull request: https://docs.github.com/en/rest/pulls/pulls */
export const pullContentRoutes: readonly Route[] = [
  repositoryRoute('GET /pulls/{pull_number}/files', 'pull_requests:read', 'read', listFiles),
  repositoryRoute('GET /pulls/{pull_number}/commits', 'pull_requests:read', 'read', listCommits),
  repositoryRoute('GET /pulls/{pull_number}/merge', 'pull_requests:read', 'read', isMerged),
  repositoryRoute('PUT /pulls/{pull_number}/merge', 'contents:write', 'write', merge),
];

async function listFiles(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params } = call;
  const pull = findPull(repository, params['pull_number']);
  const files = (await filesOfPull(world, repository, pull)).slice(0, mostFiles);
  const { items, headers } = pageOf(call, files);
  return { status: 200, headers, body: items.map((file) => presentFile(world, repository, pull.headSha, file)) };
}

async function listCommits(call: RepositoryCall): Promise<Answer> {
  const { world, repository, params } = call;
  const commits = await commitsOfPull(world, repository, findPull(repository, params['pull_number']));
  const { items, headers } = pageOf(call, commits.slice(0, mostCommits));
  return { status: 200, headers, body: items.map((commit) => presentCommit(world, repository, commit)) };
}

function isMerged({ repository, params }: RepositoryCall): Answer {
  if (findPull(repository, params['pull_number']).mergedAt === null) throw notFound();
  return { status: 204 };
}

async function merge({ world, repository, actor, params, body }: RepositoryCall): Promise<Answer> {
  const pull = findPull(repository, params['pull_number']);
  const method = optionalText(body, 'merge_method', 'PullRequest') ?? 'merge';
  if (!isMethod(method)) throw invalid('PullRequest', 'merge_method');
  const sha = await mergePull(world, repository, actor, pull, {
    method,
    sha: optionalText(body, 'sha', 'PullRequest'),
    title: optionalText(body, 'commit_title', 'PullRequest'),
    message: optionalText(body, 'commit_message', 'PullRequest'),
  });
  return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
}

function isMethod(text: string): text is MergeMethod {
  return text === 'merge' || text === 'squash' || text === 'rebase';
}
