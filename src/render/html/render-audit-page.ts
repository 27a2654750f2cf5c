import type { AuditReport } from '../../audit/report.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { escapeHtml, escapeJson } from './escape-html.js';
import { describeInstant } from './instant-words.js';
import { type PageAssets, refuseUnfitAssets } from './page-assets.js';
import { type PageQuestion, WHOLE } from './page-question.js';
import { toPageRows } from './page-rows.js';
import { renderFindings } from './render-findings.js';
import { renderShell, renderWords } from './render-shell.js';
import { renderStanding } from './render-standing.js';
import { renderSummary } from './render-summary.js';

const ROWS_OF_A_PART = 1_000;

/**
 * The whole audit as one page that needs nothing else: no network, and no script but its own, which the policy in it names by
 * its hash. Without the script it tells the findings and who has what; with it, everything. Ends in a line break.
 *
 * @throws Error where the assets would break out of their elements.
 */
export function renderAuditPage(report: AuditReport, assets: PageAssets, question: PageQuestion = WHOLE): string {
  refuseUnfitAssets(assets);
  const policy = contentSecurityPolicy(assets.script, assets.style);
  const title = `Access audit, ${describeInstant(report.at)}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${assets.style}</style>
</head>
<body data-at="${report.at}">
<a class="skip" href="#content">Skip to the report</a>
<header>
<h1>Access audit</h1>
${renderSummary(report, question)}
<p class="scripted controls"><label><input type="checkbox" id="local"> Show times in my time zone</label></p>
</header>
${renderContent(report)}
<footer>
${renderWords()}
<p>Written by Lapse. Times are UTC unless they say otherwise.</p>
</footer>
${renderRows(report)}
<script>${assets.script}</script>
</body>
</html>
`;
}

function renderContent(report: AuditReport): string {
  return `<nav class="scripted" aria-label="Parts of the report"><ul>
<li><a href="#verification-title">Verification</a></li>
<li><a href="#standing-title">Who has what</a></li>
<li><a href="#everything-title">Everything in this report</a></li>
<li><a href="#timelines-title">Timeline</a></li>
</ul></nav>
<main id="content" tabindex="-1">
<noscript><p class="note">This page runs no script here. The verification and who has what are below; the search through all grants, their details and the timeline need JavaScript.</p></noscript>
<section aria-labelledby="verification-title">
<h2 id="verification-title" tabindex="-1">Verification</h2>
${renderFindings(report)}
</section>
<section aria-labelledby="standing-title">
<h2 id="standing-title" tabindex="-1">Who has what</h2>
${renderStanding(report)}
</section>
${renderShell(report)}
</main>`;
}

/** In parts, between which a browser that reads them can do something else. */
function renderRows({ rows, findings }: AuditReport): string {
  const all = toPageRows(rows, findings ?? []);
  const parts = Array.from({ length: Math.ceil(all.length / ROWS_OF_A_PART) }, (_, part) => {
    return all.slice(part * ROWS_OF_A_PART, (part + 1) * ROWS_OF_A_PART);
  });
  return parts.map((part) => `<script type="application/json" class="rows">${escapeJson(part)}</script>`).join('\n');
}
