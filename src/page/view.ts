import { FILTERS, type FilterName, type Wanted } from './filter-rows.js';
import { COLUMNS, type Order } from './sort-rows.js';

/** What the reader has chosen to see. It stands in the page's address, so that it can be linked to. */
export interface View {
  readonly wanted: Wanted;
  readonly order: Order;
  /** From 1 on; 0: all of them. */
  readonly page: number;
  /** Whose timeline: `person:alice`, `system:aws-sandbox`; empty: by the filters. */
  readonly subject: string;
}

const NEWEST_FIRST: Order = { column: 'start', descending: true };

/** For each filter, what may be wanted of it. */
export type Choices = Readonly<Record<FilterName, ReadonlySet<string>>>;

/** `#?q=invoice&person=alice&sort=-start&page=2`. What is not among the choices is left out: nothing filters unseen. */
export function readView(fragment: string, choices: Choices, subjects: ReadonlySet<string>): View {
  const told = new URLSearchParams(fragment.startsWith('#?') ? fragment.slice(2) : '');
  const choose = (filter: FilterName): string => {
    const value = told.get(filter) ?? '';
    return choices[filter].has(value) ? value : '';
  };
  const subject = told.get('subject') ?? '';
  return {
    wanted: {
      q: told.get('q') ?? '',
      person: choose('person'),
      system: choose('system'),
      role: choose('role'),
      state: choose('state'),
      evidence: choose('evidence'),
      approver: choose('approver'),
      verification: choose('verification'),
    },
    order: readOrder(told.get('sort') ?? ''),
    page: readPage(told.get('page') ?? ''),
    subject: subjects.has(subject) ? subject : '',
  };
}

/** Only what differs from the view that the page opens with; empty where nothing does. */
export function writeView({ wanted, order, page, subject }: View): string {
  const told = new URLSearchParams();
  for (const name of ['q', ...FILTERS] as const) if (wanted[name] !== '') told.set(name, wanted[name]);
  const sort = `${order.descending ? '-' : ''}${order.column}`;
  if (sort !== '-start') told.set('sort', sort);
  if (page !== 1) told.set('page', page === 0 ? 'all' : String(page));
  if (subject !== '') told.set('subject', subject);
  return told.size === 0 ? '' : `#?${told}`;
}

function readOrder(sort: string): Order {
  const descending = sort.startsWith('-');
  const column = COLUMNS.find(({ name }) => name === (descending ? sort.slice(1) : sort));
  return column === undefined ? NEWEST_FIRST : { column: column.name, descending };
}

function readPage(page: string): number {
  if (page === 'all') return 0;
  return /^[1-9][0-9]{0,6}$/.test(page) ? Number(page) : 1;
}
