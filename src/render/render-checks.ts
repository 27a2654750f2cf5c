import type { Problem } from '../access/problem.js';
import type { Judgement } from './judgement.js';
import { passesApprovalCheck, passesRequestCheck } from './judgement.js';
import { neutraliseMarkdown } from './neutralise-markdown.js';
import { showInvisible } from './show-invisible.js';
import type { NodeKind } from './tree/decision-node.js';
import { explainJudgement } from './tree/decision-tree.js';
import { markdownList } from './tree/markdown-tree.js';

/** A check run as text; the GitHub adapter publishes it. */
export interface RenderedCheck {
  readonly conclusion: 'success' | 'failure' | 'action_required';
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly RenderedAnnotation[];
}

export interface RenderedAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** `access/request`: whether the files can be read and fit the rules of the role, with a mark on each offending line. */
export function renderRequestCheck(judgement: Judgement): RenderedCheck {
  if (judgement.decision.kind === 'nothing-of-ours') return nothingOfOurs();
  const errors =
    judgement.problems.filter((problem) => problem.severity === 'error').length + judgement.quotaFaults.length;
  const annotations = judgement.problems.map(annotate);
  if (passesRequestCheck(judgement)) {
    return { conclusion: 'success', title: 'The files are in order', summary: 'Nothing to mend.', annotations };
  }
  const lines = judgement.problems.map(
    (problem) => `- ${neutraliseMarkdown(`${problem.path}:${problem.line} ${problem.message} ${problem.cure}`)}`,
  );
  for (const fault of judgement.quotaFaults) lines.push(`- ${neutraliseMarkdown(`${fault.message} ${fault.cure}`)}`);
  const title = errors === 1 ? '1 thing to mend' : `${errors} things to mend`;
  return { conclusion: 'failure', title, summary: lines.join('\n'), annotations };
}

/** Problems are the other check's, and what the merge comes to is the comment's. */
const ABOUT_APPROVAL: readonly NodeKind[] = ['reason', 'wait', 'note', 'file'];

/** `access/approval`: whether everybody whose word is needed has given it, for exactly these bytes. */
export function renderApprovalCheck(judgement: Judgement): RenderedCheck {
  const { decision, blockedBy } = judgement;
  if (decision.kind === 'nothing-of-ours' && blockedBy.length === 0) return nothingOfOurs();
  const nodes = explainJudgement(judgement).children.filter(({ kind }) => ABOUT_APPROVAL.includes(kind));
  const summary = [neutraliseMarkdown(decision.summary), '', ...markdownList(nodes)].join('\n');
  if (passesApprovalCheck(judgement))
    return { conclusion: 'success', title: titleOf(judgement), summary, annotations: [] };
  const conclusion = decision.verdict === 'refused' ? 'failure' : 'action_required';
  return { conclusion, title: titleOf(judgement), summary, annotations: [] };
}

/** Both checks, where GitHub did not tell enough to decide: never a success (law 7). */
export function renderFailedEvaluation(why: string): RenderedCheck {
  const cure = 'Mend it and re-run this check, or wait for the next event.';
  return {
    conclusion: 'failure',
    title: 'Could not be evaluated',
    summary: `${neutraliseMarkdown(why)} ${cure}`,
    annotations: [],
  };
}

function titleOf(judgement: Judgement): string {
  const { decision, blockedBy } = judgement;
  if (decision.verdict === 'refused') return 'Cannot be approved as it is';
  if (decision.verdict === 'pending') {
    const missing = decision.files.flatMap((file) => file.groups).filter((group) => group.verdict === 'pending').length;
    return missing === 1 ? 'Waits for approval' : `Waits for ${missing} groups of approvers`;
  }
  if (blockedBy.length > 0) return 'Another pull request with this commit does not pass';
  return decision.kind === 'revocation' ? 'Ends access: needs no approval' : 'Approved';
}

function nothingOfOurs(): RenderedCheck {
  return {
    conclusion: 'success',
    title: 'Nothing of Lapse in here',
    summary: 'This pull request touches no request and no policy file.',
    annotations: [],
  };
}

/** Annotations are plain text, so there is no Markdown to neutralise, only what cannot be seen. */
function annotate(problem: Problem): RenderedAnnotation {
  return {
    path: problem.path,
    line: problem.line,
    level: problem.severity === 'error' ? 'failure' : 'warning',
    title: problem.rule,
    message: showInvisible(`${problem.message} ${problem.cure}`),
  };
}
