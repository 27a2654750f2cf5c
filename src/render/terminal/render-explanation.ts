import { formatInstant } from '../../access/instant-text.js';
import type { Judgement } from '../judgement.js';
import { passesApprovalCheck, passesRequestCheck } from '../judgement.js';
import { describeRequested, REQUEST_COLUMNS } from '../request-table.js';
import { showInvisible } from '../show-invisible.js';
import type { DecisionNode, Sign } from '../tree/decision-node.js';
import { explainJudgement } from '../tree/decision-tree.js';
import { phraseText } from '../tree/phrase.js';
import { renderTable } from './render-table.js';
import { paint, type Style } from './style.js';

/** What `lapse explain` has found out. */
export interface ExplanationData {
  readonly judgement: Judgement;
  readonly at: number;
  readonly state: string;
  readonly assumptions: readonly string[];
}

const SIGNS = {
  approved: ['✓', 'green'],
  pending: ['…', 'yellow'],
  refused: ['✗', 'red'],
  held: ['‖', 'yellow'],
  warning: ['!', 'yellow'],
  'passed-over': ['–', 'dim'],
  plain: ['·', 'dim'],
} as const satisfies Record<Sign, readonly [string, string]>;

/** The tree in a terminal, one line a phrase, below what is asked for. */
export function renderExplanation({ judgement, at, state, assumptions }: ExplanationData, style: Style): string {
  const { facts, requested } = judgement;
  const rows = requested.map((grant) => describeRequested(grant).map((part) => phraseText([part])));
  const table = rows.length === 0 ? '' : `${renderTable(REQUEST_COLUMNS, rows, style)}\n`;
  const tree = renderNode(explainJudgement(judgement), 0, style);
  const time = facts.mergedAt === null ? `at ${formatInstant(at)}` : `at its merge, ${formatInstant(facts.mergedAt)}`;
  const commits = `commit ${facts.headSha.slice(0, 12)}, with the policy of ${facts.baseSha.slice(0, 12)}`;
  const judged = paint(`pull request ${facts.number} (${state}), judged ${time}: ${commits}`, 'dim', style);
  const assumed = assumptions.map((each) => `assumed: ${showInvisible(each)}\n`).join('');
  return `${table}${tree}\n${assumed}${judged}\n`;
}

function renderNode({ sign, phrase, children }: DecisionNode, depth: number, style: Style): string {
  const [mark, look] = SIGNS[sign];
  const line = `${'  '.repeat(depth)}${paint(mark, look, style)} ${showInvisible(phraseText(phrase))}\n`;
  return line + children.map((child) => renderNode(child, depth + 1, style)).join('');
}

/** The shape that `lapse explain --json` promises. */
export function describeExplanation({ judgement, at, state, assumptions }: ExplanationData): Record<string, unknown> {
  const { facts, decision, requested, problems, quotaFaults, quotaUses, blockedBy } = judgement;
  return {
    pullRequest: facts.number,
    url: facts.url,
    state,
    head: facts.headSha,
    base: facts.baseSha,
    at: formatInstant(facts.mergedAt ?? at),
    kind: decision.kind,
    passes: { request: passesRequestCheck(judgement), approval: passesApprovalCheck(judgement) },
    assumptions,
    tree: describeNode(explainJudgement(judgement)),
    decision,
    requested: requested.map(({ change, grant, system, beneficiary, request, entitlements }) => ({
      change,
      grant,
      system,
      beneficiary,
      role: request?.role ?? null,
      reason: request?.reason ?? null,
      ticket: request?.ticket ?? null,
      entitlements: entitlements.map(({ id, floorNote }) => ({ id, floorNote })),
    })),
    problems,
    quotaFaults,
    quotas: quotaUses,
    blockedBy,
  };
}

function describeNode({ kind, sign, phrase, children }: DecisionNode): Record<string, unknown> {
  return { kind, sign, phrase: phraseText(phrase), children: children.map(describeNode) };
}
