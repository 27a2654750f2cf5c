import { formatCount } from '../render/html/count-words.js';
import type { PageRow } from '../render/html/page-data.js';
import { element, find } from './element.js';
import { FILTERS, type FilterName, valuesOf, type Wanted } from './filter-rows.js';
import { labelOf } from './labels.js';
import type { Choices } from './view.js';

const NOTHING: Wanted = {
  q: '',
  person: '',
  system: '',
  role: '',
  state: '',
  evidence: '',
  approver: '',
  verification: '',
};

/** The search and the filters. What may be chosen is what there is. */
export class FilterForm {
  readonly choices: Choices;
  readonly #search = find('q', HTMLInputElement);
  /** Without a verification there is no filter for it. */
  readonly #selects = new Map<FilterName, HTMLSelectElement>();

  constructor(rows: readonly PageRow[], change: (wanted: Wanted) => void) {
    const counts = Object.fromEntries(FILTERS.map((filter) => [filter, countValues(rows, filter)]));
    const choose = (filter: FilterName): ReadonlySet<string> => {
      const select = document.getElementById(filter);
      const counted = counts[filter];
      if (!(select instanceof HTMLSelectElement) || counted === undefined) return new Set();
      select.replaceChildren(element('option', { value: '' }, 'any'), ...listOptions(filter, counted));
      this.#selects.set(filter, select);
      return new Set(counted.keys());
    };
    this.choices = {
      person: choose('person'),
      system: choose('system'),
      role: choose('role'),
      state: choose('state'),
      evidence: choose('evidence'),
      approver: choose('approver'),
      verification: choose('verification'),
    };
    const form = find('filters', HTMLFormElement);
    form.addEventListener('input', () => change(this.#read()));
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', (event) => {
      event.preventDefault();
      this.set(NOTHING);
      change(NOTHING);
    });
  }

  set(wanted: Wanted): void {
    this.#search.value = wanted.q;
    for (const [filter, select] of this.#selects) select.value = wanted[filter];
  }

  #read(): Wanted {
    const chosen = (filter: FilterName): string => this.#selects.get(filter)?.value ?? '';
    return {
      q: this.#search.value,
      person: chosen('person'),
      system: chosen('system'),
      role: chosen('role'),
      state: chosen('state'),
      evidence: chosen('evidence'),
      approver: chosen('approver'),
      verification: chosen('verification'),
    };
  }
}

/** In alphabetical order. */
function countValues(rows: readonly PageRow[], filter: FilterName): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) for (const value of valuesOf(row, filter)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function listOptions(filter: FilterName, counts: ReadonlyMap<string, number>): readonly HTMLElement[] {
  return [...counts].map(([value, count]) => {
    return element('option', { value }, `${labelOf(filter, value)} (${formatCount(count)})`);
  });
}
