import { formatInstant } from '../access/instant-text.js';
import type { ChangeOutcome, Refusal } from '../plan/run-report.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';
import { endSentence } from './sentence.js';

/** What became of one grant in a run: given, failed, or refused. */
export type GrantNews =
  | { readonly grant: string; readonly outcome: ChangeOutcome }
  | { readonly grant: string; readonly refusal: Refusal };

/** The comment on a merged request: a grant that was merged is never silently not given (design §9). */
export function renderNotice(news: GrantNews): string {
  const grant = quoteMarkdown(news.grant);
  if ('refusal' in news) {
    const { message, cure, rule } = news.refusal;
    return `❌ ${grant}: what was merged is **not given**. ${neutralise(message)} ${neutralise(cure)} (${rule})`;
  }
  const { change, result, message } = news.outcome;
  if (result !== 'done' || change.action === 'remove') {
    return `❌ ${grant}: what was merged is **not given**. ${neutralise(message ?? result)} The next run tries again.`;
  }
  const { window, floorNote } = change.entitlement;
  const times = `from ${formatInstant(window.start)} to ${formatInstant(window.end)}`;
  return `✅ ${grant} is **given**, ${times}. ${neutralise(floorNote)}`;
}

function neutralise(text: string): string {
  return neutraliseMarkdown(endSentence(text));
}
