import type { EvidenceRecord } from '../../src/evidence/record.js';

/** One place of a record, and what could be put there instead. */
export interface Mutation {
  /** With the kind of the event first, and a star for a place in a list: `approved.approvers.*.id`. */
  readonly name: string;
  readonly place: readonly (string | number)[];
  readonly values: readonly { readonly value: unknown }[];
}

/** Every place of a record that holds one value, or a list that can lose something. @param shas ids that the history has. */
export function mutations(record: EvidenceRecord, shas: readonly string[]): readonly Mutation[] {
  const found: Mutation[] = [];
  const visit = (value: unknown, name: string, place: readonly (string | number)[]): void => {
    const values = alternatives(value, shas);
    if (place.length > 0 && values.length > 0)
      found.push({ name, place, values: values.map((one) => ({ value: one })) });
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        const kind = name === 'events' ? String(Object(item).kind) : `${name}.*`;
        visit(item, kind, [...place, index]);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value))
        visit(item, name === '' ? key : `${name}.${key}`, [...place, key]);
    }
  };
  visit(record, '', []);
  // What happened to nobody is no forgery of one field, and the branch shows it: see the tests of what is dropped.
  return found.filter(({ name }) => name !== 'events' && name !== 'versions');
}

export function mutate(record: EvidenceRecord, { place }: Mutation, value: unknown): EvidenceRecord {
  const copy: EvidenceRecord = structuredClone(record);
  let at: Record<string | number, unknown> = Object(copy);
  for (const key of place.slice(0, -1)) at = Object(at[key]);
  at[place.at(-1) ?? ''] = value;
  return copy;
}

function alternatives(value: unknown, shas: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.map((_item, index) => value.filter((_other, at) => at !== index));
  if (value === null) return ['2026-11-10T12:00:00Z', shas[0], 99, 'INC-9999'];
  if (typeof value === 'number') return [value + 1, value + 1000];
  if (typeof value !== 'string') return [];
  return textAlternatives(value, shas).filter((one) => one !== value);
}

function textAlternatives(value: string, shas: readonly string[]): readonly unknown[] {
  if (/^[0-9a-f]{40}$/.test(value)) return ['f'.repeat(40), ...shas, null];
  if (/^\d{4}-.*Z$/.test(value)) {
    const shifts = [1, -1, 60, -60, 3600, -3600, 3 * 3600, -3 * 3600, 30 * 86_400, -30 * 86_400];
    const moved = shifts.map((seconds) =>
      new Date(Date.parse(value) + seconds * 1000).toISOString().replace('.000Z', 'Z'),
    );
    return [...moved, null];
  }
  const enumerated = ENUMERATIONS.find((one) => one.includes(value)) ?? [];
  const elsewhere = value.startsWith('https://')
    ? [value.replace(/^https:\/\/[^/]*/, 'https://evil.example'), value.replace('/acme/', '/mallory/')]
    : [];
  return [...enumerated, ...elsewhere, `${value}x`, 'carol', null];
}

const ENUMERATIONS: readonly (readonly string[])[] = [
  ['provision', 'expire'],
  ['granted', 'changed', 'altered', 'missing', 'found'],
  ['expired', 'revoked', 'deleted', 'changed', 'policy', 'unreadable', 'unapproved'],
  ['run', 'found'],
];
