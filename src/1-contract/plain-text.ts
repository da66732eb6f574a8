// The words of a documentation page, without Markdown, HTML and layout: for finding a quoted phrase again.

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Text with its markup removed, quotation marks and dashes made alike, and each run of white space one blank. */
export function plainText(text: string): string {
  return text
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/<\/?[a-zA-Z][^>]*>/g, '')
    .replace(/!?\[((?:[^\][]|\\[\][])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/\[((?:[^\][]|\\[\][])*)\]\[[^\][]*\]/g, '$1')
    .replace(
      /&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([a-zA-Z]+));/g,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      },
    )
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~])/g, '$1')
    .replace(/\*+|`+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])/g, '')
    .replace(/^\s*(?:>|#+|[-+]\s|[0-9]+\.\s)+/gm, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐‑‒–—]/g, '-')
    .replace(/\|/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
