import { formatInstant } from '../../access/instant-text.js';
import type { ChangeOutcome, Refusal, RevertOutcome, RunReport } from '../../plan/run-report.js';
import { describeEvidence, describeEvidenceFaults } from '../describe-evidence.js';
import { describeLag, describeLate } from '../describe-lag.js';
import { showInvisible } from '../show-invisible.js';
import { renderDriftLine } from './render-drift.js';
import { describeChange, renderChange } from './render-plan.js';
import { renderProblems } from './render-problems.js';
import { paint, type Style } from './style.js';

/** All of a run, for a terminal: changes, reverts, refusals, problems, and one closing line. */
export function renderRun(report: RunReport, style: Style): string {
  const parts = [
    ...report.outcomes.map((outcome) => renderOutcome(outcome, style)),
    ...report.reverts.map((revert) => renderRevert(revert, style)),
    renderLate(report, style),
    ...report.drift.map((drift) => renderDriftLine(drift, style)),
    ...report.refusals.map((refusal) => renderRefusal(refusal, style)),
    renderProblems(report.problems, style),
    ...describeEvidenceFaults(report.evidence).map(
      (fault) => `${paint('evidence', 'red', style)}  ${showInvisible(fault)}\n`,
    ),
    ...(report.warnings ?? []).map((warning) => `${paint('warning', 'yellow', style)}  ${showInvisible(warning)}\n`),
  ];
  const well = report.dryRun ? 'planned' : 'done';
  const count = report.outcomes.filter((outcome) => outcome.result === well).length;
  const counts = `${count} of ${report.outcomes.length} changes ${well}, ${report.unchanged} unchanged`;
  const dry = report.dryRun ? 'dry run, nothing was written: ' : '';
  const [greatest] = report.lags;
  const lag = greatest === undefined ? '' : `, gone at most ${describeLag(greatest.lag)} after the end`;
  const written = describeEvidence(report.evidence);
  const evidence = written === null ? '' : `${written}\n`;
  return `${parts.join('')}${report.run} at ${report.commit.slice(0, 12)}: ${dry}${counts}${lag}\n${evidence}`;
}

/** A grant that is not given, or a target that cannot be reached, and the cure on the next line. */
export function renderRefusal(refusal: Refusal, style: Style): string {
  const what = showInvisible(refusal.grant ?? refusal.system);
  const rule = paint(showInvisible(refusal.rule), 'red', style);
  const where = refusal.pullRequest === null ? '' : ` (#${refusal.pullRequest})`;
  return `${paint(what, 'bold', style)}  ${rule}  ${showInvisible(refusal.message)}${where}\n    ${showInvisible(refusal.cure)}\n`;
}

/** The shape of `lapse provision --json` and `lapse expire --json`. */
export function describeRun(report: RunReport): Record<string, unknown> {
  return {
    run: report.run,
    dryRun: report.dryRun,
    commit: report.commit,
    startedAt: formatInstant(report.startedAt),
    warnings: report.warnings ?? [],
    changes: report.outcomes.map(({ change, result, message, readBackAt }) => ({
      ...describeChange(change),
      result,
      message,
      readBackAt: readBackAt === null ? null : formatInstant(readBackAt),
    })),
    unchanged: report.unchanged,
    refusals: report.refusals,
    problems: report.problems,
    reverts: report.reverts,
    lags: report.lags.map(({ grant, endedAt, goneAt, lag }) => ({
      grant,
      endedAt: formatInstant(endedAt),
      goneAt: formatInstant(goneAt),
      seconds: Math.round(lag / 1000),
    })),
    drift: report.drift,
    evidence: report.evidence ?? null,
    late: report.late.map(({ grant, endedAt, floor }) => ({
      grant,
      endedAt: formatInstant(endedAt),
      floor: floor === null ? null : formatInstant(floor),
    })),
  };
}

function renderLate(report: RunReport, style: Style): string {
  const late = describeLate(report);
  return late.length === 0 ? '' : `${paint('warning', 'yellow', style)}  ${showInvisible(late.join(' '))}\n`;
}

function renderOutcome(outcome: ChangeOutcome, style: Style): string {
  const look = outcome.result === 'done' ? 'green' : outcome.result === 'planned' ? 'dim' : 'red';
  const message = outcome.message === null ? '' : `: ${showInvisible(outcome.message)}`;
  return `${renderChange(outcome.change, style)}    ${paint(outcome.result, look, style)}${message}\n`;
}

function renderRevert(revert: RevertOutcome, style: Style): string {
  const look = revert.result === 'failed' ? 'red' : 'green';
  const number = revert.pullRequest === null ? '' : ` #${revert.pullRequest}`;
  const message = revert.message === null ? '' : `: ${showInvisible(revert.message)}`;
  const line = `revert of ${showInvisible(revert.grant)}${number}  ${paint(revert.result, look, style)}${message}`;
  return `${line}\n`;
}
