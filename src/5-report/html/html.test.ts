import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compared } from '../compared.test-support.ts';
import { buildFixture, hostileTexts } from '../fixture.ts';
import type { PageData } from './page-data.ts';
import { textOf } from '../read-back.test-support.ts';
import { buildPageData } from './build-page-data.ts';
import { formatHtml } from './html.ts';

/** The contents of elements by name, in order; good enough for a page whose data has no `<`. */
function contents(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`<${name}[^>]*>([\\s\\S]*?)</${name}>`, 'g'))].map(
    (match) => match[1] ?? '',
  );
}

function dataOf(html: string): PageData {
  return JSON.parse(contents(html, 'script')[0] ?? '') as PageData;
}

test('the data of the page', async () => {
  const input = compared(buildFixture({ cases: 40, findings: 2 }), buildFixture({ cases: 40, findings: 6 }));
  const data = buildPageData(input);
  await expect(`${JSON.stringify(data, undefined, 1)}\n`).toMatchFileSnapshot(
    '__golden__/page-data.json.txt',
  );
  expect(dataOf(textOf(formatHtml, input))).toEqual(data);
});

test('the policy lets our own script and style run, and nothing else', () => {
  const html = textOf(formatHtml, buildFixture({ cases: 40, findings: 6 }));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src ${hash(contents(html, 'script')[1] ?? '')};`);
  expect(policy).toContain(`style-src ${hash(contents(html, 'style')[0] ?? '')};`);
  expect(policy).not.toContain('unsafe');
  expect(html).not.toMatch(/<(link|img|iframe|object|embed)\b|\bsrc=|@import|url\(/);
});

test('whatever the driver says, the page has the same elements', () => {
  const elements = (html: string): string[] =>
    [...html.matchAll(/<\/?[a-z!][^>]*>/g)].map((match) => match[0].split(' ')[0] ?? '');
  const usual = elements(textOf(formatHtml, buildFixture({ cases: 40, findings: 20 })));
  for (const driverName of Object.values(hostileTexts)) {
    const html = textOf(formatHtml, buildFixture({ cases: 40, findings: 20, driverName }));
    expect(elements(html)).toEqual(usual);
    expect(html).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});

test('a profile that is named as markup stays a name', () => {
  const input = buildFixture({ cases: 10, findings: 0 });
  const html = textOf(formatHtml, { ...input, report: { ...input.report, profile: '</title><script>' } });
  expect(contents(html, 'title')[0]).toBe('kexcts: conforms with profile &lt;/title&gt;&lt;script&gt;');
});

test('only addresses of the web become links', () => {
  const input = buildFixture({ cases: 40, findings: 0 });
  const quotes = new Map([['ddi-negotiate#must-contain-256', { title: 'page', url: 'javascript:alert(1)' }]]);
  const data = buildPageData({ ...input, quotes });
  expect(data.clauses.flatMap((clause) => clause.quotes.map((quote) => quote.url))).not.toContain(
    'javascript:alert(1)',
  );
});

test('a finding has its steps, its block and what the driver printed', () => {
  const data = buildPageData(buildFixture({ cases: 400, findings: 40, driverName: 'last words' }));
  const crash = data.findings.find((finding) => finding.verdict === 'crash');
  expect(crash?.stderr).toEqual(['last words']);
  expect(crash?.steps.at(-1)).toMatchObject({ decides: true, got: 'crash: signal SIGSEGV' });
  const defect = data.findings.find((finding) => finding.property === 'encoding');
  const marked = defect?.block?.rows
    .flatMap((row) => row.fields)
    .filter((field) => field.defect !== undefined);
  expect(marked).toHaveLength(1);
  const sequence = data.findings.find((finding) => finding.property === 'sequences');
  expect(sequence?.steps.map((step) => step.got)).toContain('S_OK (0x00000000)');
  expect(sequence?.steps).toHaveLength(3);
});

test('coverage counts the judged steps, and names values never met', () => {
  const [call] = buildPageData(buildFixture({ cases: 400, findings: 0 })).coverage;
  expect(call?.call).toBe('NegotiateCryptoSessionKeyExchange');
  const size = call?.variables.find((variable) => variable.name === 'size');
  expect(size?.values.map(([value]) => value)).toEqual(['equal', 'below', 'above']);
  expect(size?.values.reduce((sum, [, steps]) => sum + steps, 0)).toBe(call?.steps);
  expect(size?.values.at(-1)).toEqual(['above', 0]);
});

test('findings beyond those that can be drawn are counted', () => {
  const data = buildPageData(buildFixture({ cases: 2_500, findings: 2_500 }));
  expect(data.findings).toHaveLength(2_000);
  expect(data.findingsLeftOut).toBe(500);
});
