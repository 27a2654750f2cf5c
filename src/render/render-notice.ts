import { formatInstant } from '../access/instant-text.js';
import type { Problem } from '../access/problem.js';
import type { ChangeOutcome, Refusal, RemovalLag } from '../plan/run-report.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';
import { endSentence } from './sentence.js';

/** What became of one grant in a run: given, failed, refused, invalid, or its account could not be reached. */
export type GrantNews =
  | { readonly grant: string; readonly outcome: ChangeOutcome }
  | { readonly grant: string; readonly refusal: Refusal }
  | { readonly grant: string; readonly problem: Problem }
  | { readonly grant: string; readonly unreachable: Refusal };

/** The comment on a merged request: a grant that was merged is never silently not given (design §9). */
export function renderNotice(news: GrantNews): string {
  const grant = quoteMarkdown(news.grant);
  if ('unreachable' in news) {
    const { message, rule } = news.unreachable;
    return `❌ ${grant}: what was merged is **not given yet**: ${neutralise(message)} The next run tries again. (${rule})`;
  }
  if ('refusal' in news || 'problem' in news) {
    const { message, cure, rule } = 'refusal' in news ? news.refusal : news.problem;
    return `❌ ${grant}: what was merged is **not given**: ${neutralise(message)} ${neutralise(cure)} (${rule})`;
  }
  const { change, result, message } = news.outcome;
  if (result !== 'done' || change.action === 'remove') {
    return `❌ ${grant}: what was merged is **not given**: ${neutralise(message ?? result)} The next run tries again.`;
  }
  const { window, floorNote } = change.entitlement;
  const times = `from ${formatInstant(window.start)} to ${formatInstant(window.end)}`;
  return `✅ ${grant} is **given**, ${times}. ${neutralise(floorNote)}`;
}

/** The comment on a merged request whose file was taken away: what it gave is gone, as the provider showed it (law 8). */
export function renderEnd({ grant, endedAt, goneAt }: RemovalLag): string {
  return `☑️ ${quoteMarkdown(grant)} has **ended**: at ${formatInstant(endedAt)}, gone at ${formatInstant(goneAt)} (read back).`;
}

function neutralise(text: string): string {
  return neutraliseMarkdown(endSentence(text));
}
