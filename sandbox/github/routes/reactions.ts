import { textOf } from '../body.js';
import { authorise } from '../permissions.js';
import { presentReaction } from '../present/thread.js';
import { invalid } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import { type Comment, type Reaction, type ReactionContent, reactionContents } from '../state.js';
import { findComment } from './issues.js';

/** https://docs.github.com/en/rest/reactions/reactions: of comments on issues and pull requests. No webhook tells of them. */
export const reactionRoutes: readonly Route[] = [
  repositoryRoute(
    'GET /issues/comments/{comment_id}/reactions',
    'issues:read|pull_requests:read',
    'read',
    listReactions,
  ),
  repositoryRoute(
    'POST /issues/comments/{comment_id}/reactions',
    'issues:write|pull_requests:write',
    'read',
    addReaction,
  ),
];

/** What it stands on decides which permission a token needs: `issues` alone is not enough on a pull request. */
function findReactable({ repository, actor, params }: RepositoryCall, level: 'read' | 'write'): Comment {
  const comment = findComment(repository, params['comment_id']);
  authorise(actor, `${repository.pulls.has(comment.number) ? 'pull_requests' : 'issues'}:${level}`);
  return comment;
}

function readContent(text: string): ReactionContent {
  const content = reactionContents.find((one) => one === text);
  if (content === undefined) throw invalid('Reaction', 'content');
  return content;
}

function listReactions(call: RepositoryCall): Answer {
  const wanted = call.query.get('content');
  const { reactions } = findReactable(call, 'read');
  const { items, headers } = pageOf(
    call,
    reactions.filter(({ content }) => wanted === null || content === readContent(wanted)),
  );
  return { status: 200, headers, body: items.map((one) => presentReaction(call.world, one)) };
}

/** “A response with an HTTP 200 status means that you already added the reaction type to this issue comment.” */
function addReaction(call: RepositoryCall): Answer {
  const { world, actor, body } = call;
  const comment = findReactable(call, 'write');
  const content = readContent(textOf(body, 'content', 'Reaction'));
  const known = comment.reactions.find((one) => one.author === actor.account && one.content === content);
  if (known) return { status: 200, body: presentReaction(world, known) };
  const id = world.nextId();
  const reaction: Reaction = {
    id,
    nodeId: `REA_${Buffer.from(String(id)).toString('base64url')}`,
    author: actor.account,
    content,
    createdAt: world.now(),
  };
  comment.reactions.push(reaction);
  return { status: 201, body: presentReaction(world, reaction) };
}
