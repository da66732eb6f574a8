import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { addRule, copyOfSpec } from './broken-spec.test-support.ts';
import { clausesMarkdown } from './doc-markdown.ts';
import { loadSpec, type Spec } from './load.ts';

const spec = loadSpec(join(packageRoot, 'spec'));
const clauses = [...spec.contract.rules, ...spec.contract.relations];

function hostile(): Spec {
  const folder = copyOfSpec();
  addRule(folder, 'errors.json', {
    id: 'NCSKE-ERR-99',
    call: ['NegotiateCryptoSessionKeyExchange'],
    when: {},
    kind: 'constraint',
    allow: { hr: ['S_OK'] },
    level: 'MUST',
    basis: 'stated',
    party: 'driver',
    needs: [],
    source: ['ddi-negotiate#purpose'],
    statement: 'A | B, <script>alert(1)</script> & *stars* [link](x) `code` "quoted".',
  });
  return loadSpec(folder);
}

describe('clausesMarkdown', () => {
  const text = clausesMarkdown(spec, { cases: () => 7, faults: (id) => [`breaks-${id}`] });

  it('has a row for each clause, and only rows of equal length', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| <a id='));
    expect(rows.map((row) => / <\/a>|<\/a>([A-Z0-9-]+) /.exec(row)?.[1]).sort()).toEqual(
      clauses.map(({ id }) => id).sort(),
    );
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(9);
  });

  it('shows statement, quote, source, variables, cases and faults', () => {
    const row = text.split('\n').find((line) => line.includes('</a>NCSKE-ERR-1 ')) ?? '';
    expect(row).toContain('| MUST | derived | A DataSize other than 256 is refused');
    expect(row).toContain('“the key buffer must contain 256 bytes of data and must be encrypted”');
    expect(row).toContain('[NegotiateCryptoSessionKeyExchange (Direct3D 11.1)][ddi-negotiate]');
    expect(row).toContain('size: any but 256 bytes<br>→ hr: any failure code');
    expect(row).toContain('| 7 | breaks-NCSKE-ERR-1 |');
    expect(text).toContain('\n[ddi-negotiate]: https://github.com/MicrosoftDocs/');
  });

  it('has no count for what no case can decide', () => {
    const row = text.split('\n').find((line) => line.includes('</a>NCSKE-CERT-4 ')) ?? '';
    expect(row).toContain('| – | – |');
    expect(row).toContain('Not tested: the roots');
  });

  it('leaves columns out that nothing is known of', () => {
    expect(clausesMarkdown(spec)).toContain('| Variables |\n');
  });

  it('is the same each time', () => {
    expect(clausesMarkdown(spec, { cases: () => 7, faults: (id) => [`breaks-${id}`] })).toBe(text);
  });

  it('disarms what a statement may hold', () => {
    const row =
      clausesMarkdown(hostile())
        .split('\n')
        .find((line) => line.includes('ERR-99')) ?? '';
    expect(row).not.toContain('<script>');
    expect(row).toContain(
      'A \\| B, &lt;script&gt;alert(1)&lt;/script&gt; &amp; \\*stars\\* \\[link\\](x) \\`code\\`',
    );
  });
});
