import type { Finding } from '../../audit/finding.js';
import type { AuditReport } from '../../audit/report.js';
import { endSentence } from '../sentence.js';
import { showInvisible } from '../show-invisible.js';
import { countOf, formatCount } from './count-words.js';
import { escapeHtml } from './escape-html.js';
import { linkPullRequest } from './pull-request-link.js';

/** More than these of one rule are folded away. */
const MOST_OPEN = 50;

/** What the verification found: wrong first, then what could not be proved. */
export function renderFindings({ findings, rows }: AuditReport): string {
  if (findings === null) {
    return '<p class="verdict unknown">Nothing was verified: make the report with <code>lapse audit --verify --format html</code>.</p>';
  }
  const wrong = findings.filter(({ level }) => level === 'wrong');
  const unproved = findings.filter(({ level }) => level === 'unproved');
  const grants = new Set(rows.map(({ grant }) => grant));
  const levels = [renderLevel(WRONG, wrong, grants), renderLevel(UNPROVED, unproved, grants)];
  return [renderVerdict(wrong.length, unproved.length), ...levels].filter((part) => part !== '').join('\n');
}

/** Those in the rows: a verification goes through more than was asked for. */
type Grants = ReadonlySet<string>;

const WRONG = { title: 'What does not add up', kind: 'wrong', open: true };
const UNPROVED = { title: 'What could not be proved from here', kind: 'unproved', open: false };

function renderVerdict(wrong: number, unproved: number): string {
  if (wrong > 0) {
    const words = `${countOf(wrong, 'thing')} ${wrong === 1 ? 'does' : 'do'} not add up. Somebody has to look.`;
    return `<p class="verdict wrong">${words}</p>`;
  }
  const rest = unproved === 0 ? '' : ` ${formatCount(unproved)} could not be proved from here.`;
  return `<p class="verdict fine">All that was recomputed adds up.${rest}</p>`;
}

function renderLevel(level: typeof WRONG, findings: readonly Finding[], grants: Grants): string {
  if (findings.length === 0) return '';
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const found = byRule.get(finding.rule);
    if (found === undefined) byRule.set(finding.rule, [finding]);
    else found.push(finding);
  }
  const groups = [...byRule].map(([rule, found]) =>
    renderRule(rule, found, grants, level.open && found.length <= MOST_OPEN),
  );
  return `<h3>${level.title} <span class="count">${formatCount(findings.length)}</span></h3>
<div class="findings ${level.kind}">
${groups.join('\n')}
</div>`;
}

function renderRule(rule: string, findings: readonly Finding[], grants: Grants, open: boolean): string {
  const cures = new Set(findings.map(({ cure }) => cure));
  const [cure = ''] = cures;
  const shared = cures.size === 1;
  const items = findings.map((finding) => renderFinding(finding, grants, shared));
  return `<details${open ? ' open' : ''}><summary><code>${escapeHtml(rule)}</code> <span class="count">${formatCount(findings.length)}</span></summary>
${shared ? `<p>${sentence(cure)}</p>\n` : ''}<ul>
${items.join('\n')}
</ul></details>`;
}

function renderFinding({ grant, addedIn, message, where, cure }: Finding, grants: Grants, shared: boolean): string {
  const parts = [`<bdi>${sentence(message)}</bdi>`];
  if (!shared) parts.push(`<bdi>${sentence(cure)}</bdi>`);
  parts.push(`<span class="where">${renderWhere(where)}</span>`);
  if (grant !== null && grants.has(grant))
    parts.push(`<a class="scripted" href="${searchFor(grant, addedIn)}">Show the grant</a>`);
  return `<li>${parts.join(' ')}</li>`;
}

/** The fragment that the page's script reads as a search for these very words; the commit tells a life from all others. */
function searchFor(grant: string, addedIn: string | null): string {
  const words = addedIn === null ? grant : `${grant} ${addedIn}`;
  return escapeHtml(`#?${new URLSearchParams({ q: showInvisible(words) })}`);
}

function renderWhere(where: string): string {
  const { text, address } = linkPullRequest(where);
  if (address === null) return `<code>${escapeHtml(text)}</code>`;
  return `<a href="${escapeHtml(address)}" rel="noreferrer noopener">${escapeHtml(text)}</a>`;
}

function sentence(text: string): string {
  return escapeHtml(endSentence(text));
}
