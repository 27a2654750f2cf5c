import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { AuditReport } from '../../src/audit/report.js';
import { readPageAssets } from '../../src/cli/page-assets.js';
import { renderAuditPage } from '../../src/render/html/render-audit-page.js';

/** A browser that goes nowhere by itself. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 320, height: 640 };

/** Nothing of a page takes so long. */
const WAIT_MILLISECONDS = 10_000;

/** Reports as files, opened in one Chromium. */
export class Reports {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lapse-report-'));
  readonly #browser: Browser;
  /** What no page may do: ask the network, complain, break its policy or open a dialog. */
  readonly complaints: string[] = [];
  #count = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** @throws Error where `scripts/test-report.js` has named no browser. */
  static async start(): Promise<Reports> {
    const executablePath = process.env['CHROMIUM_PATH'];
    if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set: run `npm run test:report`');
    return new Reports(await chromium.launch({ executablePath, args: FLAGS, headless: true, timeout: 30_000 }));
  }

  async write(report: AuditReport): Promise<string> {
    this.#count += 1;
    const path = join(this.#folder, `${this.#count}.html`);
    writeFileSync(path, renderAuditPage(report, await readPageAssets()));
    return pathToFileURL(path).href;
  }

  /** @param now what the reader's clock says; the machine's where it is left out. */
  async open(address: string, options: BrowserContextOptions = {}, now?: number): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: DESKTOP, timezoneId: 'Europe/Berlin', ...options });
    context.setDefaultTimeout(WAIT_MILLISECONDS);
    // What the page keeps the browser busy with, from its first moment on: https://w3c.github.io/longtasks/
    await context.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { longTasks: tasks });
      const observer = new PerformanceObserver((list) => {
        tasks.push(...list.getEntries().map(({ duration }) => duration));
      });
      observer.observe({ type: 'longtask', buffered: true });
    });
    const page = await context.newPage();
    if (now !== undefined) await page.clock.install({ time: now });
    this.#watch(page, address.split('#')[0] ?? '');
    await page.goto(address);
    if (options.javaScriptEnabled !== false) await page.waitForSelector('html.js');
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #watch(page: Page, own: string): void {
    page.on('console', (message) => this.complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== own) this.complaints.push(`request: ${request.url()}`);
    });
  }
}

/** How many rows of grants are shown, without those of their details. */
export function countRows(page: Page): Promise<number> {
  return page.locator('#grants tbody tr:not(.details)').count();
}

/** The texts of one column, from the top. */
export function readColumn(page: Page, label: string): Promise<string[]> {
  return page.locator(`#grants tbody [data-label="${label}"]`).allTextContents();
}
