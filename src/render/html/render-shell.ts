import type { AuditReport } from '../../audit/report.js';
import { escapeHtml } from './escape-html.js';
import { EVIDENCE, STATES } from './words.js';

/** What the page's script fills; hidden until it does. The ids are what it finds things by. */
export function renderShell({ rows, findings }: AuditReport): string {
  if (rows.length === 0) return '<p class="empty">There is no grant in this report.</p>';
  return `<section id="everything" aria-labelledby="everything-title" hidden>
<h2 id="everything-title" tabindex="-1">Everything in this report</h2>
<form id="filters" role="search" aria-label="Grants" autocomplete="off">
<p class="search"><label for="q">Search all texts</label><input id="q" name="q" type="search" spellcheck="false"></p>
${FILTERS.map(renderSelect).join('\n')}
${findings === null ? '' : renderSelect(VERIFICATION)}
<p><button type="reset">Clear all filters</button></p>
</form>
<p id="count" role="status"></p>
<p id="nothing" class="empty" hidden>No grant is like that.</p>
<nav id="pages-above" class="pages" aria-label="Pages of grants, above the table"></nav>
<table id="grants" role="table">
<caption class="visually-hidden">Grants; the buttons in the head sort them</caption>
<thead role="rowgroup"><tr role="row"></tr></thead>
</table>
<nav id="pages-below" class="pages" aria-label="Pages of grants, below the table"></nav>
</section>
<section id="timelines" aria-labelledby="timelines-title" hidden>
<h2 id="timelines-title" tabindex="-1">Timeline of a person or a system</h2>
<p class="controls"><label for="subject">Person or system</label><select id="subject"></select></p>
<div id="timeline"></div>
</section>`;
}

interface Filter {
  readonly name: string;
  readonly label: string;
}

const FILTERS: readonly Filter[] = [
  { name: 'person', label: 'Person' },
  { name: 'system', label: 'System' },
  { name: 'role', label: 'Role' },
  { name: 'state', label: 'State' },
  { name: 'evidence', label: 'Evidence' },
  { name: 'approver', label: 'Approver' },
];
const VERIFICATION: Filter = { name: 'verification', label: 'Verification' };

function renderSelect({ name, label }: Filter): string {
  return `<p><label for="${name}">${label}</label><select id="${name}" name="${name}"></select></p>`;
}

/** What the words of the page mean. */
export function renderWords(): string {
  const words = [...Object.values(STATES), ...Object.values(EVIDENCE)];
  const items = words.map(
    ({ label, meaning }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(meaning)}</dd></div>`,
  );
  return `<details><summary>What the words mean</summary>
<dl class="facts">
${items.join('\n')}
</dl></details>`;
}
