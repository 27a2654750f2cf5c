import { markdownTable } from 'markdown-table';
import { whoCanApprove } from '../approval/who-can-approve.js';
import { describeOpen, listDecision } from './describe-decision.js';
import { describeWindow } from './describe-request.js';
import type { Judgement, RequestedGrant } from './judgement.js';
import { passesApprovalCheck, passesRequestCheck } from './judgement.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';

/** The one comment on a pull request: what is asked for, what it waits for and from whom, and what the merge will do. */
export function renderComment(judgement: Judgement): string {
  const sections = [
    `### ${headline(judgement)}`,
    requestTable(judgement.requested),
    problemList(judgement),
    waitingFor(judgement),
    judgement.decision.verdict === 'refused' ? '' : mergePlan(judgement.requested),
    details(judgement),
    `<sub>Judged at commit ${judgement.facts.headSha.slice(0, 12)}, with the policy of ${judgement.facts.baseSha.slice(0, 12)}.</sub>`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function headline(judgement: Judgement): string {
  if (!passesRequestCheck(judgement)) return '❌ The request needs a change';
  if (judgement.decision.verdict === 'refused') return '❌ This cannot be approved as it is';
  if (judgement.blockedBy.length > 0) {
    return `⏸️ Held by ${judgement.blockedBy.map((number) => `pull request ${number}`).join(', ')}`;
  }
  if (!passesApprovalCheck(judgement)) return '⏳ Waiting for approval';
  return judgement.decision.kind === 'revocation' ? '✅ Ends access: needs no approval' : '✅ Approved';
}

function requestTable(requested: readonly RequestedGrant[]): string {
  if (requested.length === 0) return '';
  const rows = requested.map((grant) => [
    quoteMarkdown(grant.beneficiary),
    grant.request === null ? '–' : quoteMarkdown(grant.request.role),
    quoteMarkdown(grant.system),
    when(grant),
    grant.request === null ? '–' : quoteMarkdown(grant.request.reason),
    grant.request?.ticket ? quoteMarkdown(grant.request.ticket) : '–',
  ]);
  return markdownTable([['who', 'role', 'system', 'when', 'why', 'ticket'], ...rows], {
    alignDelimiters: false,
    padding: true,
  });
}

function when(grant: RequestedGrant): string {
  if (grant.change === 'removed') return 'ends on merge';
  if (grant.request === null) return 'cannot be read';
  return grant.change === 'changed'
    ? `changed to ${describeWindow(grant.request, 'its first merge')}`
    : describeWindow(grant.request);
}

function problemList(judgement: Judgement): string {
  const lines = judgement.problems.map((problem) => {
    const sign = problem.severity === 'error' ? '❌' : '⚠️';
    const place = `${quoteMarkdown(problem.path)} line ${problem.line}`;
    return `- ${sign} ${place}: ${neutraliseMarkdown(problem.message)} ${neutraliseMarkdown(problem.cure)} (${problem.rule})`;
  });
  for (const fault of judgement.quotaFaults) {
    lines.push(`- ❌ ${neutraliseMarkdown(fault.message)} ${neutraliseMarkdown(fault.cure)} (${fault.rule})`);
  }
  return lines.join('\n');
}

function waitingFor(judgement: Judgement): string {
  const lines = judgement.decision.reasons.map(
    (reason) => `- ❌ ${neutraliseMarkdown(reason.message)} ${neutraliseMarkdown(reason.cure)} (${reason.rule})`,
  );
  for (const file of judgement.decision.files) {
    if (file.verdict === 'refused') lines.push(`- ❌ ${quoteMarkdown(file.path)}: ${neutraliseMarkdown(file.because)}`);
    for (const open of whoCanApprove(file)) {
      lines.push(`- ⏳ ${quoteMarkdown(file.path)} waits for ${describeOpen(open)}`);
    }
  }
  return lines.join('\n');
}

/** What stands at the provider after the merge, and when the provider itself ends it (law 2). */
function mergePlan(requested: readonly RequestedGrant[]): string {
  const lines = requested.flatMap((grant) =>
    grant.entitlements.map(
      (entitlement) =>
        `- ${quoteMarkdown(entitlement.id)} in ${quoteMarkdown(grant.system)}: ${neutraliseMarkdown(entitlement.floorNote)}`,
    ),
  );
  return lines.length === 0 ? '' : ['**What the merge gives, and what ends it**', '', ...lines].join('\n');
}

function details(judgement: Judgement): string {
  const lines = listDecision(judgement.decision);
  if (lines.length === 0) return '';
  return [
    '<details><summary>Why: every file, its owners, and whose word counts</summary>',
    '',
    ...lines,
    '',
    '</details>',
  ].join('\n');
}
