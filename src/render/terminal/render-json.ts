import { visibleJson } from '../../plan/visible-json.js';

/** JSON for people and programs alike: hostile text is the same text for a parser, and nothing that a terminal obeys. */
export function renderJson(value: unknown): string {
  return `${visibleJson(value)}\n`;
}
