import { neutraliseMarkdown, quoteMarkdown } from '../neutralise-markdown.js';
import type { DecisionNode, Sign } from './decision-node.js';
import type { Part, Phrase } from './phrase.js';

const SIGNS: Readonly<Record<Sign, string>> = {
  approved: '✅ ',
  pending: '⏳ ',
  refused: '❌ ',
  held: '⏸️ ',
  warning: '⚠️ ',
  'passed-over': '➖ ',
  plain: '',
};

/** A phrase with its sign, in one line in which nothing hostile is syntax. */
export function markdownLine({ sign, phrase }: Pick<DecisionNode, 'sign' | 'phrase'>): string {
  return `${SIGNS[sign]}${markdownPhrase(phrase)}`;
}

/** Nodes and all below them as a nested list, one line each. */
export function markdownList(nodes: readonly DecisionNode[], depth = 0): readonly string[] {
  return nodes.flatMap((each) => [
    `${'  '.repeat(depth)}- ${markdownLine(each)}`,
    ...markdownList(each.children, depth + 1),
  ]);
}

/** A phrase in which nothing hostile is syntax, nor leaves its line or its cell. */
export function markdownPhrase(phrase: Phrase): string {
  return phrase.map(markdownPart).join('');
}

function markdownPart(part: Part): string {
  if ('ours' in part) return part.ours;
  if ('text' in part) return neutraliseMarkdown(part.text);
  if ('name' in part) return quoteMarkdown(part.name);
  return isPlainUrl(part.url) ? `[${neutraliseMarkdown(part.label)}](${part.url})` : neutraliseMarkdown(part.label);
}

/** The address is GitHub's; all the same nothing goes into a link but what can do nothing there. */
function isPlainUrl(url: string): boolean {
  return /^https?:\/\/[A-Za-z0-9.:-]+\/[A-Za-z0-9._/-]*$/.test(url);
}
