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

const input = compared(buildFixture({ cases: 40, findings: 2 }), buildFixture({ cases: 40, findings: 6 }));
const page = buildPageData(input);

test('the page holds its data, and nothing but it', () => {
  expect(dataOf(textOf(formatHtml, input))).toEqual(page);
});

test('the headline, with its reasons and what the run was', () => {
  expect(page.overall).toEqual({
    verdict: 'does-not-conform',
    line: 'does not conform',
    why: [
      '1 case crashed the driver: NCSKE-ERR-3',
      '4 cases broke a MUST: NCSKE-OK-1, NCSKE-OK-4',
      '1 case broke a SHOULD (counts only under --strict): NCSKE-ST-1',
    ],
  });
  const facts = new Map(page.facts.map(([name, value]) => [name, value]));
  expect(facts.get('driver')).toBe('Example display driver 31.0.101.5590');
  expect(facts.get('complete')).toBe('yes');
  expect(facts.get('started')).toBe('2026-03-04 05:06:07 UTC');
  expect(facts.get('took')).toBe('4.3 s');
  expect(facts.get('contract')).toBe(input.report.suite.contract);
  expect(page.survey).toContainEqual(['container', 'pkcs7']);
  expect(page.environment.map(([name]) => name)).toEqual(['node', 'platform', 'arch', 'openssl']);
  expect(page.keyOracle).toHaveLength(1);
  expect(page.blindTo).toEqual(['S_OK with the key of the first call']);
});

test('every verdict is counted, every case listed, by numbers into the names', () => {
  expect(page.counts.reduce((sum, [, count]) => sum + count, 0)).toBe(40);
  expect(page.counts).toContainEqual(['crash', 1]);
  expect(page.counts).toContainEqual(['timeout', 0]);
  expect(page.cases.rows).toHaveLength(40);
  const [id, title, verdict, property, kind, clauses, reason] = page.cases.rows[1]!;
  expect([id, title]).toEqual(['kcq6lb46hr44zrlz', 'DataSize 1, the block cut to it']);
  expect(page.cases.verdicts[verdict]).toBe('pass');
  expect(page.cases.properties[property]).toBe('size');
  expect(page.cases.kinds[kind]).toBe('boundary');
  expect(clauses.map((one) => page.cases.clauses[one])).toEqual(['NCSKE-ERR-1', 'NCSKE-ERR-2']);
  expect(reason).toBe(-1);
});

test('clauses have their group, verdict, words and quotes', () => {
  expect(page.clauses.map(({ id, group, verdict }) => `${id} ${group}: ${verdict}`)).toEqual([
    'NCSKE-OK-1 Success: fail',
    'NCSKE-OK-2 Success: pass',
    'NCSKE-OK-4 Success: fail',
    'NCSKE-ERR-1 Errors: pass',
    'NCSKE-ERR-2 Errors: pass',
    'NCSKE-ERR-3 Errors: crash',
    'NCSKE-ERR-5 Errors: pass',
    'NCSKE-ERR-9 Errors: observed',
    'NCSKE-ERR-14 Errors: pass',
    'NCSKE-ST-1 State of the session: warn',
    'NCSKE-OPM-5 Output protection (OPM): unsupported',
  ]);
  expect(page.clauses[0]).toMatchObject({ level: 'MUST', cases: 10, at: 'spec/contract/negotiate.json:12' });
  expect(page.clauses[0]?.quotes[0]).toMatchObject({
    where: 'Remarks',
    quote: 'must contain 256 bytes of data',
  });
  expect(page.clauses.at(-1)?.reason).toBe('the adapter does not declare the capability opm');
  expect(page.undecided).toMatchObject([{ verdict: 'unsupported', cases: 6, clauses: ['NCSKE-OPM-5'] }]);
});

test('findings come worst first, with four parts, steps and the block field by field', () => {
  expect(page.findings.map(({ verdict }) => verdict)).toEqual([
    'crash',
    'fail',
    'fail',
    'fail',
    'fail',
    'warn',
  ]);
  const [crash] = page.findings;
  expect(crash?.parts.expected).toMatch(/^a failure code\nNCSKE-ERR-3 \(MUST, derived\): /);
  expect(crash?.parts.got).toBe('the driver crashed (signal SIGSEGV): refused');
  expect(crash?.parts.repeat).toMatch(/^npx kexcts replay pboquc42v23777dg --adapter /);
  expect(crash?.steps.map(({ decides }) => decides)).toEqual([false, true]);
  expect(crash?.stderr).toEqual(['fault at 0x0']);
  expect(crash?.point).toContainEqual(['size', 'equal']);
  const fields = crash?.block?.rows.flatMap((row) => row.fields) ?? [];
  expect(fields.slice(0, 5).map(({ name, bytes }) => [name, bytes])).toEqual([
    ['Y', 1],
    ['maskedSeed', 64],
    ['maskedDB', 191],
    ['seed', 64],
    ['lHash', 64],
  ]);
  expect(fields[4]).toMatchObject({ wrong: [[63, 64]], defect: 'byte 63 of lHash is be, and should be 3e' });
});

test('a comparison says what is worse, by clauses and by cases', () => {
  expect(page.comparison?.counts).toBe(
    '4 worse, 1 better, 0 different, 0 newly covered, 0 not repeated, 35 the same',
  );
  const [[title, clauses] = ['', []]] = page.comparison?.clauses ?? [];
  expect([title, ...clauses]).toEqual([
    'worse',
    ['NCSKE-ERR-3', 'pass', 'crash'],
    ['NCSKE-ST-1', 'pass', 'warn'],
  ]);
  const [worse] = page.comparison?.cases ?? [];
  expect(worse?.[1]).toHaveLength(4);
  expect(worse?.[1]?.[0]).toMatchObject({
    case: 'ezqytckldvj6bp4t',
    before: 'pass; hr E_FAIL (0x80004005), key other',
    after: 'fail; hr S_OK (0x00000000), key other',
  });
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
