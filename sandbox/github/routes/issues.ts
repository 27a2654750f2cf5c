import { optionalList, optionalText, textOf } from '../body.js';
import { emit, emitPull } from '../emit.js';
import { appOf, findThread, levelOf, reaches } from '../find.js';
import { commentsOf, presentComment, presentIssue, presentLabel, presentLabels } from '../present/thread.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { type Answer, type Call, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import type { Comment, Repository, Thread, World } from '../state.js';

/** https://docs.github.com/en/rest/issues: comments and labels of issues and pull requests. */
export const issueRoutes: readonly Route[] = [
  repositoryRoute('GET /issues', 'issues:read', 'read', listIssues),
  repositoryRoute('POST /issues', 'issues:write', 'read', createIssue),
  repositoryRoute('GET /issues/comments/{comment_id}', 'issues:read|pull_requests:read', 'read', getComment),
  repositoryRoute('PATCH /issues/comments/{comment_id}', 'issues:write|pull_requests:write', 'read', updateComment),
  repositoryRoute('DELETE /issues/comments/{comment_id}', 'issues:write|pull_requests:write', 'read', deleteComment),
  repositoryRoute('GET /issues/{issue_number}', 'issues:read|pull_requests:read', 'read', getIssue),
  repositoryRoute('PATCH /issues/{issue_number}', 'issues:write|pull_requests:write', 'read', updateIssue),
  repositoryRoute('GET /issues/{issue_number}/comments', 'issues:read|pull_requests:read', 'read', listComments),
  repositoryRoute('POST /issues/{issue_number}/comments', 'issues:write|pull_requests:write', 'read', createComment),
  repositoryRoute('GET /issues/{issue_number}/labels', 'issues:read|pull_requests:read', 'read', listLabels),
  repositoryRoute('POST /issues/{issue_number}/labels', 'issues:write|pull_requests:write', 'write', addLabels),
  repositoryRoute('POST /labels', 'issues:write|pull_requests:write', 'write', createLabel),
];

/** GitHub's own limit, as its 422 says it. */
const longestComment = 65_536;

function listIssues(call: RepositoryCall): Answer {
  const { world, repository, query } = call;
  const state = query.get('state') ?? 'open';
  const wanted = (query.get('labels') ?? '').split(',').filter(Boolean);
  const found = [...repository.issues.values(), ...repository.pulls.values()]
    .filter((thread) => state === 'all' || thread.state === state)
    .filter((thread) => wanted.every((label) => thread.labels.includes(label)))
    .sort((a, b) => b.number - a.number);
  const { items, headers } = pageOf(call, found);
  return { status: 200, headers, body: items.map((thread) => presentIssue(world, repository, thread)) };
}

function readIssueBody(body: Call['body']): string | undefined {
  const text = optionalText(body, 'body', 'Issue');
  if (text !== undefined && text.length > longestComment)
    throw invalid('Issue', 'body', 'custom', 'body is too long (maximum is 65536 characters)');
  return text;
}

function createIssue({ world, repository, actor, body }: RepositoryCall): Answer {
  const now = world.now();
  const id = world.nextId();
  const title = textOf(body, 'title', 'Issue');
  const text = readIssueBody(body) ?? null;
  const names = readNames(optionalList(body, 'labels', 'Issue') ?? []);
  repository.lastNumber += 1;
  const issue: Thread = {
    id,
    nodeId: `I_${Buffer.from(String(id)).toString('base64url')}`,
    number: repository.lastNumber,
    author: actor.account,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    title,
    body: text,
    state: 'open',
    labels: [],
  };
  repository.issues.set(issue.number, issue);
  attachLabels(world, repository, issue, names);
  emit(world, repository, actor, 'issues', { action: 'opened', issue: presentIssue(world, repository, issue) });
  return { status: 201, body: presentIssue(world, repository, issue) };
}

function getIssue({ world, repository, params }: RepositoryCall): Answer {
  const thread = findThread(repository, params['issue_number']);
  return { status: 200, body: presentIssue(world, repository, thread) };
}

/** Title, text and state, by the author or a writer; labels and assignees have routes of their own here. */
function updateIssue({ world, repository, actor, params, body }: RepositoryCall): Answer {
  const thread = repository.issues.get(Number(params['issue_number']));
  if (!thread) throw notFound();
  if (actor.account !== thread.author && !reaches(levelOf(world, repository, actor.account), 'write'))
    throw new Refusal(403, 'Must have admin rights to Repository.');
  const [title, text] = [optionalText(body, 'title', 'Issue'), readIssueBody(body)];
  const state = optionalText(body, 'state', 'Issue');
  if (state !== undefined && state !== 'open' && state !== 'closed') throw invalid('Issue', 'state');
  const changes = {
    ...(title !== undefined && title !== thread.title ? { title: { from: thread.title } } : {}),
    ...(text !== undefined && text !== thread.body ? { body: { from: thread.body ?? '' } } : {}),
  };
  thread.title = title ?? thread.title;
  thread.body = text ?? thread.body;
  const isTurned = state !== undefined && state !== thread.state;
  if (isTurned) {
    thread.state = state;
    thread.closedAt = state === 'closed' ? world.now() : null;
  }
  thread.updatedAt = world.now();
  const issue = presentIssue(world, repository, thread);
  if (Object.keys(changes).length > 0) emit(world, repository, actor, 'issues', { action: 'edited', issue, changes });
  if (isTurned) emit(world, repository, actor, 'issues', { action: state === 'closed' ? 'closed' : 'reopened', issue });
  return { status: 200, body: issue };
}

function listComments(call: RepositoryCall): Answer {
  const { world, repository, params } = call;
  const thread = findThread(repository, params['issue_number']);
  const { items, headers } = pageOf(call, commentsOf(repository, thread.number));
  return { status: 200, headers, body: items.map((comment) => presentComment(world, repository, comment)) };
}

function readCommentBody(body: Call['body']): string {
  const text = textOf(body, 'body', 'IssueComment');
  if (text.trim() === '') throw invalid('IssueComment', 'body', 'missing_field');
  if (text.length > longestComment)
    throw invalid('IssueComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)');
  return text;
}

function createComment({ world, repository, actor, params, body }: RepositoryCall): Answer {
  const thread = findThread(repository, params['issue_number']);
  const text = readCommentBody(body);
  const id = world.nextId();
  const comment: Comment = {
    id,
    nodeId: `IC_${Buffer.from(String(id)).toString('base64url')}`,
    number: thread.number,
    author: actor.account,
    app: appOf(actor),
    createdAt: world.now(),
    reactions: [],
    updatedAt: world.now(),
    lastEdit: null,
    body: text,
  };
  repository.comments.set(id, comment);
  thread.updatedAt = world.now();
  emitComment({ world, repository, actor }, 'created', comment);
  return { status: 201, body: presentComment(world, repository, comment) };
}

function emitComment(
  { world, repository, actor }: Pick<RepositoryCall, 'world' | 'repository' | 'actor'>,
  action: string,
  comment: Comment,
  more: Readonly<Record<string, unknown>> = {},
): void {
  emit(world, repository, actor, 'issue_comment', {
    action,
    issue: presentIssue(world, repository, findThread(repository, comment.number)),
    comment: presentComment(world, repository, comment),
    ...more,
  });
}

export function findComment(repository: Repository, id: string | undefined): Comment {
  const comment = repository.comments.get(Number(id));
  if (!comment) throw notFound();
  return comment;
}

/** An author edits their own comment, a writer anybody's; an App only its own and, with write, others'. */
function refuseStranger({ world, repository, actor }: RepositoryCall, comment: Comment): void {
  if (actor.account === comment.author || reaches(levelOf(world, repository, actor.account), 'write')) return;
  throw new Refusal(403, 'Must have admin rights to Repository.');
}

function getComment({ world, repository, params }: RepositoryCall): Answer {
  return { status: 200, body: presentComment(world, repository, findComment(repository, params['comment_id'])) };
}

function updateComment(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  const comment = findComment(repository, call.params['comment_id']);
  refuseStranger(call, comment);
  const from = comment.body;
  comment.body = readCommentBody(call.body);
  comment.updatedAt = world.now();
  if (comment.body !== from) comment.lastEdit = { editor: actor.account, at: world.now() };
  emitComment(call, 'edited', comment, { changes: { body: { from } } });
  return { status: 200, body: presentComment(world, repository, comment) };
}

function deleteComment(call: RepositoryCall): Answer {
  const comment = findComment(call.repository, call.params['comment_id']);
  refuseStranger(call, comment);
  call.repository.comments.delete(comment.id);
  emitComment(call, 'deleted', comment);
  return { status: 204 };
}

function listLabels(call: RepositoryCall): Answer {
  const { world, repository, params } = call;
  const labels = presentLabels(world, repository, findThread(repository, params['issue_number']));
  const { items, headers } = pageOf(call, labels);
  return { status: 200, headers, body: items };
}

async function addLabels({ world, repository, actor, params, body }: RepositoryCall): Promise<Answer> {
  const thread = findThread(repository, params['issue_number']);
  const names = readNames(optionalList(body, 'labels', 'Label') ?? []);
  attachLabels(world, repository, thread, names);
  thread.updatedAt = world.now();
  const labels = presentLabels(world, repository, thread);
  const issue = presentIssue(world, repository, thread);
  const pull = repository.pulls.get(thread.number);
  for (const label of labels.filter((one) => names.includes(one.name))) {
    if (pull) await emitPull(world, repository, actor, 'labeled', pull, { label });
    else emit(world, repository, actor, 'issues', { action: 'labeled', issue, label });
  }
  return { status: 200, body: labels };
}

/** https://docs.github.com/en/rest/issues/labels#create-a-label; names differ in more than their case. */
function createLabel({ world, repository, body }: RepositoryCall): Answer {
  const name = textOf(body, 'name', 'Label');
  const color = optionalText(body, 'color', 'Label') ?? 'ededed';
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalid('Label', 'color');
  const isThere = [...repository.labels.keys()].some((one) => one.toLowerCase() === name.toLowerCase());
  if (isThere) throw invalid('Label', 'name', 'already_exists');
  const id = world.nextId();
  const label = { id, nodeId: `LA_${id}`, name, color };
  repository.labels.set(name, label);
  return { status: 201, body: presentLabel(world, repository, label) };
}

function readNames(values: readonly unknown[]): string[] {
  return values.map((value) => {
    const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
    if (typeof name !== 'string' || name === '') throw invalid('Label', 'name');
    return name;
  });
}

/** A label that the repository does not have yet is made. */
function attachLabels(world: World, repository: Repository, thread: Thread, names: readonly string[]): void {
  for (const name of names) {
    if (!repository.labels.has(name)) {
      const id = world.nextId();
      repository.labels.set(name, { id, nodeId: `LA_${id}`, name, color: 'ededed' });
    }
    if (!thread.labels.includes(name)) thread.labels.push(name);
  }
}
