import type { Page } from 'playwright-core';

const KEYS = ['i', 'in', 'inv', 'invo', 'invoice-1', 'invoice-12', 'alice', 'alice deploy', 'zzz', ''];

declare global {
  /** Filled by the script that `Reports.open` sends ahead of the page. */
  var longTasks: number[];
}

/** Milliseconds from the navigation until the table stands and a frame has shown it. */
export function measureRender(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return Math.round(performance.now());
  });
}

/** Of each of some keystrokes in the search: milliseconds from the key to the frame that shows what was found. */
export function measureKeys(page: Page): Promise<readonly number[]> {
  return page.evaluate(async (keys) => {
    const search = document.querySelector<HTMLInputElement>('#q');
    const times: number[] = [];
    for (const key of keys) {
      if (search === null) throw new Error('no search');
      const before = performance.now();
      search.value = key;
      search.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      times.push(Math.round(performance.now() - before));
    }
    return times;
  }, KEYS);
}

/** The longest task since the page began, or since this was asked. 0: none was over 50 ms. */
export async function takeLongTasks(page: Page): Promise<number> {
  // An observer hears of a task a little after it.
  await page.waitForTimeout(100);
  return page.evaluate(() => Math.round(Math.max(0, ...globalThis.longTasks.splice(0))));
}
