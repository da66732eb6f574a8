// The HTML report in headless Chromium, from disk. Where there is no Chromium it says what it left out.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compared } from '../compared.test-support.ts';
import { buildFixture, hostileTexts } from '../fixture.ts';
import type { ReportInput } from '../input.ts';
import { plainText } from '../../core/plain-text.ts';
import { textOf } from '../read-back.test-support.ts';
import { formatHtml } from './html.ts';

const executablePath = '/usr/bin/chromium';
const present = existsSync(executablePath);
if (!present) {
  const missed = 'left out: the HTML report in a browser (keyboard, phone width, dark mode, axe, speed)';
  console.warn(`${missed}; ${executablePath} is not there`);
  // In CI nothing may be left out.
  if (process.env['CI'] === 'true') throw new Error(`${missed}: install chromium`);
}

const phone = { width: 390, height: 844 };
const desktop = { width: 1_280, height: 900 };

describe.skipIf(!present)('in Chromium', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kexcts-html-'));
    browser = await chromium.launch({
      executablePath,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let files = 0;
  /** Everything that a page complained of, or asked of a network. */
  let complaints: string[] = [];
  afterEach(() => {
    const found = complaints;
    complaints = [];
    expect(found).toEqual([]);
  });

  /** Opens a report from disk. */
  async function open(input: ReportInput, options: BrowserContextOptions = {}, hash = ''): Promise<Page> {
    const path = join(folder, `report-${(files += 1)}.html`);
    writeFileSync(path, textOf(formatHtml, input));
    const page = await browser.newPage({ viewport: desktop, ...options });
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`asks for ${request.url()}`);
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
      complaints.push(`a script of the driver ran: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(path).href + hash);
    return page;
  }

  const run = buildFixture({ cases: 600, findings: 120 });
  const few = { cases: 120, findings: 30 };
  const earlier = buildFixture({ cases: 120, findings: 5 });

  /** Violations by axe-core, each with the elements it is about. */
  async function violations(page: Page): Promise<string[]> {
    // Evaluated from outside the page, so its policy need not let it in.
    const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.evaluate(readFileSync(source, 'utf8'));
    const results = await page.evaluate<AxeResults>('axe.run()');
    return results.violations.map(
      (violation) =>
        `${violation.id}: ${violation.nodes
          .map((node) => node.target.join(' '))
          .slice(0, 3)
          .join(', ')}`,
    );
  }

  test.each([
    ['desktop', { viewport: desktop }],
    ['phone', { viewport: phone }],
    ['dark', { viewport: desktop, colorScheme: 'dark' as const }],
    ['dark phone', { viewport: phone, colorScheme: 'dark' as const }],
  ])('no violation by axe-core: %s', async (_, options) => {
    const page = await open(compared(earlier, buildFixture(few)), options);
    expect(await violations(page)).toEqual([]);
    for (const index of [0, 1, 2, 3, 4])
      await page.locator('#findings details.card > summary').nth(index).click();
    for (const index of [0, 3]) await page.locator('#clauses details.card > summary').nth(index).click();
    await page.locator('.chip').nth(1).click();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test.each([
    ['phone', phone],
    ['narrow phone', { width: 320, height: 640 }],
    ['desktop', desktop],
  ])('nothing is wider than the page: %s', async (_, viewport) => {
    const long = buildFixture({ ...few, driverName: hostileTexts.long });
    const page = await open(compared(earlier, long), { viewport });
    for (const index of [0, 1, 2, 3, 4])
      await page.locator('#findings details.card > summary').nth(index).click();
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(viewport.width);
    await page.close();
  });

  test('by keyboard alone: skip, search, filter, open, more', async () => {
    const page = await open(run);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the findings');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.keyboard.type('crash');
    const cards = page.locator('#findings details.card');
    await expect.poll(() => cards.count()).toBe(run.report.summary.crash);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await expect.poll(() => cards.count()).toBe(50);

    await page.locator('.chip', { hasText: 'warn' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(() => cards.count()).toBe(run.report.summary.warn);
    expect(await page.locator('.status').textContent()).toContain(`${run.report.summary.warn} findings`);
    await page.locator('button', { hasText: 'Clear' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => cards.count()).toBe(50);

    await cards.first().locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await cards.first().getAttribute('open')).toBe('');
    const id = await cards.first().getAttribute('id');
    const first = run.report.findings.find((finding) => `finding-${finding.case}` === id);
    expect(first?.verdict).toBe('error');
    // A card is filled when the browser says that it was opened, which is a moment later.
    await expect.poll(() => cards.first().textContent()).toContain(first?.text?.repeat ?? 'no repeat');

    await page.locator('#findings .more').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => cards.count()).toBe(100);
    expect(await page.evaluate('document.activeElement.closest("details").id')).toBe(
      await cards.nth(50).getAttribute('id'),
    );
    await page.close();
  });

  test('an address opens a finding, also one that is not drawn yet', async () => {
    const last = run.report.findings.filter((finding) => finding.verdict === 'warn').at(-1);
    const page = await open(run, {}, `#finding-${last?.case}`);
    const card = page.locator(`#finding-${last?.case}`);
    expect(await card.getAttribute('open')).toBe('');
    await page.evaluate('location.hash = "#clause-NCSKE-ERR-3"');
    await expect.poll(() => page.locator('#clause-NCSKE-ERR-3').getAttribute('open')).toBe('');
    await page.close();
  });

  test('the block is drawn with its defect marked', async () => {
    const page = await open(run);
    await page.locator('#search').fill('PS wrong');
    const card = page.locator('#findings details.card').first();
    await card.locator('summary').first().click();
    await expect.poll(() => card.locator('.fields .wrong .name').allTextContents()).toEqual(['✗ PS']);
    expect(await card.locator('.fields .wrong mark').allTextContents()).toEqual(['ff']);
    expect(await card.locator('.defects').textContent()).toContain('is ff, and should be 00');
    await page.close();
  });

  /** Names of all elements in order, with three findings open; lines of text may be more or fewer. */
  async function elements(page: Page): Promise<string> {
    const cards = page.locator('#findings details.card');
    for (const index of [8, 9, 10]) {
      await cards.nth(index).locator('> summary').click();
      await cards.nth(index).locator('> :not(summary)').first().waitFor();
    }
    return page.evaluate<string>(
      "[...document.querySelectorAll('body *')].map((one) => one.tagName).filter((name) => name !== 'P').join()",
    );
  }

  test('whatever the driver calls itself, the page has the same elements', async () => {
    const usual = await open(buildFixture({ ...few, driverName: 'usual' }));
    const expected = await elements(usual);
    await usual.close();
    for (const driverName of Object.values(hostileTexts)) {
      const page = await open(buildFixture({ ...few, driverName }));
      expect(await elements(page)).toBe(expected);
      expect(await page.locator('.overview').textContent()).toContain(
        plainText(driverName, 150).replace('…', ''),
      );
      await page.close();
    }
  });

  test('the policy holds: markup and scripts put into the page do nothing', async () => {
    const page = await open(buildFixture(few));
    const tried = `(() => {
      const done = [];
      try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>'); done.push('markup'); } catch {}
      const script = document.createElement('script');
      try { script.textContent = 'document.title = "owned"'; document.body.append(script); } catch {}
      return [...done, document.title];
    })()`;
    expect(await page.evaluate(tried)).toEqual(['kexcts: incomplete']);
    expect(complaints.join('\n')).toContain('Trusted');
    complaints = [];
    await page.close();
  });

  test('5,000 cases and 300 findings: open, search and filter without waiting', async () => {
    const page = await open(buildFixture({ cases: 5_000, findings: 300 }));
    const opened = await page.evaluate<number>(
      'performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd',
    );
    expect(opened).toBeLessThan(1_000);
    const search = `new Promise((done) => {
      const started = performance.now();
      const input = document.getElementById('search');
      input.value = 'lhash';
      input.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
    })`;
    expect(await page.evaluate<number>(search)).toBeLessThan(500);
    await page.close();
  });

  test('50,000 verdicts open in under two seconds', async () => {
    const input = buildFixture({ cases: 50_000, findings: 300 });
    const path = join(folder, 'large.html');
    writeFileSync(path, textOf(formatHtml, input));
    const page = await browser.newPage({ viewport: desktop });
    const started = performance.now();
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('html[data-ready]');
    expect(performance.now() - started).toBeLessThan(2_000);
    await page.close();
  });
});
