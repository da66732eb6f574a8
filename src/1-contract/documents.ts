// `spec check --documents DIR`: whether each phrase that is quoted still stands in the page it is quoted from, in a
// checkout of the documentation.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SuiteError } from '../core/errors.ts';
import { loadSources } from './load.ts';
import type { Source } from './model.ts';
import { plainText } from './plain-text.ts';

/**
 * - stands: the phrase is in its page; moved: it is in another one of the same folder; gone: it is in neither;
 * - page-gone: the page is not there, though others of its repository are;
 * - superseded: gone as expected, since the source is an older revision of a page;
 * - not-checked: the folder holds no page of that repository, or the document is not kept in one.
 */
export type QuoteState = 'stands' | 'moved' | 'gone' | 'page-gone' | 'superseded' | 'not-checked';

export interface QuoteCheck {
  /** `source-id#anchor`. */
  readonly source: string;
  readonly quote: string;
  readonly state: QuoteState;
  /** The page named, below the folder given. */
  readonly page?: string;
  /** Where a phrase that moved stands now. */
  readonly foundIn?: string;
}

/** The outcome of {@link checkDocuments}. */
export interface DocumentsReport {
  /** Every quote that could be looked for stands, or is superseded. */
  readonly current: boolean;
  readonly quotes: readonly QuoteCheck[];
}

/**
 * Looks for each quoted phrase in a checkout of a documentation repository, or in a folder that holds several of them
 * by their names. White space, Markdown and HTML do not count.
 * @throws SuiteError `SPEC_DOCUMENTS` where there is no such folder, or no page of any source in it
 */
export function checkDocuments(specDir: string, folder: string): DocumentsReport {
  return checkQuotes(loadSources(specDir), folder);
}

/** As {@link checkDocuments}, of sources that were loaded before. */
export function checkQuotes(sources: readonly Source[], folder: string): DocumentsReport {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new SuiteError(
      'SPEC_DOCUMENTS',
      `expected a folder with checkouts of the documentation, got ${folder}`,
      'Clone the repositories that spec/sources.json names, and give the folder that holds them.',
    );
  }
  const roots = rootsOf(sources, folder);
  if (roots.size === 0) {
    throw new SuiteError(
      'SPEC_DOCUMENTS',
      `no page of any source was found in ${folder}`,
      'Give a checkout of one of the repositories that spec/sources.json names, or a folder that holds some by their names.',
    );
  }
  const texts = new Map<string, string>();
  const textOf = (path: string): string => {
    let text = texts.get(path);
    if (text === undefined) texts.set(path, (text = plainText(readFileSync(join(folder, path), 'utf8'))));
    return text;
  };
  const quotes = sources.flatMap((source) =>
    Object.entries(source.anchors).flatMap(([anchor, { quote }]) =>
      quote === undefined ? [] : [checkQuote(source, anchor, quote, folder, roots, textOf)],
    ),
  );
  const fine: readonly QuoteState[] = ['stands', 'superseded', 'not-checked'];
  return { current: quotes.every(({ state }) => fine.includes(state)), quotes };
}

/** For each repository of which a page is there, the folder of its checkout below the one given. */
function rootsOf(sources: readonly Source[], folder: string): Map<string, string> {
  const roots = new Map<string, string>();
  for (const { repository, path } of sources) {
    if (repository === undefined || path === undefined || roots.has(repository)) continue;
    const candidates = ['.', basename(repository), repository];
    const root = candidates.find((one) => existsSync(join(folder, one, path)));
    if (root !== undefined) roots.set(repository, root);
  }
  return roots;
}

function checkQuote(
  source: Source,
  anchor: string,
  quote: string,
  folder: string,
  roots: ReadonlyMap<string, string>,
  textOf: (path: string) => string,
): QuoteCheck {
  const head = { source: `${source.id}#${anchor}`, quote };
  const root = source.repository === undefined ? undefined : roots.get(source.repository);
  if (root === undefined || source.path === undefined) return { ...head, state: 'not-checked' };
  const page = join(root, source.path).replaceAll('\\', '/');
  const wanted = plainText(quote);
  const there = existsSync(join(folder, page));
  if (there && textOf(page).includes(wanted)) return { ...head, state: 'stands', page };
  if (source.superseded === true) return { ...head, state: 'superseded', page };
  const foundIn = neighbours(folder, page).find((path) => path !== page && textOf(path).includes(wanted));
  if (foundIn !== undefined) return { ...head, state: 'moved', page, foundIn };
  return { ...head, state: there ? 'gone' : 'page-gone', page };
}

/** The pages in the folder of a page, sorted. */
function neighbours(folder: string, page: string): string[] {
  const parent = dirname(page);
  if (!existsSync(join(folder, parent))) return [];
  return readdirSync(join(folder, parent))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${parent}/${name}`);
}

const order: readonly QuoteState[] = ['gone', 'page-gone', 'moved', 'superseded', 'stands', 'not-checked'];

const words: Readonly<Record<QuoteState, string>> = {
  gone: 'no longer in the page, nor in those beside it',
  'page-gone': 'not found, since the page is gone',
  moved: 'moved to another page',
  superseded: "an older revision's words, which today's page has lost, as is known",
  stands: 'stand as quoted',
  'not-checked': 'not looked for: this folder has no page of that document',
};

/** A report in plain text, ended by a line break. */
export function formatDocumentsReport({ current, quotes }: DocumentsReport): string {
  const lines: string[] = [];
  for (const state of order) {
    const some = quotes.filter((one) => one.state === state);
    if (some.length === 0) continue;
    lines.push(`${some.length} ${words[state]}${state === 'stands' || state === 'not-checked' ? '' : ':'}`);
    if (state === 'stands' || state === 'not-checked') continue;
    for (const { source, quote, page, foundIn } of some) {
      lines.push(
        `  ${source}: "${quote}"`,
        `    ${page ?? ''}${foundIn === undefined ? '' : ` → ${foundIn}`}`,
      );
    }
  }
  lines.push(
    current
      ? 'Every quote that was looked for stands.'
      : 'Some quotes do not stand: look at the rules that cite them.',
  );
  return `${lines.join('\n')}\n`;
}
