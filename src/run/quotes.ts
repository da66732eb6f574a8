// Quotes of the documents that clauses rest on, by `source-id#anchor`.
import type { Source } from '../contract/model.ts';
import type { Lookup, Quote } from '../report/input.ts';

export function quotesOf(sources: readonly Source[]): Lookup<Quote> {
  const quotes = new Map<string, Quote>();
  for (const source of sources) {
    for (const [anchor, { quote, location }] of Object.entries(source.anchors)) {
      quotes.set(`${source.id}#${anchor}`, {
        title: source.title,
        ...(quote === undefined ? {} : { quote }),
        where: location,
      });
    }
  }
  return quotes;
}
