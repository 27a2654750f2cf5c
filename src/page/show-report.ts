import type { Instant } from '../access/instant.js';
import type { PageRow } from '../render/html/page-data.js';
import { find } from './element.js';
import { SearchableRows } from './filter-rows.js';
import { moveTo } from './move.js';
import { onPrint } from './print.js';
import { describeCount } from './show-count.js';
import { FilterForm } from './show-filters.js';
import { GrantTable } from './show-grants.js';
import { PageButtons } from './show-pages.js';
import { TimelineSection } from './show-timeline.js';
import { SortedRows } from './sort-rows.js';
import { readView, type View, writeView } from './view.js';

const ROWS_OF_A_PAGE = 100;
/** Browsers refuse an address that changes too often. */
const ADDRESS_MILLISECONDS = 300;

/** Shows all grants and the timelines, and lets the reader choose which. */
export function showReport(rows: readonly PageRow[], at: Instant): void {
  const sorted = new SortedRows(rows);
  const searchable = new SearchableRows();
  const form = new FilterForm(rows, (wanted) => change({ wanted, page: 1 }));
  const table = new GrantTable((order) => change({ order, page: 1 }));
  const pages = ['pages-above', 'pages-below'].map((id) => {
    return new PageButtons(find(id, HTMLElement), (page) => {
      change({ page });
      if (id === 'pages-below') moveTo(find('everything-title', HTMLElement));
    });
  });
  const timeline = new TimelineSection(rows, at, (subject) => change({ subject }));
  const read = (): View => readView(location.hash, form.choices, timeline.subjects);

  let view = read();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function change(changes: Partial<View>): void {
    view = { ...view, ...changes };
    show();
    clearTimeout(timer);
    timer = setTimeout(() => keepInAddress(view), ADDRESS_MILLISECONDS);
  }

  function show(whole = false): void {
    const found = searchable.filter(sorted.by(view.order), view.wanted);
    const count = Math.max(1, Math.ceil(found.length / ROWS_OF_A_PAGE));
    const page = Math.min(view.page, count);
    find('count', HTMLElement).textContent = describeCount(found.length, rows.length, view.wanted);
    find('nothing', HTMLElement).hidden = found.length > 0;
    table.show(pageOf(found, whole ? 0 : page), view.order, whole);
    for (const buttons of pages) buttons.show(page, count, found.length);
    timeline.show(view);
  }

  addEventListener('hashchange', () => {
    // The other fragments are parts of the page.
    if (!location.hash.startsWith('#?')) return;
    view = read();
    form.set(view.wanted);
    show();
    moveTo(find('everything-title', HTMLElement));
  });
  onPrint(
    () => show(true),
    () => show(),
  );

  searchable.prepare(rows);
  form.set(view.wanted);
  show();
  for (const id of ['everything', 'timelines']) find(id, HTMLElement).hidden = false;
}

function pageOf(rows: readonly PageRow[], page: number): readonly PageRow[] {
  return page === 0 ? rows : rows.slice((page - 1) * ROWS_OF_A_PAGE, page * ROWS_OF_A_PAGE);
}

function keepInAddress(view: View): void {
  history.replaceState(null, '', writeView(view) || location.pathname);
}
