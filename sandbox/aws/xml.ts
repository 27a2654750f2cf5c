/** What an answer is made of: an array becomes `<member>` elements, an undefined field is left out. */
export type Xml = string | number | boolean | readonly Xml[] | { readonly [element: string]: Xml | undefined };

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Characters that XML 1.0 cannot hold, even escaped (https://www.w3.org/TR/xml/#charsets), become U+FFFD. */
export function escapeXml(text: string): string {
  const legal = text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
  // A parser would turn a bare carriage return into a line feed (https://www.w3.org/TR/xml/#sec-line-ends).
  return legal.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character).replace(/\r/g, '&#xD;');
}

/** The inside of an element. */
export function writeXml(content: Xml): string {
  if (typeof content !== 'object') return escapeXml(String(content));
  if (isList(content)) return content.map((member) => `<member>${writeXml(member)}</member>`).join('');
  let text = '';
  for (const [element, value] of Object.entries(content)) {
    if (value !== undefined) text += `<${element}>${writeXml(value)}</${element}>`;
  }
  return text;
}

function isList(content: Xml): content is readonly Xml[] {
  return Array.isArray(content);
}

/** Milliseconds since the epoch as AWS writes them in XML: UTC, whole seconds, `2026-11-22T10:00:00Z`. */
export function xmlTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** IAM gives policy documents "URL-encoded compliant with RFC 3986" (API_PolicyDetail), so !'()* are encoded too. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
