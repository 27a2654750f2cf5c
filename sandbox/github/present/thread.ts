import { associationOf } from '../find.js';
import {
  type Comment,
  type Label,
  type Reaction,
  type Repository,
  reactionContents,
  type Thread,
  type World,
} from '../state.js';
import { iso, isoOrNull, presentAccount, presentApp } from './account.js';
import { apiOf, pageUrlOf } from './repository.js';

export function presentLabel(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${apiOf(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: '',
    color: label.color,
    default: false,
  };
}

export function presentLabels(world: World, repository: Repository, thread: Thread) {
  return thread.labels.flatMap((name) => {
    const label = repository.labels.get(name);
    return label ? [presentLabel(world, repository, label)] : [];
  });
}

export function commentsOf(repository: Repository, number: number): Comment[] {
  return [...repository.comments.values()].filter((comment) => comment.number === number);
}

/** `reaction-rollup`. REST may leave it out, webhooks may not. */
function presentReactions(of: string, reactions: readonly Reaction[]) {
  const countOf = (wanted: string) => reactions.filter(({ content }) => content === wanted).length;
  return {
    url: `${of}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(reactionContents.map((content) => [content, countOf(content)])),
  };
}

/** `reaction`. */
export function presentReaction(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: reaction.nodeId,
    user: presentAccount(world, reaction.author),
    content: reaction.content,
    created_at: iso(reaction.createdAt),
  };
}

/** `issue`; a pull request seen as an issue carries `pull_request`. */
export function presentIssue(world: World, repository: Repository, thread: Thread) {
  const api = apiOf(world, repository);
  const own = `${api}/issues/${thread.number}`;
  const pull = repository.pulls.get(thread.number);
  const page = `${pageUrlOf(world, repository)}/${pull ? 'pull' : 'issues'}/${thread.number}`;
  return {
    id: pull?.issueId ?? thread.id,
    node_id: thread.nodeId,
    url: own,
    repository_url: api,
    labels_url: `${own}/labels{/name}`,
    comments_url: `${own}/comments`,
    events_url: `${own}/events`,
    html_url: page,
    number: thread.number,
    state: thread.state,
    state_reason: !pull && thread.state === 'closed' ? ('completed' as const) : null,
    title: thread.title,
    user: presentAccount(world, thread.author),
    labels: presentLabels(world, repository, thread),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: commentsOf(repository, thread.number).length,
    closed_at: isoOrNull(thread.closedAt),
    created_at: iso(thread.createdAt),
    updated_at: iso(thread.updatedAt),
    author_association: associationOf(world, repository, thread.author),
    body: thread.body,
    reactions: presentReactions(own, []),
    timeline_url: `${own}/timeline`,
    performed_via_github_app: null,
    ...(pull
      ? {
          draft: pull.draft,
          pull_request: {
            url: `${api}/pulls/${thread.number}`,
            html_url: page,
            diff_url: `${page}.diff`,
            patch_url: `${page}.patch`,
            merged_at: isoOrNull(pull.mergedAt),
          },
        }
      : {}),
  };
}

/** `issue-comment`. */
export function presentComment(world: World, repository: Repository, comment: Comment) {
  const api = apiOf(world, repository);
  const own = `${api}/issues/comments/${comment.id}`;
  const kind = repository.pulls.has(comment.number) ? 'pull' : 'issues';
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url: own,
    html_url: `${pageUrlOf(world, repository)}/${kind}/${comment.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.number}`,
    user: presentAccount(world, comment.author),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    body: comment.body,
    reactions: presentReactions(own, comment.reactions),
    author_association: associationOf(world, repository, comment.author),
    performed_via_github_app: comment.app ? presentApp(world, comment.app) : null,
  };
}
