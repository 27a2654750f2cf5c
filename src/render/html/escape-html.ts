import { showInvisible } from '../show-invisible.js';

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Hostile text for the content of an element or for a quoted attribute, with what cannot be seen shown.
 * https://html.spec.whatwg.org/multipage/syntax.html#attributes-2
 */
export function escapeHtml(text: string): string {
  return showInvisible(text).replace(/[&<>"']/g, (character) => REFERENCES[character] ?? '');
}

/**
 * Data for a `<script type="application/json">`. Nothing in it ends the element or opens a comment, and it is JSON still: the
 * characters stand in strings only, where an escape means the same.
 * https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function escapeJson(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
