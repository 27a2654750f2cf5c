import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { AT, makeReport } from './made-report.js';
import { countRows, Reports, readColumn } from './open-report.js';

const REPORT = makeReport(300);

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

function count(): Promise<string | null> {
  return page.locator('#count').textContent();
}

function fragmentOf(): string {
  return decodeURIComponent(new URL(page.url()).hash);
}

describe('the search and the filters', () => {
  test('every word of the search has to be there, in whatever case and wherever it stands', async () => {
    page = await reports.open(address);
    await page.locator('#q').fill('INC-2 PRODUCTION');
    const expected = REPORT.rows.filter(
      ({ ticket, grant }) => ticket?.startsWith('INC-2') && grant.includes('production'),
    );
    expect(expected.length).toBeGreaterThan(1);
    expect(await countRows(page)).toBe(expected.length);
    expect(await count()).toBe(`${expected.length} of 300 grants: with “INC-2 PRODUCTION”`);
  });

  test('what nobody sees in the table is found too: the commit that an approver looked at', async () => {
    page = await reports.open(address);
    const commit = REPORT.rows[40]?.approvals[0]?.approvers[0]?.commit ?? '';
    expect(commit).toHaveLength(40);
    await page.locator('#q').fill(commit);
    expect(await readColumn(page, 'Grant')).toEqual(['invoice-40']);
  });

  test.each([
    ['person', 'alice', (row: Row) => row.beneficiary === 'alice'],
    ['system', 'aws-production', (row: Row) => row.system === 'aws-production'],
    ['role', 'deploy', (row: Row) => row.role === 'deploy'],
    ['state', 'removed', (row: Row) => row.state === 'removed'],
    ['evidence', 'none', (row: Row) => row.evidence === 'none'],
    ['approver', 'bob', (row: Row) => row.approvals.some(({ approvers }) => approvers[0]?.login === 'bob')],
    ['verification', 'wrong', (row: Row) => row.evidence === 'none'],
  ])('the filter %s leaves %s', async (filter, value, matches) => {
    page = await reports.open(address);
    await page.locator(`#${filter}`).selectOption(value);
    const expected = REPORT.rows.filter(matches).length;
    expect(expected).toBeGreaterThan(0);
    expect(await countRows(page)).toBe(Math.min(expected, 100));
    expect(await count()).toMatch(`${expected} of 300 grants: ${filter} `);
  });

  test('filters hold together, and one button clears them all', async () => {
    page = await reports.open(address);
    await page.locator('#person').selectOption('alice');
    await page.locator('#state').selectOption('active');
    await page.locator('#q').fill('aws-sandbox');
    for (const state of await readColumn(page, 'State')) expect(state).toBe('active');
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    expect(await count()).toBe('300 grants');
    expect(await page.locator('#person').inputValue()).toBe('');
  });

  test('where nothing is left, it says so', async () => {
    page = await reports.open(address);
    await page.locator('#q').fill('no such thing');
    expect(await page.locator('#nothing').isVisible()).toBe(true);
    expect(await page.locator('#grants').isVisible()).toBe(false);
  });
});

type Row = (typeof REPORT.rows)[number];

describe('order and pages', () => {
  test('the newest come first; a click on a head sorts by it, another the other way round', async () => {
    page = await reports.open(address);
    const head = page.locator('#grants').getByRole('columnheader', { name: 'Person' });
    expect(await page.getByRole('columnheader', { name: 'Start' }).getAttribute('aria-sort')).toBe('descending');
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(new Set(await readColumn(page, 'Person'))).toEqual(new Set(['alice']));
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(new Set(await readColumn(page, 'Person'))).toEqual(new Set(['carol']));
  });

  test('each grant stands on exactly one page', async () => {
    page = await reports.open(address);
    const seen = await readColumn(page, 'Grant');
    const next = page.locator('#pages-above').getByRole('button', { name: 'Next' });
    for (let turn = 0; turn < 2; turn += 1) {
      await next.click();
      seen.push(...(await readColumn(page, 'Grant')));
    }
    expect(new Set(seen).size).toBe(300);
    expect(await next.getAttribute('aria-disabled')).toBe('true');
    await page.locator('#pages-above').getByRole('button', { name: 'Show all 300' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.unfold').length === 300);
  });
});

describe('the details of a grant', () => {
  test('hold its approval with the commit, the line of CODEOWNERS, and when it was given and gone', async () => {
    page = await reports.open(`${address}#?q=invoice-107`);
    await page.getByRole('button', { name: 'invoice-107' }).click();
    const text = (await page.locator('.details:not([hidden])').textContent()) ?? '';
    const row = REPORT.rows[107];
    const [approval] = row?.approvals ?? [];
    for (const fact of [
      row?.reason,
      row?.ticket,
      approval?.approvers[0]?.commit,
      `${approval?.codeOwners.path}:12: /access/aws-sandbox/*/ @acme/finance-leads`,
      approval?.pullRequest.url,
      approval?.pullRequest.merge,
      approval?.policy.digest,
      'Absence read back',
      '9 min after its end',
    ]) {
      expect(text).toContain(fact);
    }
    const link = page.getByRole('link', { name: 'https://github.com/acme/access/pull/108' });
    expect(await link.getAttribute('rel')).toBe('noreferrer noopener');
  });

  test('are folded away again, and stay unfolded through a search', async () => {
    page = await reports.open(`${address}#?q=invoice-107`);
    const button = page.getByRole('button', { name: 'invoice-107' });
    await button.click();
    await page.locator('#q').fill('invoice-10');
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await button.click();
    expect(await page.locator('.details:not([hidden])').count()).toBe(0);
  });
});

describe('the address', () => {
  test('holds what is seen, and shows it again', async () => {
    page = await reports.open(address);
    await page.locator('#person').selectOption('bob');
    await page.locator('#q').fill('invoice');
    await page.getByRole('columnheader', { name: 'Role' }).getByRole('button').click();
    await page.locator('#subject').selectOption('system:aws-sandbox');
    await page.waitForFunction(() => location.hash.includes('subject'));
    expect(fragmentOf()).toBe('#?q=invoice&person=bob&sort=role&subject=system:aws-sandbox');
    const seen = await readColumn(page, 'Grant');
    await page.reload();
    await page.waitForSelector('html.js');
    expect(await readColumn(page, 'Grant')).toEqual(seen);
    expect(await page.locator('#person').inputValue()).toBe('bob');
    expect(await page.locator('#subject').inputValue()).toBe('system:aws-sandbox');
  });

  test('a finding leads to its grant', async () => {
    page = await reports.open(address);
    await page.getByRole('link', { name: 'Show the grant' }).first().click();
    await page.waitForFunction(() => location.hash.startsWith('#?q='));
    expect(await readColumn(page, 'Evidence')).toEqual(['no record, 1 wrong']);
  });

  test('the links to the parts of the page leave what is seen in the address', async () => {
    page = await reports.open(`${address}#?person=bob`);
    await page.getByRole('link', { name: 'Timeline' }).click();
    expect(fragmentOf()).toBe('#?person=bob');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('timelines-title');
  });
});

describe('the timeline', () => {
  test.each([
    ['person:bob', 'Timeline of bob', /^aws-/],
    ['system:aws-sandbox', 'Timeline of aws-sandbox', /^(?:alice|bob|carol)$/],
  ])('of %s has a bar for each grant, and the same in words', async (subject, name, lanes) => {
    page = await reports.open(address);
    await page.locator('#subject').selectOption(subject);
    expect(await page.getByRole('img', { name }).isVisible()).toBe(true);
    const [kind, key] = subject.split(':');
    const rows = REPORT.rows.filter((row) => key === (kind === 'person' ? row.beneficiary : row.system));
    const drawn = rows.filter(({ window }) => window !== null).length;
    expect(await page.locator('.lane .bar').count()).toBe(drawn);
    for (const lane of await page.locator('.lane:not(.axis) p').allTextContents()) expect(lane).toMatch(lanes);
    await page.getByText('The timeline in words').click();
    expect(await page.locator('#timeline details li').count()).toBe(drawn);
  });

  test('goes with the filters until somebody is chosen', async () => {
    page = await reports.open(`${address}#?person=carol`);
    expect(await page.locator('#subject').inputValue()).toBe('person:carol');
  });
});

describe('times', () => {
  test('are UTC, and on demand those of the reader', async () => {
    page = await reports.open(`${address}#?state=pending`);
    expect((await readColumn(page, 'Start'))[0]).toBe('2026-11-22 13:00 UTC');
    await page.getByLabel('Show times in my time zone').check();
    expect((await readColumn(page, 'Start'))[0]).toBe('2026-11-22 14:00 +01:00');
    await page.locator('.unfold').first().click();
    expect(await page.locator('.details:not([hidden])').textContent()).toContain('2026-11-22 14:00:00 +01:00');
    await page.getByLabel('Show times in my time zone').uncheck();
    expect((await readColumn(page, 'Start'))[0]).toBe('2026-11-22 13:00 UTC');
  });

  test('the time left is told by the report, and beside it by the clock of the reader', async () => {
    page = await reports.open(address, {}, AT + 30 * 60_000);
    const cell = page.locator('[data-label="Time left"]').first();
    expect(await cell.textContent()).toMatch(
      /^\d h leftby your clock: \d h 29 min left|^1 h leftby your clock: 29 min left/,
    );
    await page.clock.fastForward(20 * 60 * 60_000);
    expect(await cell.textContent()).toMatch(/left.*by your clock: ended .* ago$/);
  });
});

describe('a report with nothing in it', () => {
  test('says that there is nothing, and that nothing was verified', async () => {
    const empty = await reports.write({ ...makeReport(0), evidence: null, findings: null });
    page = await reports.open(empty);
    const text = (await page.locator('main').textContent()) ?? '';
    expect(text).toContain('Nothing was verified');
    expect(text).toContain('No grant of this report is in force.');
    expect(text).toContain('There is no grant in this report.');
  });
});
