import { emitPull } from '../emit.js';
import { levelOf, reaches } from '../find.js';
import { sees } from '../permissions.js';
import { type Context, GraphqlRefusal, requirePermission } from './context.js';
import { pullOf } from './pull.js';

export interface DraftArguments {
  readonly input: { readonly pullRequestId: string; readonly clientMutationId?: string | null };
}

/** markPullRequestReadyForReview and convertPullRequestToDraft: REST has neither. */
export async function changeDraft({ input }: DraftArguments, context: Context, draft: boolean) {
  const { world, actor } = context;
  requirePermission(context, 'pull_requests:write');
  for (const repository of world.repositories.values()) {
    const pull = [...repository.pulls.values()].find((one) => one.nodeId === input.pullRequestId);
    if (!pull || !sees(world, actor, repository)) continue;
    if (actor.account !== pull.author && !reaches(levelOf(world, repository, actor.account), 'write'))
      throw new GraphqlRefusal(
        'FORBIDDEN',
        `${actor.account.login} does not have permission to update the pull request.`,
      );
    if (pull.state === 'closed') throw new GraphqlRefusal('UNPROCESSABLE', 'Pull request is closed');
    if (pull.draft !== draft) {
      pull.draft = draft;
      pull.updatedAt = world.now();
      await emitPull(world, repository, actor, draft ? 'converted_to_draft' : 'ready_for_review', pull);
    }
    return { clientMutationId: input.clientMutationId ?? null, pullRequest: pullOf(world, repository, pull) };
  }
  throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${input.pullRequestId}'.`);
}
