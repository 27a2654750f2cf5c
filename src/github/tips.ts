import { EVIDENCE_BRANCH } from '../evidence/evidence-path.js';
import { type Connection, query } from './connection.js';
import { GitHubError, type OpenPullRequest, type PullRequestHead, type RepositoryTip } from './github.js';
import { FIRST_ISSUES, type FirstIssues, pickOurs } from './issues.js';
import { STATES } from './pull-request-query.js';

export const TIP_QUERY = `
query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    defaultBranchRef { name target { oid } }
    evidence: ref(qualifiedName: "refs/heads/${EVIDENCE_BRANCH}") { target { oid } }
    ${FIRST_ISSUES}
  }
}`;

interface TipAnswer {
  readonly repository:
    | ({
        readonly databaseId: number | null;
        readonly defaultBranchRef: { readonly name: string; readonly target: { readonly oid: string } | null } | null;
        readonly evidence: { readonly target: { readonly oid: string } | null } | null;
      } & FirstIssues)
    | null;
}

export async function readTip(connection: Connection): Promise<RepositoryTip> {
  const call = { what: 'the query of the default branch', permission: 'Contents: read, Issues: read' };
  const { repository } = await query<TipAnswer>(connection, call, TIP_QUERY, {});
  const branch = repository?.defaultBranchRef;
  const repositoryId = repository?.databaseId;
  if (repository === null || typeof repositoryId !== 'number' || !branch?.target) {
    throw new GitHubError('not-found', `${connection.owner}/${connection.name} has no commit on a default branch.`);
  }
  const openIssues = await pickOurs(connection, repository);
  const evidence = repository.evidence?.target?.oid ?? null;
  return { repositoryId, branch: branch.name, sha: branch.target.oid, evidence, openIssues };
}

export const HEAD_QUERY = `
query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { headRefOid baseRefName state isCrossRepository }
  }
}`;

interface HeadAnswer {
  readonly repository: {
    readonly pullRequest: {
      readonly headRefOid: string;
      readonly baseRefName: string;
      readonly state: keyof typeof STATES;
      readonly isCrossRepository: boolean;
    } | null;
  } | null;
}

export async function readHead(connection: Connection, number: number): Promise<PullRequestHead> {
  const call = { what: `the query of the head of pull request ${number}`, permission: 'Pull requests: read' };
  const { repository } = await query<HeadAnswer>(connection, call, HEAD_QUERY, { number });
  const pullRequest = repository?.pullRequest;
  if (!pullRequest) {
    throw new GitHubError('not-found', `${connection.owner}/${connection.name} has no pull request ${number}.`);
  }
  const { headRefOid: headSha, baseRefName: baseBranch, state, isCrossRepository: isFork } = pullRequest;
  return { headSha, baseBranch, state: STATES[state], isFork };
}

export const OPEN_PULL_REQUESTS_QUERY = `
query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name }
    pullRequests(states: OPEN, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { number headRefOid baseRefName }
    }
  }
}`;

interface OpenPullRequestsAnswer {
  readonly repository: {
    readonly defaultBranchRef: { readonly name: string } | null;
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly { readonly number: number; readonly headRefOid: string; readonly baseRefName: string }[];
    };
  } | null;
}

export async function listOpenPullRequests(connection: Connection): Promise<readonly OpenPullRequest[]> {
  const call = { what: 'the query of open pull requests', permission: 'Pull requests: read' };
  const open: OpenPullRequest[] = [];
  let after: string | null = null;
  do {
    const answer: OpenPullRequestsAnswer = await query(connection, call, OPEN_PULL_REQUESTS_QUERY, { after });
    if (answer.repository === null) {
      throw new GitHubError('not-found', `There is no repository ${connection.owner}/${connection.name}.`);
    }
    const { defaultBranchRef, pullRequests } = answer.repository;
    for (const { number, headRefOid, baseRefName } of pullRequests.nodes) {
      if (baseRefName === defaultBranchRef?.name) open.push({ number, headSha: headRefOid });
    }
    after = pullRequests.pageInfo.hasNextPage ? pullRequests.pageInfo.endCursor : null;
  } while (after !== null);
  return open;
}
