import { levelOf, reaches } from '../find.js';
import type { Actor, Level, Repository, World } from '../state.js';
import { iso, presentAccount } from './account.js';

export function apiOf(world: World, repository: Repository): string {
  return `${world.url}/repos/${repository.fullName}`;
}

export function pageUrlOf(world: World, repository: Repository): string {
  return `${world.url}/${repository.fullName}`;
}

const templates = {
  archive_url: '{archive_format}{/ref}',
  assignees_url: 'assignees{/user}',
  blobs_url: 'git/blobs{/sha}',
  branches_url: 'branches{/branch}',
  collaborators_url: 'collaborators{/collaborator}',
  comments_url: 'comments{/number}',
  commits_url: 'commits{/sha}',
  compare_url: 'compare/{base}...{head}',
  contents_url: 'contents/{+path}',
  contributors_url: 'contributors',
  deployments_url: 'deployments',
  downloads_url: 'downloads',
  events_url: 'events',
  forks_url: 'forks',
  git_commits_url: 'git/commits{/sha}',
  git_refs_url: 'git/refs{/sha}',
  git_tags_url: 'git/tags{/sha}',
  hooks_url: 'hooks',
  issue_comment_url: 'issues/comments{/number}',
  issue_events_url: 'issues/events{/number}',
  issues_url: 'issues{/number}',
  keys_url: 'keys{/key_id}',
  labels_url: 'labels{/name}',
  languages_url: 'languages',
  merges_url: 'merges',
  milestones_url: 'milestones{/number}',
  notifications_url: 'notifications{?since,all,participating}',
  pulls_url: 'pulls{/number}',
  releases_url: 'releases{/id}',
  stargazers_url: 'stargazers',
  statuses_url: 'statuses/{sha}',
  subscribers_url: 'subscribers',
  subscription_url: 'subscription',
  tags_url: 'tags',
  teams_url: 'teams',
  trees_url: 'git/trees{/sha}',
} as const;

/** `repository` of GitHub's OpenAPI; `viewer` adds what that actor may do. */
export function presentRepository(world: World, repository: Repository, viewer?: Actor) {
  const api = apiOf(world, repository);
  const page = pageUrlOf(world, repository);
  const host = new URL(world.url).host;
  const openIssues = [...repository.issues.values(), ...repository.pulls.values()].filter(
    (thread) => thread.state === 'open',
  ).length;
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: repository.fullName,
    private: repository.visibility === 'private',
    owner: presentAccount(world, repository.owner),
    html_url: page,
    description: null,
    fork: false,
    url: api,
    ...urlsOf(api),
    git_url: `git://${host}/${repository.fullName}.git`,
    ssh_url: `git@${host}:${repository.fullName}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: openIssues,
    open_issues: openIssues,
    forks: 0,
    watchers: 0,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: repository.visibility,
    pushed_at: iso(repository.pushedAt),
    created_at: iso(repository.createdAt),
    updated_at: iso(repository.pushedAt),
    allow_merge_commit: repository.allow.merge,
    allow_squash_merge: repository.allow.squash,
    allow_rebase_merge: repository.allow.rebase,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    ...(viewer ? { permissions: permissionsOf(levelOf(world, repository, viewer.account)) } : {}),
  };
}

/** `minimal-repository`: without the ways to merge. */
export function presentMinimalRepository(world: World, repository: Repository) {
  const {
    allow_merge_commit: _merge,
    allow_squash_merge: _squash,
    allow_rebase_merge: _rebase,
    allow_auto_merge: _auto,
    ...minimal
  } = presentRepository(world, repository);
  return minimal;
}

function urlsOf(api: string): Record<keyof typeof templates, string> {
  const urls: Record<keyof typeof templates, string> = { ...templates };
  for (const [name, rest] of Object.entries(templates)) Object.assign(urls, { [name]: `${api}/${rest}` });
  return urls;
}

function permissionsOf(level: Level | undefined) {
  const write = reaches(level, 'write');
  const admin = level === 'admin';
  return { admin, maintain: admin, push: write, triage: write, pull: level !== undefined };
}
