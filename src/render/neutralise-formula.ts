import { showInvisible } from './show-invisible.js';

/**
 * Where a spreadsheet would begin to read a formula: at the start of a cell, blanks or not, and behind a semicolon, which
 * parts the cells of a CSV where the comma is the decimal sign. Wide forms count as their plain ones.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /(^|;)(\s*)(?=[=+\-@＝＋－＠])/g;

/** Hostile text as a cell of a CSV that stays text, with what cannot be seen shown. */
export function neutraliseFormula(text: string): string {
  return showInvisible(text).replace(FORMULA, "$1$2'");
}
