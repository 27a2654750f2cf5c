import { markdownTable } from 'markdown-table';
import type { Finding } from '../../audit/finding.js';
import { neutraliseMarkdown } from '../neutralise-markdown.js';
import { showInvisible } from '../show-invisible.js';
import { paint, type Style } from './style.js';

/** What a verification found, for a terminal: what is wrong first, each with where to look and what to do, and a last line. */
export function renderFindings(findings: readonly Finding[], style: Style): string {
  return `${inOrder(findings)
    .map((finding) => renderFinding(finding, style))
    .join('')}${renderVerdict(findings, style)}`;
}

/** The same as a table of its own, below a heading. */
export function renderFindingsMarkdown(findings: readonly Finding[]): string {
  const head = ['level', 'rule', 'grant', 'added in', 'where', 'what', 'what to do'];
  const rows = inOrder(findings).map(({ level, rule, grant, addedIn, where, message, cure }) =>
    [level, rule, grant ?? '', addedIn ?? '', where, message, cure].map(neutraliseMarkdown),
  );
  const table = rows.length === 0 ? '' : `${markdownTable([head, ...rows], { alignDelimiters: false })}\n\n`;
  return `### Findings\n\n${table}${renderVerdict(findings, { colour: false })}`;
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings.filter(({ level }) => level === 'wrong'), ...findings.filter(({ level }) => level !== 'wrong')];
}

function renderFinding({ level, rule, grant, addedIn, where, message, cure }: Finding, style: Style): string {
  const look = level === 'wrong' ? 'red' : 'yellow';
  const life = grant === null ? '' : `  ${grant}${addedIn === null ? '' : `@${addedIn.slice(0, 12)}`}`;
  const head = `${paint(`${level}: ${showInvisible(rule)}`, look, style)}${paint(showInvisible(life), 'bold', style)}`;
  return `${head}  ${showInvisible(message)}\n    ${showInvisible(where)}: ${showInvisible(cure)}\n`;
}

/** `verified: 1 wrong, 2 unproved` */
function renderVerdict(findings: readonly Finding[], style: Style): string {
  const wrong = findings.filter(({ level }) => level === 'wrong').length;
  const unproved = findings.length - wrong;
  if (findings.length === 0) return `verified: ${paint('all adds up', 'green', style)}\n`;
  return `verified: ${paint(`${wrong} wrong, ${unproved} unproved`, wrong > 0 ? 'red' : 'yellow', style)}\n`;
}
