import { markdownTable } from 'markdown-table';
import { formatInstant } from '../access/instant-text.js';
import type { Problem } from '../access/problem.js';
import { type Change, grantsOf } from '../plan/change.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { ChangeOutcome, Refusal, RemovalLag, RevertOutcome, RunReport } from '../plan/run-report.js';
import { describeEvidence, describeEvidenceFaults } from './describe-evidence.js';
import { describeLag, describeLate } from './describe-lag.js';
import { renderDriftList } from './drift-list.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';
import { endSentence } from './sentence.js';

/** The job summary of a run of `provision` or `expire`, in Markdown: what was done first, what was not done above it. */
export function renderRunSummary(report: RunReport): string {
  const sections = [
    `## Lapse: ${report.run}${report.dryRun ? ' (dry run: nothing was written)' : ''}`,
    headline(report),
    (report.warnings ?? []).map((warning) => `- ⚠️ ${neutraliseMarkdown(warning)}`).join('\n'),
    lateWarning(report),
    evidenceFaults(report.evidence),
    refusalList(report.refusals),
    problemList(report.problems),
    renderDriftList(report.drift),
    outcomeTable(report.outcomes),
    lagTable(report.lags),
    revertTable(report.reverts),
    neutraliseMarkdown(describeEvidence(report.evidence) ?? ''),
    `<sub>Reconciled ${report.commit} at ${formatInstant(report.startedAt)}.</sub>`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headline(report: RunReport): string {
  const failed = report.outcomes.filter((outcome) => outcome.result === 'failed').length;
  const withheld = report.outcomes.filter((outcome) => outcome.result === 'withheld').length;
  const parts = [
    `${report.outcomes.length - failed - withheld} ${report.dryRun ? 'planned' : 'done'}`,
    `${report.unchanged} unchanged`,
  ];
  if (failed > 0) parts.push(`**${failed} failed**`);
  if (withheld > 0) parts.push(`**${withheld} withheld** (\`confirm\` lets them go ahead)`);
  if (report.refusals.length > 0) parts.push(`**${report.refusals.length} refused**`);
  return `${parts.join(', ')}.`;
}

/** Before the lists that others can make long: of a summary that is too long the end is cut. */
function evidenceFaults(evidence: RunReport['evidence']): string {
  return describeEvidenceFaults(evidence)
    .map((fault) => `- ❌ Evidence: ${neutraliseMarkdown(fault)}`)
    .join('\n');
}

function lateWarning(report: RunReport): string {
  const late = describeLate(report).map(neutraliseMarkdown);
  return late.length === 0 ? '' : `⚠️ ${late.join(' ')}`;
}

function refusalList(refusals: readonly Refusal[]): string {
  return refusals
    .map((refusal) => {
      const subject = quoteMarkdown(refusal.grant ?? refusal.system);
      const where = refusal.pullRequest === null ? '' : ` (pull request ${refusal.pullRequest})`;
      return `- ❌ ${subject}${where}: ${neutraliseMarkdown(endSentence(refusal.message))} ${neutraliseMarkdown(refusal.cure)} (${refusal.rule})`;
    })
    .join('\n');
}

function problemList(problems: readonly Problem[]): string {
  return problems
    .map((problem) => {
      const place = `${quoteMarkdown(problem.path)} line ${problem.line}`;
      return `- ${problem.severity === 'error' ? '❌' : '⚠️'} ${place}: ${neutraliseMarkdown(problem.message)} ${neutraliseMarkdown(problem.cure)} (${problem.rule})`;
    })
    .join('\n');
}

function outcomeTable(outcomes: readonly ChangeOutcome[]): string {
  if (outcomes.length === 0) return '';
  const rows = outcomes.map((outcome) => [
    `${outcome.change.action} (${outcome.change.reason})`,
    grantsOf(outcome.change).map(quoteMarkdown).join(', ') || '–',
    quoteMarkdown(entitlementId(outcome.change)),
    outcome.change.action === 'remove' ? '–' : describeFloor(outcome.change.entitlement),
    outcome.message === null ? outcome.result : `${outcome.result}: ${neutraliseMarkdown(outcome.message)}`,
    outcome.readBackAt === null ? '–' : formatInstant(outcome.readBackAt),
  ]);
  return markdownTable([['change', 'grant', 'entitlement', 'what ends it', 'result', 'read back'], ...rows], {
    alignDelimiters: false,
  });
}

function lagTable(lags: readonly RemovalLag[]): string {
  const [greatest] = lags;
  if (greatest === undefined) return '';
  const rows = lags.map(({ grant, endedAt, goneAt, lag }) => [
    quoteMarkdown(grant),
    formatInstant(endedAt),
    formatInstant(goneAt),
    describeLag(lag),
  ]);
  const table = markdownTable([['ended grant', 'ended', 'gone', 'lag'], ...rows], { alignDelimiters: false });
  return `From the end to the removal, read back: at most ${describeLag(greatest.lag)}.\n\n${table}`;
}

function revertTable(reverts: readonly RevertOutcome[]): string {
  if (reverts.length === 0) return '';
  const rows = reverts.map((revert) => [
    quoteMarkdown(revert.grant),
    revert.pullRequest === null ? '–' : `#${revert.pullRequest}`,
    revert.message === null ? revert.result : `${revert.result}: ${neutraliseMarkdown(revert.message)}`,
  ]);
  return markdownTable([['ended grant', 'revert', 'result'], ...rows], { alignDelimiters: false });
}

/** When the provider itself has ended the last of it, with nothing of ours running (law 2). */
function describeFloor({ floor, floorNote }: Entitlement): string {
  return `${floor === null ? 'nothing' : formatInstant(floor)}: ${neutraliseMarkdown(floorNote)}`;
}

function entitlementId(change: Change): string {
  return change.action === 'remove' ? change.observed.id : change.entitlement.id;
}
