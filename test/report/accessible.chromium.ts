import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { makeReport } from './made-report.js';
import { DESKTOP, PHONE, Reports } from './open-report.js';

const REPORT = makeReport(130);
/** Less to look at, on one page. */
const SMALL = makeReport(30);

let reports: Reports;
let address: string;
let page: Page;
beforeAll(async () => {
  reports = await Reports.start();
  address = await reports.write(REPORT);
});
afterEach(async () => {
  await page.context().close();
  expect(reports.complaints.splice(0)).toEqual([]);
});
afterAll(() => reports.stop());

/** What axe (https://www.deque.com/axe/) calls critical or serious; each with what it is about. */
async function findViolations(): Promise<readonly string[]> {
  // By the debugger's own door: the page's policy lets no script of others in.
  await page.evaluate(axe.source);
  const result: unknown = await page.evaluate('axe.run({ resultTypes: ["violations"] })');
  if (!isAxeResult(result)) throw new Error('axe answered with something else');
  const found = result.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

function unfoldAll(): Promise<void> {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

interface AxeResult {
  readonly violations: readonly { id: string; impact: string | null; nodes: readonly { html: string }[] }[];
  readonly passes: readonly unknown[];
}

function isAxeResult(value: unknown): value is AxeResult {
  return typeof value === 'object' && value !== null && 'violations' in value && Array.isArray(value.violations);
}

describe('axe', () => {
  test.each([
    ['light', 'a desktop', DESKTOP, REPORT],
    ['dark', 'a desktop', DESKTOP, SMALL],
    ['light', 'a phone', PHONE, SMALL],
    ['dark', 'a phone', PHONE, SMALL],
  ] as const)(
    'finds nothing serious in %s on %s, with everything unfolded',
    async (colorScheme, _, viewport, report) => {
      page = await reports.open(await reports.write(report), { colorScheme, viewport });
      await page.locator('.unfold').first().click();
      await page.locator('.unfold').nth(2).click();
      await page.locator('#system').selectOption('aws-sandbox');
      await unfoldAll();
      expect(await findViolations()).toEqual([]);
    },
  );

  test('would find a fault', async () => {
    page = await reports.open(await reports.write(SMALL));
    await page.evaluate(() => {
      for (const label of document.querySelectorAll('label')) label.remove();
    });
    expect((await findViolations()).join()).toMatch(/label|select-name/);
  });
});

describe('what a screen reader meets', () => {
  test('one heading of the first level, none left out, the landmarks, and captions', async () => {
    page = await reports.open(address);
    const levels = await page.evaluate(() =>
      [...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => Number(tagName[1])),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    const jumps = levels.map((level, index) => level - (levels[index - 1] ?? 0));
    expect(Math.max(...jumps)).toBe(1);
    for (const role of ['banner', 'main', 'contentinfo', 'search'] as const) {
      expect(await page.getByRole(role).count()).toBe(1);
    }
    expect(await page.locator('table:not(:has(caption))').count()).toBe(0);
  });

  test('what a filter leaves is announced', async () => {
    page = await reports.open(address);
    await page.locator('#state').selectOption('active');
    expect(await page.getByRole('status').textContent()).toMatch(/^\d+ of 130 grants: state active$/);
  });

  test('on a phone a table is a table still', async () => {
    page = await reports.open(address, { viewport: PHONE });
    expect(await page.getByRole('table').count()).toBeGreaterThan(1);
    expect(await page.locator('#grants').getByRole('rowheader').count()).toBe(100);
  });
});

describe('a keyboard alone', () => {
  test('skips to the report, searches, sorts, unfolds and turns the page, and the focus is seen', async () => {
    page = await reports.open(address);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');

    await tabTo('q');
    await page.keyboard.type('invoice');
    expect(await page.locator('#count').textContent()).toContain('with “invoice”');
    await tabTo('Clear all filters');
    expect(await outline()).toBe('solid');
    await tabTo('Next');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Next');
    expect(await page.locator('#pages-above').textContent()).toContain('Page 2 of 2');
    await tabTo('Grant');
    await page.keyboard.press('Space');
    expect(await page.locator('#grants th').first().getAttribute('aria-sort')).toBe('ascending');
    await tabTo('invoice-0');
    await page.keyboard.press('Enter');
    expect(await page.locator('.details:not([hidden])').count()).toBe(1);
  });

  async function tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await focused()) === name) return;
    }
    throw new Error(`Tab does not lead to ${name}`);
  }

  function focused(): Promise<string> {
    return page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id || '');
  }

  function outline(): Promise<string> {
    return page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
  }
});

describe('on paper', () => {
  test('stand all that the filters leave, the findings, and no controls; afterwards the page is as it was', async () => {
    page = await reports.open(`${address}#?q=c`);

    const wanted = Number.parseInt((await page.locator('#count').textContent()) ?? '', 10);
    expect(wanted).toBeGreaterThan(100);
    await page.emulateMedia({ media: 'print' });
    await page.waitForFunction((rows) => document.querySelectorAll('.unfold').length === rows, wanted);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    for (const hidden of ['#filters', '.pages', '.skip', '#local']) {
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    }
    expect(await page.locator('#count').textContent()).toContain('with “c”');
    await page.emulateMedia({ media: 'screen' });
    await page.waitForFunction(() => document.querySelectorAll('.unfold').length === 100);
    expect(await page.locator('details:not([open])').count()).toBeGreaterThan(0);
  });
});

describe('a narrow screen', () => {
  test.each(['light', 'dark'] as const)('320 pixels need no sideways scrolling, in %s', async (colorScheme) => {
    page = await reports.open(address, { viewport: PHONE, colorScheme });
    await page.locator('.unfold').first().click();
    await unfoldAll();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  });
});

describe('without JavaScript', () => {
  test('the page says so, and tells the findings and who has what', async () => {
    page = await reports.open(address, { javaScriptEnabled: false });
    expect(await page.locator('noscript p', { hasText: 'This page runs no script here' }).isVisible()).toBe(true);
    expect(await page.getByText('1 thing does not add up. Somebody has to look.').isVisible()).toBe(true);
    const active = REPORT.rows.filter(({ state }) => state === 'active');
    const table = page.locator('table', { hasText: 'In force at 2026-11-22 12:00 UTC' });
    expect(await table.locator('tbody tr').count()).toBe(active.length);
    expect(await table.getByText('alice').first().isVisible()).toBe(true);
    expect(await page.locator('#filters').isVisible()).toBe(false);
  });
});
