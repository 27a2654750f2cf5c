import { formatInstant } from '../../access/instant-text.js';
import type { StoryEntry, StoryKind } from '../../audit/story.js';
import { showInvisible } from '../show-invisible.js';
import { paint, type Style } from './style.js';

const LOOKS: Readonly<Partial<Record<StoryKind, 'red' | 'green' | 'yellow'>>> = {
  approved: 'green',
  given: 'green',
  refused: 'red',
  failed: 'red',
  drifted: 'yellow',
};

const LONGEST_KIND = 'approved'.length;

/** One line a fact, oldest first: when, what, of which grant, and in a sentence how. */
export function renderHistory(story: readonly StoryEntry[], style: Style): string {
  if (story.length === 0) return 'nothing happened in this time\n';
  return story.map((entry) => renderEntry(entry, style)).join('');
}

function renderEntry({ at, kind, grant, text }: StoryEntry, style: Style): string {
  const look = LOOKS[kind];
  const padded = kind.padEnd(LONGEST_KIND);
  const word = look === undefined ? padded : paint(padded, look, style);
  return `${formatInstant(at)}  ${word}  ${paint(showInvisible(grant), 'bold', style)}  ${showInvisible(text)}\n`;
}

/** The shape that `lapse history --json` promises, one fact an object. */
export function describeEntry({ at, ...entry }: StoryEntry): Record<string, unknown> {
  return { at: formatInstant(at), ...entry };
}
