/** Everything that a terminal could obey or hide, except the line breaks of the layout. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * JSON for people and programs alike: hostile text is the same text for a parser, but written with `\u` escapes where a
 * terminal would obey it (JSON itself escapes only C0). Ends in a line break.
 */
export function renderJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(INVISIBLE, escapeCharacter)}\n`;
}

/** In UTF-16 units, as RFC 8259 section 7 has it. */
function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
