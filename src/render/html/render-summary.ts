import type { AuditReport } from '../../audit/report.js';
import { countOf, formatCount } from './count-words.js';
import { escapeHtml } from './escape-html.js';
import { renderTime } from './instant-words.js';
import { describeScope, type PageQuestion } from './page-question.js';
import { EVIDENCE, STATES } from './words.js';

/** What the page is, what it was made from, and how much of what there is. */
export function renderSummary(report: AuditReport, question: PageQuestion): string {
  const { at, commit, evidence, rows } = report;
  const scope = describeScope(question.scope);
  return `<p class="lede">Who had which access, when and by whose approval, as the git history of the requests and the recorded evidence tell it: ${countOf(rows.length, 'grant')}.</p>
${describe([
  ['State at', renderTime(at, true)],
  ['Period', question.isAtTime ? 'what stood at that time, and nothing else' : renderPeriod(report.period)],
  ...(scope === '' ? [] : [['Only', `<bdi>${escapeHtml(scope)}</bdi>`] as const]),
  ['Commit judged', `<code>${escapeHtml(commit)}</code>`],
  ['Evidence', evidence === null ? 'none in the clone' : `<code>${escapeHtml(evidence)}</code>`],
])}
${rows.length === 0 ? '' : renderCounts(report)}`;
}

function renderPeriod({ since, until }: AuditReport['period']): string {
  if (since === null && until === null) return 'all of the history';
  const parts = [
    since === null ? '' : `from ${renderTime(since, true)}`,
    until === null ? '' : `before ${renderTime(until, true)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function renderCounts({ rows }: AuditReport): string {
  const states = Object.entries(STATES).map(([state, { label }]) => {
    return [label, rows.filter((row) => row.state === state).length] as const;
  });
  const evidence = Object.entries(EVIDENCE).map(([kind, { label }]) => {
    return [label, rows.filter((row) => row.evidence === kind).length] as const;
  });
  return describe([
    ['Grants', countWords(states)],
    ['Evidence of them', countWords(evidence)],
  ]);
}

function countWords(counts: readonly (readonly [label: string, count: number])[]): string {
  const present = counts.filter(([, count]) => count > 0);
  return present
    .map(([label, count]) => `<span class="nowrap"><b>${formatCount(count)}</b> ${label}</span>`)
    .join(' · ');
}

/** Values are HTML. */
function describe(facts: readonly (readonly [name: string, value: string])[]): string {
  const parts = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return `<dl class="facts">\n${parts.join('\n')}\n</dl>`;
}
