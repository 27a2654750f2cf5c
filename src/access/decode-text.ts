import { decodeUtf8 } from './decode-utf8.js';
import { lineStarts, positionAt } from './position.js';
import type { Problem } from './problem.js';

export type DecodedText =
  | { readonly text: string; readonly problem: null }
  | { readonly text: null; readonly problem: Problem };

/**
 * What an editor or a diff does not show, or shows elsewhere than it stands: C0 and C1 controls, DEL, the byte order
 * mark, and the controls that turn the direction of writing round (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
 * A CR alone breaks a line in YAML (https://yaml.org/spec/1.2.2/#54-line-break-characters), but in no diff.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\r(?!\n)/;

/** Strict UTF-8, and nothing in it that a reviewer cannot see. */
export function decodeText(path: string, bytes: Uint8Array): DecodedText {
  const text = decodeUtf8(bytes);
  if (text === null) {
    // The first replacement character stands where the first bad byte does, or where the author wrote one before it.
    const lossy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const message = 'The file is not UTF-8.';
    return refuse(
      path,
      lossy,
      lossy.indexOf('\uFFFD'),
      'not-utf8',
      message,
      'Save it as UTF-8 without a byte order mark.',
    );
  }
  const hidden = HIDDEN.exec(text);
  if (hidden === null) return { text, problem: null };
  const code = hidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const message = `The file holds U+${code}, a character that nobody sees.`;
  return refuse(path, text, hidden.index, 'control-character', message, 'Remove it; end lines with LF or CR LF.');
}

function refuse(path: string, text: string, at: number, rule: string, message: string, cure: string): DecodedText {
  const { line, column } = positionAt(lineStarts(text), Math.max(0, at));
  return { text: null, problem: { rule, severity: 'error', path, line, column, message, cure } };
}
