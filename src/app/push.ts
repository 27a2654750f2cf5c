import type { Context } from 'probot';
import { isPolicyPath } from '../access/access-path.js';
import { type Evaluator, evaluateOpen } from './evaluate.js';

/** A changed policy file can change every open decision, so a push of one evaluates them all again (design §5). */
export async function onPush(context: Context<'push'>, evaluate: Evaluator): Promise<void> {
  const { ref, repository, commits, forced } = context.payload;
  if (ref !== `refs/heads/${repository.default_branch}`) return;
  const paths = commits.flatMap((commit) => [
    ...(commit.added ?? []),
    ...(commit.modified ?? []),
    ...(commit.removed ?? []),
  ]);
  // A forced push can take a policy file back without naming it, and a long one names only part of its commits.
  const mayChangePolicy = forced || commits.length === 0 || paths.length === 0 || paths.some(isPolicyPath);
  if (mayChangePolicy) await evaluateOpen(context, () => true, evaluate);
}
