import type { RequestPath } from '../access/access-path.js';
import type { Command } from '../access/command.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { readRequest } from '../access/read-request.js';
import type { Account, ChangedFile, PullRequestFacts } from '../approval/facts.js';
import type { Through } from '../approval/may-command.js';
import { type GitHub, GitHubError, type RepositoryTip } from '../github/github.js';
import type { Answer, Opened } from '../render/render-answer.js';
import type { CommandedGrant } from '../render/render-commanded.js';
import { extendGrant, findExtension } from './extend-grant.js';
import { findMergedRevert, revokeGrant } from './revoke-grant.js';

/** A request of the pull request, which whoever gave the command may command. */
export interface MeantRequest {
  readonly path: RequestPath;
  readonly file: ChangedFile;
  readonly through: Through;
}

/** A command on a merged pull request, and the requests of it that it means. */
export interface Order {
  readonly number: number;
  readonly commentId: number;
  readonly by: Account;
  readonly command: Exclude<Command, { readonly kind: 'unknown' }>;
  /** With the policy and what stands read at the tip. */
  readonly facts: PullRequestFacts;
  readonly tip: RepositoryTip;
  readonly policy: Policy;
  readonly meant: readonly MeantRequest[];
}

export interface CarriedOut {
  readonly answers: readonly Answer[];
  /** At least one pull request is open, and nothing was refused. */
  readonly isDone: boolean;
  /** The first that GitHub did not let us do. */
  readonly error: GitHubError | null;
}

interface OrderPorts {
  readonly github: GitHub;
  now(): Instant;
}

/** Revokes or extends each grant that is meant; one that cannot be keeps no other from its turn (law 7). */
export async function carryOut(order: Order, ports: OrderPorts): Promise<CarriedOut> {
  const opened: Opened[] = [];
  const refused: Answer[] = [];
  let error: GitHubError | null = null;
  for (const request of order.meant) {
    const { grant } = request.path;
    try {
      const outcome = await tryTwice(() => carryOutOne(order, request, ports));
      if (typeof outcome === 'number') opened.push({ grant, pullRequest: outcome });
      else if (outcome !== null) refused.push(outcome);
    } catch (thrown) {
      if (!(thrown instanceof GitHubError)) throw thrown;
      error ??= thrown;
      const cure = "Command it again in a few minutes; the App's log says what was wrong.";
      refused.push({ kind: 'refused', grant, message: 'GitHub did not let the App do it.', cure });
    }
  }
  const answers = [...tell(order.command, opened), ...refused];
  if (answers.length === 0) answers.push({ kind: 'nothing-stands' });
  return { answers, isDone: opened.length > 0 && refused.length === 0, error };
}

function tell(command: Order['command'], opened: readonly Opened[]): Answer[] {
  if (opened.length === 0) return [];
  return command.kind === 'revoke'
    ? [{ kind: 'revoke-opened', opened }]
    : [{ kind: 'extend-opened', opened, length: command.length }];
}

/** The same command delivered twice at once: the one that came second finds, the second time, what the other has done. */
async function tryTwice<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof GitHubError) || (error.kind !== 'stale' && error.kind !== 'refused')) throw error;
    return act();
  }
}

/** Gives the number of the pull request that does it, why there is none, or null where nothing of it stands. */
async function carryOutOne(
  order: Order,
  { path, file, through }: MeantRequest,
  ports: OrderPorts,
): Promise<number | Answer | null> {
  const { command, facts, tip, commentId } = order;
  const { github } = ports;
  const standing = facts.standing.find((candidate) => candidate.path === file.path);
  if (command.kind === 'extend') {
    const existing = await findExtension(path.grant, commentId, tip, github);
    if (existing !== null) return existing;
  }
  if (standing === undefined || file.after === null) {
    if (command.kind === 'extend' || file.status === 'removed' || facts.mergedAt === null) return null;
    return findMergedRevert(path.grant, facts.mergedAt, tip, github);
  }
  // What came later by another pull request, an extension or a new life of the same name, is that one's business: but whoever
  // has a say about the path may end what stands there, and need not look up what changed it last.
  if (standing.oid !== file.after.oid && (command.kind === 'extend' || through === 'pull-request')) {
    const message = 'Another pull request has changed it since.';
    return { kind: 'refused', grant: path.grant, message, cure: 'Comment on the one that changed it last.' };
  }
  const grant: CommandedGrant = {
    name: path.grant,
    system: path.system,
    beneficiary: path.login,
    request: readRequest(standing).value,
    original: order.number,
    by: order.by.login,
  };
  if (command.kind === 'revoke') return revokeGrant(grant, tip, github);
  const mergedAt = findFirstMerge(file, facts);
  const extension = { grant, path, file: standing, length: command.length, commentId, mergedAt };
  return extendGrant(extension, tip, { github, policy: order.policy, now: ports.now });
}

/** The request begins with the pull request that added it; which one did is not known of one that only changed it. */
function findFirstMerge(file: ChangedFile, facts: PullRequestFacts): Instant | null {
  return ['added', 'renamed', 'copied'].includes(file.status) ? facts.mergedAt : null;
}
