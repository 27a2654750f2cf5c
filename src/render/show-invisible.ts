/**
 * Characters that a reader cannot see, or that change how their neighbours are shown: C0 and C1 controls (a terminal
 * obeys them), bidirectional controls, zero-width and other format characters, private use, lone surrogates; and what fonts
 * leave blank, such as Hangul fillers and variation selectors, but for the one that makes an emoji of a sign.
 * https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 * https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}/gu;

/** Shows what cannot be seen as `\u{202e}`, so that hostile text looks like what it is. Line breaks count as invisible. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
