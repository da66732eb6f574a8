import { describe, expect, it } from 'vitest';
import { parseBaseline } from './read-baseline.ts';

const entry = `schema: kexcts-baseline/1
accepted:
  # A comment of the reviewers.
  - id: larger
    case:
      - aaaaaaaaaaaaaaaa # a title
      - bbbbbbbbbbbbbbbb
    driver: { name: acme, version: '>=1.2 <2' }
    observed:
      - clause: NCSKE-ERR-1
        verdict: fail
        call: NegotiateCryptoSessionKeyExchange
        got: { hr: [S_OK], key: [sent] }
    reason: accepted until the next branch
    owner: driver team
    expires: 2026-12-31
pinned:
  - clause: NCSKE-ST-2
    driver: { name: acme, version: '*' }
    observed:
      - { call: NegotiateCryptoSessionKeyExchange, at: {}, got: { hr: [S_OK] } }
`;

function read(text: string): ReturnType<typeof parseBaseline> {
  return parseBaseline('known.yaml', Buffer.from(text));
}

describe('parseBaseline', () => {
  it('reads entries with the lines of their parts', () => {
    const { accepted, pinned } = read(entry).baseline;
    expect(accepted).toHaveLength(1);
    expect(accepted[0]).toMatchObject({
      id: 'larger',
      cases: [
        { id: 'aaaaaaaaaaaaaaaa', lines: { first: 6, last: 6 } },
        { id: 'bbbbbbbbbbbbbbbb', lines: { first: 7, last: 7 } },
      ],
      expires: '2026-12-31',
      lines: { first: 4, last: 16 },
      observed: [{ clause: 'NCSKE-ERR-1', lines: { first: 10, last: 13 } }],
    });
    expect(accepted[0]?.driver.includes('1.9')).toBe(true);
    expect(pinned).toMatchObject([{ clause: 'NCSKE-ST-2', lines: { first: 18, last: 21 } }]);
  });

  it('takes a file without entries', () => {
    expect(read('schema: kexcts-baseline/1\naccepted:\n').baseline).toMatchObject({
      accepted: [],
      pinned: [],
    });
  });

  it.each([
    ['an unknown member', entry.replace('    owner:', '    colour:'), 'BASELINE_SCHEMA', ':4:'],
    ['a missing reason', entry.replace(/ {4}reason.*\n/, ''), 'BASELINE_SCHEMA', "'reason'"],
    [
      'a verdict that cannot be accepted',
      entry.replace('verdict: fail', 'verdict: error'),
      'BASELINE_SCHEMA',
      ':11:',
    ],
    ['a date that is none', entry.replace('2026-12-31', '2026-13-31'), 'BASELINE_SCHEMA', ':16:'],
    ['a version that is a number', entry.replace("'>=1.2 <2'", '1.10'), 'BASELINE_SCHEMA', 'quotes'],
    [
      'neither case nor clause',
      entry.replace(/ {4}case:\n.*\n.*\n/, ''),
      'BASELINE_SCHEMA',
      '"case" or "clause"',
    ],
    [
      'both',
      entry.replace(
        "    driver: { name: acme, version: '>=",
        "    clause: X\n    driver: { name: acme, version: '>=",
      ),
      'BASELINE_SCHEMA',
      ':4:',
    ],
    ['broken YAML', `${entry}  - [`, 'BASELINE_YAML', 'known.yaml:'],
    ['a mapping twice', `${entry}schema: kexcts-baseline/1\n`, 'BASELINE_YAML', ':22:'],
    ['another file', '{"schema":"kexcts-report/1"}', 'BASELINE_SCHEMA', 'kexcts-baseline/1'],
    ['nothing', '', 'BASELINE_SCHEMA', 'object'],
    ['a range that is none', entry.replace('>=1.2 <2', '^1'), 'VERSION_RANGE', '^1'],
    [
      'the same id twice',
      `${entry.split('pinned:')[0] ?? ''}${/ {2}- id:[^]*expires.*\n/.exec(entry)?.[0] ?? ''}`,
      'BASELINE_ENTRY',
      ':17:',
    ],
  ])('refuses %s', (_what, text, code, part) => {
    expect(text).not.toBe(entry);
    let thrown: unknown;
    try {
      read(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code, status: 2, message: expect.stringContaining(part) });
  });

  it('does not follow a bomb of aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let depth = 1; depth < 9; depth += 1) {
      lines.push(`a${depth}: &a${depth} [${Array.from({ length: 10 }, () => `*a${depth - 1}`).join(', ')}]`);
    }
    expect(() => read(lines.join('\n'))).toThrow(expect.objectContaining({ code: 'BASELINE_YAML' }));
  });
});
