/**
 * JSON text in which equal values have equal bytes: no spaces, and keys in the order of their UTF-16 units, as
 * RFC 8785 (https://www.rfc-editor.org/rfc/rfc8785) has it.
 *
 * @throws {TypeError} for what JSON cannot hold, such as `undefined`, a function or `NaN`.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`JSON cannot hold ${String(value)}`);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
