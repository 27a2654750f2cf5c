import { showInvisible } from './show-invisible.js';

/**
 * What CommonMark, GitHub's extensions (tables, strikethrough, maths, autolinks, mentions) or HTML read as syntax inside
 * a line; and, at the beginning of the text, what could make a list, a heading or a rule of it.
 * https://github.github.com/gfm/ ; the rest stays as it is, because people read the source in e-mails.
 */
const SYNTAX = /[#$&*:<>@[\\\]_`|~]|^[-+=.]|(?<=^\d{1,9})[.)]|(?<=www)\./gi;

/** Hostile text in a table cell or a sentence is cut here: enough to recognise it by. */
const LONGEST = 300;

function encode(text: string): string {
  // JavaScript's \s has characters that nobody sees among the blanks: those are shown, and not made blanks of.
  const shown = showInvisible(text.replace(/[\t-\r\p{Zs}]+/gu, ' ')).trim();
  const cut = [...shown].length > LONGEST ? `${[...shown].slice(0, LONGEST).join('')}…` : shown;
  // A numeric reference is never syntax, whatever character it stands for: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
  return cut.replace(SYNTAX, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Hostile text as a code element: nothing in it is Markdown or HTML, and GitHub makes no mention, issue reference or
 * link of it (its filters run on text after the entities are decoded, but leave `code` alone).
 */
export function quoteMarkdown(text: string): string {
  return `<code>${encode(text) || '&#32;'}</code>`;
}

/** Hostile text as plain words, where a code element would be in the way. Mentions and references are broken by a zero-width space. */
export function neutraliseMarkdown(text: string): string {
  // https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
  return encode(text).replace(/&#(?:64|35);|\bgh(?=-\d)/gi, (reference) => `${reference}&#8203;`);
}
