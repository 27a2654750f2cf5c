import type { RequestPath } from '../access/access-path.js';
import { checkChange, knownEnd } from '../access/change-of-request.js';
import { checkRequest } from '../access/check-request.js';
import { extendRequest } from '../access/extend-request.js';
import type { Instant, Milliseconds } from '../access/instant.js';
import { extensionBranch } from '../access/own-branch.js';
import type { Policy } from '../access/policy.js';
import { NOWHERE } from '../access/position.js';
import type { Problem } from '../access/problem.js';
import type { Request } from '../access/request.js';
import type { SourceFile } from '../access/source-file.js';
import type { GitHub, RepositoryTip } from '../github/github.js';
import type { Answer } from '../render/render-answer.js';
import { type CommandedGrant, renderExtension } from '../render/render-commanded.js';

/** What somebody asks for by `/lapse extend 2h`. */
export interface ExtensionOrder {
  readonly grant: CommandedGrant;
  readonly path: RequestPath;
  /** As it stands at the tip. */
  readonly file: SourceFile;
  readonly length: Milliseconds;
  readonly commentId: number;
  /** The first merge of the request; null where it is not known. */
  readonly mergedAt: Instant | null;
}

/** What the command has already led to: a doubled webhook changes nothing, whatever became of the pull request. */
export async function findExtension(
  grant: string,
  commentId: number,
  tip: RepositoryTip,
  github: GitHub,
): Promise<number | null> {
  const { pullRequest } = await github.readRevert(extensionBranch(grant, commentId), tip.branch);
  return pullRequest?.number ?? null;
}

/** Opens the pull request that moves the end of a grant later, to be approved like any other; or says why not. */
export async function extendGrant(
  order: ExtensionOrder,
  tip: RepositoryTip,
  ports: { readonly github: GitHub; readonly policy: Policy; now(): Instant },
): Promise<number | Answer> {
  const { grant, file, length } = order;
  const extension = extendRequest(file, length);
  if (extension.kind === 'impossible') {
    if (extension.reason !== 'too-long') {
      return { kind: 'cannot-edit', grant: grant.name, path: file.path, message: extension.because };
    }
    const cure = 'Extend it by less, or add a new file.';
    return { kind: 'refused', grant: grant.name, message: extension.because, cure };
  }
  const { before, after, text } = extension;
  const objection = findObjection(order, before, after, ports);
  if (objection !== null) return objection;
  const branch = extensionBranch(grant.name, order.commentId);
  const { title, body, message } = renderExtension(grant, { length, before, after, mergedAt: order.mergedAt });
  await ports.github.setBranch(branch, tip.sha);
  const files = [{ path: file.path, text }];
  await ports.github.commitTexts({ branch, expectedHead: tip.sha, files, headline: title, body: message });
  return ports.github.openPullRequest({ branch, base: tip.branch, title, body });
}

/** Held to the policy by the same functions as the pull request will be (law 3), so that nothing is opened in vain. */
function findObjection(
  { path, mergedAt }: ExtensionOrder,
  before: Request,
  after: Request,
  { policy, now }: { readonly policy: Policy; now(): Instant },
): Answer | null {
  const time = now();
  const grant = path.grant;
  const changed = checkChange({ path, before, after, positions: NOWHERE, mergedAt, now: time });
  const held = checkRequest({ path, request: after, positions: NOWHERE, policy, now: mergedAt ?? time });
  const problem = [...changed, ...held].find(({ severity }) => severity === 'error');
  if (problem === undefined) return null;
  if (problem.rule === 'edited-after-end') {
    return { kind: 'already-ended', grant, endedAt: knownEnd(before, mergedAt) };
  }
  return (
    sayOverMaximum(problem, path, after, policy) ?? {
      kind: 'refused',
      grant,
      message: problem.message,
      cure: problem.cure,
    }
  );
}

function sayOverMaximum(problem: Problem, path: RequestPath, request: Request, policy: Policy): Answer | null {
  const role = policy.roles.get(path.system)?.get(request.role);
  if (problem.rule !== 'over-maximum' || role === undefined) return null;
  return { kind: 'over-maximum', grant: path.grant, role: role.name, maximum: role.maxDuration };
}
