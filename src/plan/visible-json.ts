/** Everything that a terminal could obey or hide, except the line breaks of the layout. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * JSON that is the same for a parser and hides nothing from people: `\u` escapes where a terminal would obey what stands
 * there or no eye sees it (JSON itself escapes only C0).
 *
 * @param value laid out over lines, two spaces a level.
 * @returns without a line break at its end.
 */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(INVISIBLE, escapeCharacter);
}

/** In UTF-16 units, as RFC 8259 section 7 has it. */
function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
