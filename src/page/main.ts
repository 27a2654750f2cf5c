import type { PageRow } from '../render/html/page-data.js';
import { find } from './element.js';
import { moveWithoutFragment } from './move.js';
import { unfoldForPrint } from './print.js';
import { startClock } from './show-clock.js';
import { showReport } from './show-report.js';
import { showTimesIn } from './times.js';

/** Everything that the page does: it reads its own data, shows it, and asks nobody for anything. */
function start(): void {
  startClock();
  const local = find('local', HTMLInputElement);
  local.addEventListener('change', () => showTimesIn(local.checked ? 'local' : 'utc'));
  moveWithoutFragment();
  unfoldForPrint();
  readRows([...document.querySelectorAll('script.rows')], [], (rows) => {
    if (rows.length > 0) showReport(rows, Number(document.body.dataset['at']));
    // What needs the script is hidden until it is known to work.
    document.documentElement.classList.add('js');
  });
}

/** There may be much to read; the browser gets a breath after each part. */
function readRows(parts: readonly Element[], rows: PageRow[], done: (rows: readonly PageRow[]) => void): void {
  setTimeout(() => {
    const [part, ...rest] = parts;
    if (part === undefined) return done(rows);
    const read: readonly PageRow[] = JSON.parse(part.textContent ?? '[]');
    rows.push(...read);
    readRows(rest, rows, done);
  });
}

start();
