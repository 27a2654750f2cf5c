import type { PageData } from '../render/html/page-data.js';
import { find } from './element.js';
import { moveWithoutFragment } from './move.js';
import { unfoldForPrint } from './print.js';
import { startClock } from './show-clock.js';
import { showReport } from './show-report.js';
import { showTimesIn } from './times.js';

/** Everything that the page does: it reads its own data, shows it, and asks nobody for anything. */
function start(): void {
  const data: PageData = JSON.parse(find('data', HTMLScriptElement).text);
  startClock();
  const local = find('local', HTMLInputElement);
  local.addEventListener('change', () => showTimesIn(local.checked ? 'local' : 'utc'));
  moveWithoutFragment();
  unfoldForPrint();
  // What was read may be much; the browser gets a breath before it is shown.
  setTimeout(() => {
    if (data.rows.length > 0) showReport(data);
    // What needs the script is hidden until it is known to work.
    document.documentElement.classList.add('js');
  });
}

start();
