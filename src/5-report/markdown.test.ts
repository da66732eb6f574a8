import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { buildFixture, hostileTexts } from './fixture.ts';
import { formatMarkdown } from './markdown.ts';
import { plainText } from '../core/plain-text.ts';

function kinds(node: Nodes, into = new Set<string>()): Set<string> {
  into.add(node.type);
  if ('children' in node) for (const child of node.children) kinds(child, into);
  return into;
}

function textIn(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textIn).join('') : '';
}

function parsed(markdown: string): Nodes {
  // Without the transform that looks for addresses in text whose escapes are gone already; GitHub respects escapes.
  const mdastExtensions = gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] }));
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions });
}

test('a run as Markdown', async () => {
  const input = buildFixture({ cases: 40, findings: 10 });
  await expect(formatMarkdown(input)).toMatchFileSnapshot('__golden__/summary.md.txt');
});

test('hostile text stays text: no markup, link or image but our own', () => {
  for (const driverName of Object.values(hostileTexts)) {
    const text = formatMarkdown(buildFixture({ cases: 40, findings: 20, driverName }));
    const tree = parsed(text);
    expect([...kinds(tree)].sort()).toEqual(
      [
        'heading',
        'inlineCode',
        'list',
        'listItem',
        'paragraph',
        'root',
        'strong',
        'table',
        'tableCell',
        'tableRow',
        'text',
      ].sort(),
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(textIn(tree).replace(/\s+/g, ' ')).toContain(
      plainText(driverName, 150).replace('…', '').replace(/\s+/g, ' ').trim(),
    );
  }
});

test('a thousand findings fit into a step summary', () => {
  const text = formatMarkdown(buildFixture({ cases: 1_000, findings: 1_000 }));
  expect(Buffer.byteLength(text)).toBeLessThan(1_048_576 / 8);
  expect(text).toContain('… and 950 more; see report.json');
});
