import { levelOf, reaches } from '../find.js';
import { changeTree, moveRef, type TreeChange, writeCommit } from '../git/write-git.js';
import { signatureOf, webFlow } from '../merge.js';
import { readCommit } from '../present/commit.js';
import { mayPush } from '../protection.js';
import { changeRefs } from '../ref-changes.js';
import { violationsOf, violationText } from '../rulesets.js';
import { type Context, GraphqlRefusal, requirePermission } from './context.js';
import { commitOf } from './git-objects.js';
import { findVisible, refOf } from './repository.js';

interface Input {
  readonly clientMutationId?: string | null;
  readonly branch: {
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
    readonly id?: string | null;
  };
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
  readonly expectedHeadOid: string;
}

/** One commit of several files, signed by GitHub: https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch */
export async function createCommitOnBranch({ input }: { input: Input }, context: Context) {
  const { world, actor } = context;
  const { repositoryNameWithOwner, branchName } = input.branch;
  if (!repositoryNameWithOwner || !branchName)
    throw new GraphqlRefusal('UNPROCESSABLE', 'The sandbox takes a branch by repositoryNameWithOwner and branchName.');
  const repository = findVisible(context, repositoryNameWithOwner);
  requirePermission(context, 'contents:write');
  if (actor.kind === 'user' && !reaches(levelOf(world, repository, actor.account), 'write'))
    throw new GraphqlRefusal('FORBIDDEN', 'Must have push access to the repository.');
  const branch = branchName.replace(/^refs\/heads\//, '');
  if (!mayPush(repository, actor, branch))
    throw new GraphqlRefusal('UNPROCESSABLE', 'Changes must be made through a pull request.');
  const { gitDirectory } = repository;
  const violations = violationsOf(repository, actor, branch, { deeds: ['update'] });
  if (violations.length > 0) throw new GraphqlRefusal('UNPROCESSABLE', violationText(violations));
  const changes = readChanges(input);
  return changeRefs(world, repository, actor, async () => {
    const tip = await world.store.branch(gitDirectory, branch);
    // It makes no branch: https://github.com/github/gh-aw/issues/22564
    if (!tip) throw new GraphqlRefusal('NOT_FOUND', 'Branch not found');
    const stale = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
    if (tip !== input.expectedHeadOid) throw new GraphqlRefusal('STALE_DATA', stale);
    for (const { path, content } of changes) {
      if (content === null && !(await world.store.at(gitDirectory, tip, path)))
        throw new GraphqlRefusal('UNPROCESSABLE', `A path was requested for deletion which does not exist: ${path}`);
    }
    const base = await readCommit(world, repository, tip);
    const tree = await changeTree(gitDirectory, base.tree, changes).catch((error: unknown) => {
      throw new GraphqlRefusal('UNPROCESSABLE', error instanceof Error ? error.message : String(error));
    });
    const { headline, body } = input.message;
    const sha = writeCommit(gitDirectory, {
      tree,
      parents: [tip],
      message: body ? `${headline}\n\n${body}` : headline,
      author: signatureOf(actor.account, world.now()),
      committer: webFlow(world.now()),
    });
    repository.signed.add(sha);
    if (!(await moveRef(gitDirectory, `refs/heads/${branch}`, sha, tip))) throw new GraphqlRefusal('STALE_DATA', stale);
    return {
      clientMutationId: input.clientMutationId ?? null,
      commit: commitOf(world, repository, await readCommit(world, repository, sha)),
      ref: () => refOf(world, repository, `refs/heads/${branch}`),
    };
  });
}

/**
 * https://docs.github.com/en/graphql/reference/input-objects#filechanges: each path once, contents in padded base64 of the
 * standard alphabet. No change at all is a commit too.
 */
function readChanges({ fileChanges }: Input): TreeChange[] {
  const deletions = (fileChanges?.deletions ?? []).map(({ path }) => ({ path, content: null }));
  const additions = (fileChanges?.additions ?? []).map(({ path, contents }) => {
    const content = Buffer.from(contents, 'base64');
    if (content.toString('base64') !== contents)
      throw new GraphqlRefusal('UNPROCESSABLE', `The contents of ${path} are not valid Base64.`);
    return { path, content };
  });
  const changes = [...deletions, ...additions];
  if (new Set(changes.map(({ path }) => path)).size < changes.length)
    throw new GraphqlRefusal('UNPROCESSABLE', 'A path was specified more than once.');
  return changes;
}
