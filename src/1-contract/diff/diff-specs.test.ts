import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';
import { addRule, copyOfSpec, editJson, editRule, editText } from '../broken-spec.test-support.ts';
import { loadContract } from '../load.ts';
import { normalPoint } from '../variables.ts';
import { diffSpecs, type BaselineEntry, type DiffOptions, type SpecDiff } from './diff-specs.ts';
import { formatSpecDiff } from './format-diff.ts';

const specDir = join(packageRoot, 'spec');
const SET = 'OPMSetSigningKeyAndSequenceNumbers';
const CHANNEL = 'NegotiateAuthenticatedChannelKeyExchange';

function diffAfter(change: (folder: string) => void, options?: DiffOptions): SpecDiff {
  const folder = copyOfSpec();
  change(folder);
  return diffSpecs(specDir, folder, options);
}

const rule = {
  id: 'NCSKE-OPM-99',
  call: [SET],
  when: { output: ['keyed'] },
  kind: 'constraint',
  allow: { status: ['failure'] },
  level: 'MUST',
  basis: 'stated',
  party: 'driver',
  needs: [],
  source: ['ddi-negotiate#purpose'],
  statement: 'A rule.',
};

describe('diffSpecs', () => {
  it('finds nothing between a contract and itself', () => {
    const diff = diffSpecs(specDir, specDir);
    expect(diff).toMatchObject({ came: [], went: [], changed: [], space: [], verdicts: [], step: 'none' });
    expect(formatSpecDiff(diff)).toContain('Due is no step');
  });

  it('distinguishes words from meaning', () => {
    const diff = diffAfter((folder) =>
      editRule(
        folder,
        'opm.json',
        'NCSKE-OPM-5',
        (row) => (row['statement'] = 'A wrong random number is refused.'),
      ),
    );
    expect(diff.changed).toEqual([{ id: 'NCSKE-OPM-5', members: ['statement'], meaning: false }]);
    expect(diff.verdicts).toEqual([]);
    expect(diff.step).toBe('patch');
  });

  it('finds the point at which a level makes a difference, and what it makes', () => {
    const diff = diffAfter((folder) =>
      editRule(folder, 'opm.json', 'NCSKE-OPM-5', (row) => (row['level'] = 'SHOULD')),
    );
    expect(diff.changed).toEqual([{ id: 'NCSKE-OPM-5', members: ['level'], meaning: true }]);
    expect(diff.verdicts[0]).toMatchObject({ call: SET, text: 'random=differs', rules: ['NCSKE-OPM-5'] });
    expect(diff.verdicts[0]?.outcomes).toContainEqual({
      outcome: { status: ['S_FALSE'] },
      before: 'fail',
      after: 'warn',
    });
    expect(diff.step).toBe('major');
    expect(formatSpecDiff(diff)).toContain(`${SET}, random=differs`);
  });

  it('finds another code', () => {
    const diff = diffAfter((folder) =>
      editRule(folder, 'channel.json', 'NCSKE-CH-4', (row) => (row['allow'] = { hr: ['E_OUTOFMEMORY'] })),
    );
    expect(diff.verdicts[0]).toMatchObject({ call: CHANNEL, text: 'size=zero', rules: ['NCSKE-CH-4'] });
    expect(diff.verdicts[0]?.outcomes).toEqual([
      { outcome: { hr: ['E_INVALIDARG'] }, before: 'pass', after: 'warn' },
      { outcome: { hr: ['E_OUTOFMEMORY'] }, before: 'warn', after: 'pass' },
    ]);
  });

  it('takes a rule that came for a minor step, and one that went for a major one', () => {
    const came = diffAfter((folder) => addRule(folder, 'opm.json', rule));
    expect(came).toMatchObject({ came: ['NCSKE-OPM-99'], went: [], changed: [], step: 'minor' });
    expect(came.verdicts[0]).toMatchObject({ text: 'output=keyed', rules: ['NCSKE-OPM-99'] });
    expect(came.verdicts[0]?.outcomes).toContainEqual({
      outcome: { status: ['S_FALSE'] },
      before: 'pass',
      after: 'fail',
    });
    const went = diffAfter((folder) =>
      editJson(
        folder,
        'contract/opm.json',
        (data) => (data.rules = data.rules.filter(({ id }) => id !== 'NCSKE-OPM-4')),
      ),
    );
    expect(went).toMatchObject({ came: [], went: ['NCSKE-OPM-4'], step: 'major' });
    expect(went.verdicts[0]?.text).toBe('opmMessage=below');
  });

  it('compares only points that both contracts have, and names the others', () => {
    const diff = diffAfter((folder) =>
      editText(folder, 'contract/variables.json', (text) =>
        text.replace(
          '"values": ["ready", "no-random", "keyed", "refused"]',
          '"values": ["ready", "no-random", "keyed", "refused", "lost"]',
        ),
      ),
    );
    expect(diff.space).toEqual(['variable output: value lost came']);
    expect(diff).toMatchObject({ verdicts: [], step: 'minor' });
  });

  it('finds another bound, and a point that became possible', () => {
    const bound = diffAfter((folder) =>
      editText(folder, 'contract/variables.json', (text) => text.replace('"bound": 256', '"bound": 255')),
    );
    expect(bound.space).toEqual(['variable size: bound was 256, is 255']);
    expect(bound.step).toBe('major');
    const possible = diffAfter((folder) =>
      editText(folder, 'contract/variables.json', (text) =>
        text.replace('"channelRequest": ["omac"] }', '"channelRequest": ["omac"], "channelKey": ["none"] }'),
      ),
    );
    expect(possible.space).toEqual([
      'points are impossible now: a query carries no OMAC',
      'points are possible now that were not: a query carries no OMAC',
    ]);
  });

  it('names the cases and baseline entries that are touched', () => {
    const contract = loadContract(specDir);
    const at = (
      call: string,
      deviation: Record<string, string>,
    ): { call: string; point: Record<string, string> } => {
      // A declared point has no state variables.
      const point = Object.entries({ ...normalPoint(contract, call), ...deviation }).filter(
        ([name]) => name !== 'output',
      );
      return { call, point: Object.fromEntries(point) };
    };
    const cases = [
      { id: 'aaaa', steps: [at(SET, {})] },
      { id: 'bbbb', steps: [at(SET, {}), at(SET, { random: 'differs' })] },
      { id: 'cccc', steps: [at(CHANNEL, { size: 'below' })] },
    ];
    const about = (name: string, ids: string[], clause?: string): BaselineEntry => ({
      name,
      cases: ids,
      covers: (id) => id === clause,
    });
    const baseline = [
      about('F-1', ['aaaa'], 'NCSKE-OPM-5'),
      about('F-2', ['bbbb']),
      about('F-3', ['cccc'], 'NCSKE-CH-3'),
    ];
    const level = diffAfter(
      (folder) => editRule(folder, 'opm.json', 'NCSKE-OPM-5', (row) => (row['level'] = 'SHOULD')),
      { cases, baseline },
    );
    expect(level.cases).toEqual(['bbbb']);
    expect(level.baseline).toEqual(['F-1', 'F-2']);
    expect(formatSpecDiff(level)).toContain('baseline entries touched (2):\n  F-1\n  F-2');
    expect(formatSpecDiff(level)).toContain('cases touched (1):\n  bbbb');
    const bound = diffAfter(
      (folder) =>
        editText(folder, 'contract/variables.json', (text) => text.replace('"bound": 256', '"bound": 255')),
      { cases },
    );
    expect(bound.cases).toEqual(['cccc']);
  });
});
