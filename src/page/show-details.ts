import { describeLag } from '../render/describe-lag.js';
import type { PageApproval, PageCommit, PageRow } from '../render/html/page-data.js';
import { describeRemoval, EVIDENCE, STATES } from '../render/html/words.js';
import { code, element, link, named } from './element.js';
import { labelOf } from './labels.js';
import { timeOf } from './times.js';

type Fact = readonly [name: string, ...value: readonly (Node | string)[]];

/** Everything that is known of one grant. */
export function showDetails(row: PageRow): HTMLElement {
  return element(
    'div',
    { class: 'about' },
    showFindings(row),
    showFacts('The request', requestFacts(row)),
    ...row.approvals.map((approval) => showFacts('Its approval', approvalFacts(approval))),
    showFacts('What became of it', fateFacts(row)),
  );
}

function showFacts(title: string, facts: readonly Fact[]): Node {
  const items = facts.map(([name, ...value]) => {
    return element('div', {}, element('dt', {}, name), element('dd', {}, ...value));
  });
  return element('div', {}, element('h3', {}, title), element('dl', { class: 'facts' }, ...items));
}

function showFindings({ findings }: PageRow): Node | string {
  if (findings.length === 0) return '';
  const items = findings.map(({ level, message }) => {
    return element(
      'li',
      {},
      element('strong', { class: level }, `${labelOf('verification', level)}: `),
      named(message),
    );
  });
  return element('div', {}, element('h3', {}, 'What the verification says'), element('ul', {}, ...items));
}

function requestFacts(row: PageRow): readonly Fact[] {
  const facts: Fact[] = [['Name', code(row.grant)]];
  if (row.reason !== '') facts.push(['Reason', named(row.reason)]);
  if (row.ticket !== '') facts.push(['Ticket', named(row.ticket)]);
  if (row.window !== null) facts.push(['Window', timeOf(row.window.start, true), ' to ', timeOf(row.window.end, true)]);
  if (row.added !== null) facts.push(['Merged', ...showCommit(row.added)]);
  return facts;
}

function approvalFacts(approval: PageApproval): readonly Fact[] {
  const { mergedAt } = approval;
  return [
    ['Because', named(approval.because)],
    ['Of the version in', code(approval.version)],
    ['Asked for by', named(approval.requester)],
    ['Pull request', link(approval.pullRequest)],
    ['Its head', code(approval.head)],
    ['Merged as', code(approval.merge), ...(mergedAt === null ? [] : [' at ', timeOf(mergedAt, true)])],
    ...approval.approvers.map(showReview),
    ...approval.groups.map((group): Fact => ['Counted', named(group)]),
    ['Owners', code(approval.codeOwners)],
    ['Policy of', code(approval.policy)],
    ['Its digest', code(approval.digest)],
  ];
}

function showReview({ login, commit, review, at }: PageApproval['approvers'][number]): Fact {
  const when = at === null ? [] : [' at ', timeOf(at, true)];
  return ['Approved by', named(login), ' for ', code(commit), ...when, `, review ${review}`];
}

function fateFacts(row: PageRow): readonly Fact[] {
  const { removal } = row;
  const facts: Fact[] = [
    ['State', `${STATES[row.state].label}: ${STATES[row.state].meaning}`],
    ['Evidence', `${EVIDENCE[row.evidence].label}: ${EVIDENCE[row.evidence].meaning}`],
  ];
  if (row.refusal !== '') facts.push(['Refused', named(row.refusal)]);
  if (row.failure !== '') facts.push(['Failed', named(row.failure)]);
  if (row.target !== '') facts.push(['Given at', code(row.target)]);
  facts.push(['Read back', row.givenAt === null ? 'never, as far as is recorded' : timeOf(row.givenAt, true)]);
  if (row.removed !== null) facts.push(['File removed', ...showCommit(row.removed)]);
  if (removal !== null) {
    facts.push(['Taken away because', describeRemoval(removal.why)]);
    if (removal.endedAt !== null) facts.push(['Ended', timeOf(removal.endedAt, true)]);
    const lag = removal.lag === null ? '' : `, ${describeLag(Math.max(0, removal.lag))} after its end`;
    facts.push(['Absence read back', timeOf(removal.goneAt, true), lag]);
  }
  return facts;
}

function showCommit({ commit, at, text }: PageCommit): readonly (Node | string)[] {
  const parts: (Node | string)[] = [code(commit)];
  if (at !== null) parts.push(' at ', timeOf(at, true));
  if (text !== '') parts.push(', ', named(text));
  return parts;
}
