import { markdownTable } from 'markdown-table';
import type { PullRequestKind } from '../approval/decision.js';
import type { Judgement, RequestedGrant } from './judgement.js';
import { describeRequested, REQUEST_COLUMNS } from './request-table.js';
import { takeLines } from './take-lines.js';
import type { DecisionNode, NodeKind } from './tree/decision-node.js';
import { explainJudgement } from './tree/decision-tree.js';
import { markdownLine, markdownList, markdownPhrase } from './tree/markdown-tree.js';

/**
 * How many characters each part may take: together fewer than the 65,536 that GitHub takes, so that the details are
 * closed and the last line is there however much a pull request holds.
 */
const ROOM = { table: 18_000, problems: 14_000, waiting: 8_000, merge: 6_000, details: 16_000 } as const;

/** Nobody looks for what nobody told them of. */
const COMMANDS =
  '- once merged, comment <code>/lapse revoke</code> here to end it, or <code>/lapse extend 2h</code> to ask for longer';

/** The one comment on a pull request: what is asked for, what it waits for and from whom, and what the merge will do. */
export function renderComment(judgement: Judgement): string {
  const { facts } = judgement;
  const tree = explainJudgement(judgement);
  const sections = [
    `### ${markdownLine(tree)}`,
    requestTable(judgement.requested),
    listOf(tree, ['problem', 'reason'], ROOM.problems),
    listOf(tree, ['wait', 'note'], ROOM.waiting),
    mergePlan(tree, judgement.decision.kind),
    details(tree),
    `<sub>Judged at commit ${facts.headSha.slice(0, 12)}, with the policy of ${facts.baseSha.slice(0, 12)}.</sub>`,
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function requestTable(requested: readonly RequestedGrant[]): string {
  if (requested.length === 0) return '';
  const rows = requested.map((grant) => describeRequested(grant).map((part) => markdownPhrase([part])));
  const table = markdownTable([[...REQUEST_COLUMNS], ...rows], { alignDelimiters: false, padding: true });
  return takeLines(table.split('\n'), ROOM.table).join('\n');
}

/** Those nodes alone: what is below them is in the details. */
function listOf(tree: DecisionNode, kinds: readonly NodeKind[], room: number): string {
  const lines = childrenOf(tree, kinds).map((each) => `- ${markdownLine(each)}`);
  return takeLines(lines, room).join('\n');
}

/** What stands at the provider after the merge, and when the provider itself ends it (law 2). */
function mergePlan(tree: DecisionNode, kind: PullRequestKind): string {
  const list = listOf(tree, ['plan', 'quota'], ROOM.merge);
  if (list === '') return '';
  const section = `**What the merge gives, and what ends it**\n\n${list}`;
  return kind === 'request' ? `${section}\n${COMMANDS}` : section;
}

function details(tree: DecisionNode): string {
  const files = childrenOf(tree, ['file']);
  // Where no file was looked into, all there is to say stands above.
  if (files.every(({ children }) => children.length === 0)) return '';
  const entitlements = childrenOf(tree, ['plan']).flatMap(({ children }) => children);
  const lines = [...markdownList(files), ...entitlements.map((each) => `- to be held: ${markdownLine(each)}`)];
  const summary = '<details><summary>Why: every file, its owners, and whose word counts</summary>';
  return [summary, '', ...takeLines(lines, ROOM.details), '', '</details>'].join('\n');
}

function childrenOf(tree: DecisionNode, kinds: readonly NodeKind[]): readonly DecisionNode[] {
  return tree.children.filter(({ kind }) => kinds.includes(kind));
}
