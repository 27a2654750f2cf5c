import { validationError } from './errors.js';
import type { ParameterReader } from './query-protocol.js';

/** Which page is asked for: at most `maxItems` of what comes after `after`. */
export interface PageRequest {
  readonly maxItems: number;
  readonly after: string | undefined;
}

/** `Marker` only where there is more. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly end: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** `MaxItems` (1 to 1,000, 100 if left out) and `Marker`, as all of IAM's lists have them. */
export function readPage(parameters: ParameterReader): PageRequest {
  const maxItems = parameters.optionalInteger('MaxItems', 1, 1000) ?? 100;
  const marker = parameters.optionalText('Marker', { max: 4096 });
  return { maxItems, after: marker === undefined ? undefined : openMarker(marker) };
}

/**
 * A page of the items in the order of their keys. The marker is the last key and not a number, so that what is created or
 * deleted between two pages makes no item come twice or never.
 */
export function paginate<Item>(items: Iterable<Item>, keyOf: (item: Item) => string, page: PageRequest): Page<Item> {
  const keyed = [...items].map((item) => ({ key: keyOf(item), item }));
  keyed.sort((left, right) => (left.key < right.key ? -1 : 1));
  const { after } = page;
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => key > after);
  const shown = rest.slice(0, page.maxItems);
  const last = shown.at(-1);
  const end =
    last !== undefined && rest.length > shown.length
      ? { IsTruncated: true, Marker: Buffer.from(`after ${last.key}`).toString('base64') }
      : { IsTruncated: false };
  return { items: shown.map(({ item }) => item), end };
}

function openMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64').toString();
  if (!text.startsWith('after ')) throw validationError('Invalid Marker.');
  return text.slice('after '.length);
}
