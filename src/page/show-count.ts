import { countOf, formatCount } from '../render/html/count-words.js';
import { FILTERS, type FilterName, type Wanted } from './filter-rows.js';
import { labelOf } from './labels.js';

/** `12 of 10,000 grants: person alice, with “invoice”`: what a screen reader hears and what stands above the printed table. */
export function describeCount(found: number, all: number, wanted: Wanted): string {
  const filters = FILTERS.filter((filter) => wanted[filter] !== '').map((filter) => describe(filter, wanted[filter]));
  if (wanted.q.trim() !== '') filters.push(`with “${wanted.q.trim()}”`);
  const count = filters.length === 0 ? countOf(all, 'grant') : `${formatCount(found)} of ${countOf(all, 'grant')}`;
  return filters.length === 0 ? count : `${count}: ${filters.join(', ')}`;
}

function describe(filter: FilterName, value: string): string {
  return `${filter} ${labelOf(filter, value)}`;
}
