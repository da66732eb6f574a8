// Places in documents, as clauses name them, from spec/sources.json.
import type { Source } from '../1-contract/model.ts';
import type { Quote } from './input.ts';

/** Quotes by `source-id#anchor`, with an address where the source has one. */
export function quotesFrom(sources: readonly Source[]): ReadonlyMap<string, Quote> {
  const quotes = new Map<string, Quote>();
  for (const source of sources) {
    const url = addressOf(source);
    for (const [anchor, place] of Object.entries(source.anchors)) {
      quotes.set(`${source.id}#${anchor}`, {
        title: source.title,
        where: place.location,
        ...(place.quote === undefined ? {} : { quote: place.quote }),
        ...(url === undefined ? {} : { url }),
      });
    }
  }
  return quotes;
}

/** The page as it was read: at its commit, where it lies in a repository. */
function addressOf({ url, repository, snapshot, path }: Source): string | undefined {
  if (url !== undefined) return url;
  if (repository === undefined || snapshot === undefined || path === undefined) return undefined;
  return `https://github.com/${repository}/blob/${snapshot}/${path}`;
}
