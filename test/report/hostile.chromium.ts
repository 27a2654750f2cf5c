import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PIECES, spoil } from './hostile.js';
import { makeReport } from './made-report.js';
import { measureKeys, measureRender, takeLongTasks } from './measure.js';
import { countRows, PHONE, Reports } from './open-report.js';

const COUNT = 10_000;
/** What else the machine does only ever adds to what is measured: a stall of the page's own is there in every round. */
const MOST_ROUNDS = 5;
/** What the page is made for, in milliseconds, is told; what fails is so far from it that it is the page and no machine. */
const AIM = { render: 2_000, key: 50, task: 200 };
const STALL = { render: 10_000, key: 500, task: 2_000 };

let reports: Reports;
let address: string;
beforeAll(async () => {
  reports = await Reports.start();
  address = await reports.write(makeReport(COUNT, spoil));
});
afterAll(() => reports.stop());

/** Of each thing that was measured the least; of the keystrokes, each at its least, the slowest. */
function findBest(rounds: readonly { render: number; keys: readonly number[]; task: number }[]) {
  const [first] = rounds;
  const keys = first?.keys.map((_, index) => Math.min(...rounds.map((round) => round.keys[index] ?? 0))) ?? [];
  return {
    render: Math.min(...rounds.map(({ render }) => render)),
    key: Math.max(...keys),
    task: Math.min(...rounds.map(({ task }) => task)),
  };
}

test('10,000 grants are shown, and searched, without a stall', async () => {
  const rounds: { render: number; keys: readonly number[]; task: number }[] = [];
  let best = { render: Number.POSITIVE_INFINITY, key: Number.POSITIVE_INFINITY, task: Number.POSITIVE_INFINITY };
  const isGood = () => best.render < AIM.render && best.key < AIM.key && best.task < AIM.task;
  while (rounds.length < MOST_ROUNDS && !isGood()) {
    const page = await reports.open(address);
    const render = await measureRender(page);
    rounds.push({ render, keys: await measureKeys(page), task: await takeLongTasks(page) });
    await page.context().close();
    best = findBest(rounds);
  }
  console.log(
    `${COUNT} grants: rendered in ${best.render} ms, slowest keystroke ${best.key} ms, longest task ${best.task} ms (aims: ${AIM.render}, ${AIM.key}, ${AIM.task})`,
  );
  expect(best.render).toBeLessThan(STALL.render);
  expect(best.key).toBeLessThan(STALL.key);
  expect(best.task).toBeLessThan(STALL.task);
  expect(reports.complaints).toEqual([]);
});

test('all of them on one page come without a long task', async () => {
  const page = await reports.open(address);
  await page.waitForTimeout(500);
  await takeLongTasks(page);
  await page.getByRole('button', { name: 'Show all 10,000' }).first().click();
  await page.waitForFunction((count) => document.querySelectorAll('.unfold').length === count, COUNT);
  expect(await takeLongTasks(page)).toBeLessThan(STALL.task);
  expect(await countRows(page)).toBe(COUNT);
  await page.context().close();
});

test('nothing that strangers wrote is anything but text', async () => {
  const page = await reports.open(address);
  for (const piece of PIECES.slice(0, 3)) {
    await page.locator('#q').fill(piece);
    await page.locator('.unfold').first().click();
  }
  await page.locator('#subject').selectOption({ index: 5 });
  const found = await page.evaluate(() => ({
    broken: 'broken' in globalThis,
    scripts: document.querySelectorAll('script:not(.rows)').length,
    strangers: document.querySelectorAll('img, iframe, base, link, object, embed, svg svg, [onload], [onerror]').length,
    links: [...document.links]
      .map(({ href }) => href)
      .filter((href) => !/^(?:https:\/\/github\.com\/|file:)/.test(href)),
    styles: document.querySelectorAll('[style]').length,
    proto: Reflect.get({}, 'alice') ?? null,
  }));
  expect(found).toEqual({ broken: false, scripts: 1, strangers: 0, links: [], styles: 0, proto: null });
  expect(await page.locator('#grants').textContent()).not.toMatch(/[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(reports.complaints).toEqual([]);
  await page.context().close();
});

test('a hostile fragment of the address is a search for its words, and filters nothing unseen', async () => {
  const fragment = new URLSearchParams({
    q: '<img src=x onerror=alert(1)>',
    person: 'nobody',
    sort: '__proto__',
    page: '-1',
  });
  const page = await reports.open(`${address}#?${fragment}`);
  expect(await page.locator('#q').inputValue()).toBe('<img src=x onerror=alert(1)>');
  expect(await page.locator('#count').textContent()).toContain('with “<img src=x onerror=alert(1)>”');
  expect(await page.locator('#person').inputValue()).toBe('');
  expect(reports.complaints).toEqual([]);
  await page.context().close();
});

test('very long words and all the rest fit a phone', async () => {
  const page = await reports.open(address, { viewport: PHONE });
  await page.locator('.unfold').first().click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await page.context().close();
});
