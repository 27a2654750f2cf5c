/** Messages of others end with a full stop or do not; in a row of sentences each does, once. */
export function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
