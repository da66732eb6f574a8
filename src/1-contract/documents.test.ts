import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import { checkDocuments, checkQuotes, formatDocumentsReport, type QuoteState } from './documents.ts';
import { loadSources } from './load.ts';
import type { Source } from './model.ts';

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kexcts-documents-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function source(quote: string, more: Partial<Source> = {}): Source {
  return {
    id: 'page',
    title: 'A page',
    repository: 'owner/docs',
    path: 'content/key.md',
    licence: 'CC-BY-4.0',
    anchors: { buffer: { location: 'remarks', quote }, whole: { location: 'whole page' } },
    ...more,
  };
}

const page = `---
title: Key
---
## -remarks

For these, the <i>key buffer</i> must **contain
512 bytes** of [data](data.md).
`;

function stateOf(sources: readonly Source[], folder: string): QuoteState | undefined {
  return checkQuotes(sources, folder).quotes[0]?.state;
}

describe('checkQuotes', () => {
  const said = 'the key buffer must contain 512 bytes of data';

  it.each(['content/key.md', 'docs/content/key.md', 'owner/docs/content/key.md'])(
    'finds a phrase through markup and line breaks, in %s',
    (place) => {
      const report = checkQuotes([source(said)], folderWith({ [place]: page }));
      expect(report.current).toBe(true);
      expect(report.quotes).toEqual([{ source: 'page#buffer', quote: said, state: 'stands', page: place }]);
      expect(formatDocumentsReport(report)).toBe(
        '1 stand as quoted\nEvery quote that was looked for stands.\n',
      );
    },
  );

  it('misses a phrase that says something else', () => {
    const report = checkQuotes(
      [source('the key buffer must contain 256 bytes of data')],
      folderWith({ 'content/key.md': page }),
    );
    expect(report.current).toBe(false);
    expect(report.quotes[0]?.state).toBe('gone');
    expect(formatDocumentsReport(report)).toContain(
      '1 no longer in the page, nor in those beside it:\n  page#buffer: "the key',
    );
  });

  it('finds a phrase that moved to a page beside it', () => {
    const folder = folderWith({
      'content/key.md': 'Nothing.',
      'content/buffer.md': page,
      'content/zzz.md': page,
    });
    const report = checkQuotes([source(said)], folder);
    expect(report.quotes[0]).toMatchObject({
      state: 'moved',
      page: 'content/key.md',
      foundIn: 'content/buffer.md',
    });
    expect(report.current).toBe(false);
    expect(formatDocumentsReport(report)).toContain('content/key.md → content/buffer.md');
  });

  it('distinguishes a missing page from a missing repository', () => {
    const other = source('x', { id: 'other', path: 'content/other.md', anchors: {} });
    expect(stateOf([source(said), other], folderWith({ 'content/other.md': 'x' }))).toBe('page-gone');
    const elsewhere = source('x', { id: 'elsewhere', repository: 'owner/else', path: 'else.md' });
    const report = checkQuotes([source(said), elsewhere], folderWith({ 'content/key.md': page }));
    expect(report.quotes.map(({ state }) => state)).toEqual(['stands', 'not-checked']);
    expect(report.current).toBe(true);
  });

  it('knows that an older revision may have said more', () => {
    const old = source('L is always the empty string.', { superseded: true });
    expect(stateOf([old], folderWith({ 'content/key.md': page }))).toBe('superseded');
    expect(stateOf([old], folderWith({ 'content/key.md': 'L is  always the *empty* string.' }))).toBe(
      'stands',
    );
  });
});

describe('checkDocuments', () => {
  it('looks for every quote of the sources', () => {
    const sources = loadSources(join(packageRoot, 'spec'));
    const quoted = sources
      .flatMap(({ anchors }) => Object.values(anchors))
      .filter(({ quote }) => quote !== undefined);
    const own = sources.find(({ id }) => id === 'ddi-negotiate');
    const words = Object.values(own?.anchors ?? {}).map(({ quote }) => quote ?? '');
    const report = checkDocuments(
      join(packageRoot, 'spec'),
      folderWith({ [own?.path ?? '']: words.join('\n\n') }),
    );
    expect(report.quotes).toHaveLength(quoted.length);
    for (const { source: from, state } of report.quotes)
      if (from.startsWith('ddi-negotiate#')) expect(state).toBe('stands');
    expect(report.current).toBe(false);
  });

  it.each([
    ['no folder', (folder: string) => join(folder, 'nowhere')],
    ['a folder without pages', (folder: string) => folder],
  ])('asks for documents where there is %s', (_, place) => {
    const folder = folderWith({ 'README.md': 'Nothing.' });
    let thrown: unknown;
    try {
      checkDocuments(join(packageRoot, 'spec'), place(folder));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SuiteError);
    expect(thrown).toMatchObject({ code: 'SPEC_DOCUMENTS', status: 2 });
  });
});
