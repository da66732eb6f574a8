import { beforeAll, describe, expect, it } from 'vitest';
import { emulatorWith, fault, runOn, type Ran } from '../../suite/gate.test-support.ts';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import { parseBaseline } from './read-baseline.ts';
import { emptyBaseline, updateBaseline, type NewEntries } from './update-baseline.ts';
import { textOf } from './yaml-nodes.ts';

const entries: NewEntries = {
  by: 'case',
  version: '>=0.1',
  reason: 'known',
  owner: 'driver team',
  expires: '2026-12-31',
  link: 'https://tracker.example/17',
};

let ran: Ran;

beforeAll(async () => {
  ran = await runOn(emulatorWith(await fault('size-one-above'), await fault('y-ignored')));
});

function update(text: string, verdicts: readonly CaseVerdict[] = ran.result.verdicts) {
  const file = parseBaseline('known.yaml', Buffer.from(text));
  const changes = updateBaseline(file, '2026-06-01', ran.context, verdicts, () => entries);
  return { changes, text: textOf(file) };
}

describe('updateBaseline', () => {
  it('writes an entry for each way of being wrong, with the titles of its cases', () => {
    const { changes, text } = update(emptyBaseline);
    expect(changes.removed).toEqual([]);
    expect(changes.added.length).toBeGreaterThan(1);
    const { accepted } = parseBaseline('known.yaml', Buffer.from(text)).baseline;
    expect(accepted.map(({ id }) => id)).toEqual(changes.added.map(({ id }) => id));
    expect(accepted[0]).toMatchObject({
      reason: 'known',
      owner: 'driver team',
      expires: '2026-12-31',
      link: 'https://tracker.example/17',
      driver: { name: ran.context.driver.name, version: '>=0.1' },
    });
    for (const one of ran.result.verdicts.filter(({ verdict }) => verdict === 'fail')) {
      expect(text).toContain(`- ${one.case} # ${one.title}\n`);
    }
  });

  it('keeps comments, order and the manner of writing of what stays', () => {
    const first = update(emptyBaseline).text;
    const lines = first.split('\n');
    const at = lines.findIndex((line) => line.startsWith('  - id:'));
    lines.splice(at, 0, '  # Seen first on a Tuesday.', '');
    lines.splice(at + 3, 0, '    # Two reviewers.');
    const commented = lines.join('\n');
    const { changes, text } = update(commented);
    expect(changes).toEqual({ added: [], removed: [], expired: [], pinned: 0 });
    expect(text).toBe(commented);
  });

  it('removes one case of several, and its line alone', () => {
    const before = update(emptyBaseline).text;
    const { accepted } = parseBaseline('known.yaml', Buffer.from(before)).baseline;
    const several = accepted.find((entry) => (entry.cases?.length ?? 0) > 1);
    const fixed = several?.cases?.[0]?.id ?? '';
    expect(fixed).toMatch(/^[a-z2-7]{16}$/);
    const verdicts = ran.result.verdicts.map((one): CaseVerdict =>
      one.case === fixed ? { ...one, verdict: 'pass', clauses: [] } : one,
    );
    const { changes, text } = update(before, verdicts);
    expect(changes.removed).toMatchObject([{ entry: several?.id, why: 'fixed' }]);
    expect(text).toBe(before.replace(new RegExp(` *- ${fixed} #.*\n`), ''));
  });

  it('leaves expired entries to people', () => {
    const before = update(emptyBaseline).text.replaceAll('2026-12-31', '2026-01-31');
    const { changes, text } = update(before);
    expect(changes.expired.length).toBeGreaterThan(0);
    expect(changes.added).toEqual([]);
    expect(text).toBe(before);
  });

  it('takes the id of a clause once', () => {
    const { text } = update(emptyBaseline);
    const ids = parseBaseline('known.yaml', Buffer.from(text)).baseline.accepted.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
