import { describe, expect, it, test } from 'vitest';
import { join } from 'node:path';
import { packageRoot } from '../../core/package-root.ts';
import { addRule, copyOfSpec, editRule } from '../broken-spec.test-support.ts';
import { loadContract } from '../load.ts';
import { explore, type Exploration } from './explore.ts';
import { invariants } from './invariants.ts';
import { keyName, keysOf, noKey, refreshed, wordsFor, wordsIn } from './keys.ts';
import { exploreMachine, formatMachineReport } from './machine-report.ts';
import { Machine, type Bounds } from './machine.ts';

const contract = loadContract(join(packageRoot, 'spec'));
const small: Bounds = { sessions: 1, outputs: 1, keys: 1 };

function explored(bounds: Bounds, change?: (folder: string) => void): Exploration {
  if (change === undefined) return explore(contract, new Machine(contract, bounds));
  const folder = copyOfSpec();
  change(folder);
  const changed = loadContract(folder);
  return explore(changed, new Machine(changed, bounds));
}

describe('keys', () => {
  const keys = keysOf(2);

  it('are combined with the random number to and fro', () => {
    for (const key of keys) expect(refreshed(refreshed(key))).toBe(key);
    expect(refreshed(noKey)).toBe(noKey);
    expect(new Set(keys.map(refreshed)).size).toBe(keys.length);
    expect(keys.map((key) => keyName(key, 2))).toEqual([
      'none',
      'k1',
      'k1 XOR random',
      'k2',
      'k2 XOR random',
      'a key never sent',
      'a key never sent XOR random',
    ]);
  });

  it('have every word that fits', () => {
    expect(wordsIn(wordsFor(1, 1, { sent: 1 }, true))).toEqual(['same', 'sent']);
    expect(wordsIn(wordsFor(1, 2, { sent: 2, at16: 3 }, true))).toEqual(['sent', 'xor']);
    expect(wordsIn(wordsFor(1, 2, {}, false))).toEqual(['other']);
    expect(wordsIn(wordsFor(0, 0, { sent: 1 }, false))).toEqual(['same', 'none']);
    expect(wordsIn(wordsFor(1, 3, { sent: 1, at16: 3 }, false))).toEqual(['sent-at-16']);
  });
});

describe('the machine of this contract', () => {
  const report = exploreMachine(contract);

  it('is explored to its end, and keeps to its invariants', () => {
    expect(report.explorations.flatMap(({ violations }) => violations)).toEqual([]);
    expect(report.holds).toBe(true);
    for (const { states, transitions, depth } of report.explorations) {
      expect(states).toBeGreaterThan(20_000);
      expect(transitions).toBeGreaterThan(states);
      expect(depth).toBeGreaterThan(5);
    }
  });

  it('needs each rule that leaves an invariant open, and these are OPEN', () => {
    const excused = new Set(report.explorations.flatMap((one) => one.excused));
    const named = invariants.flatMap(({ name, leftOpenBy }) => leftOpenBy.map((id) => `${name} ${id}`));
    expect([...excused].sort()).toEqual(named.sort());
    for (const id of invariants.flatMap(({ leftOpenBy }) => leftOpenBy))
      expect(contract.rules.find((rule) => rule.id === id)?.level, id).toBe('OPEN');
  });

  it('is reported with its size, its bounds and what it leaves out', () => {
    const text = formatMachineReport(report);
    expect(text).toContain(
      '2 devices, 2 sessions, 1 output, 2 keys and one never sent, 1 random number: 106,',
    );
    expect(text).toContain('holds: a call that fails changes nothing');
    expect(text).toContain('left open by NCSKE-ST-15, NCSKE-ST-16');
    expect(text).toContain('The state machine keeps to its invariants.');
  });

  it('grows with its bounds, and gives the same each time', () => {
    const one = explored(small);
    expect(one.states).toBeLessThan(explored({ ...small, keys: 2 }).states);
    expect(explored(small)).toEqual(one);
    expect(() => new Machine(contract, { sessions: 6, outputs: 6, keys: 4 })).toThrow(/fewer|at most/);
  });
});

/** The deed that breaks each invariant, and what stands last in its trace. */
test.each<[string, string, (folder: string) => void, RegExp]>([
  [
    'accepted',
    'success leaves the key',
    (folder) => {
      for (const [file, id] of [
        ['negotiate.json', 'NCSKE-OK-2'],
        ['negotiate.json', 'NCSKE-OK-8'],
        ['state.json', 'NCSKE-ST-3'],
      ] as const)
        editRule(folder, file, id, (row) => (row['allow'] = { key: ['same'] }));
    },
    /^NegotiateCryptoSessionKeyExchange on session 0 with k1 \(the normal point\) returns S_OK, key same/,
  ],
  [
    'refused',
    'failure may take the key',
    (folder) =>
      editRule(folder, 'state.json', 'NCSKE-ST-1', (row) => (row['allow'] = { key: ['same', 'none'] })),
    /session 0 .*returns E_INVALIDARG, key none: session 0 on d0, a key was accepted, in force: none/,
  ],
  [
    'apart',
    'a certificate that is read changes keys',
    (folder) =>
      editRule(
        folder,
        'state.json',
        'NCSKE-OK-10',
        (row) => (row['allow'] = { others: ['same', 'changed'] }),
      ),
    /^(?:CreateCryptoSession|GetCertificate|DestroyDevice|CreateDevice).*in force: /,
  ],
  [
    'refresh',
    'the random number counts at once',
    (folder) =>
      editRule(folder, 'refresh.json', 'NCSKE-ST-5', (row) => (row['allow'] = { key: ['same', 'other'] })),
    /^StartSessionKeyRefresh on session 0 .*refresh pending$/,
  ],
  [
    'refresh',
    'finishing changes nothing',
    (folder) => editRule(folder, 'refresh.json', 'NCSKE-ST-4', (row) => (row['allow'] = { key: ['same'] })),
    /^FinishSessionKeyRefresh on session 0 .*key same/,
  ],
  [
    'new',
    'a new session has the key of another',
    (folder) => editRule(folder, 'session.json', 'NCSKE-ST-8', (row) => (row['level'] = 'OPEN')),
    /^CreateCryptoSession on session 0 .*in force: k1/,
  ],
])('an invariant violated on purpose is found: %s, %s', (invariant, _what, change, last) => {
  const { violations } = explored({ sessions: 2, outputs: 0, keys: 1 }, change);
  expect(violations.map((one) => one.invariant)).toContain(invariant);
  const trace = violations.find((one) => one.invariant === invariant)?.trace ?? [];
  expect(trace.at(-1)).toMatch(last);
  // The shortest way: at most two creations, a key, a refresh, and the step itself.
  expect(trace.length).toBeLessThanOrEqual(4);
  expect(trace[0]).toMatch(/^CreateCryptoSession/);
});

test('a rule that narrows what was open makes the machine smaller', () => {
  const pinned = explored({ sessions: 1, outputs: 0, keys: 1 }, (folder) =>
    addRule(folder, 'state.json', {
      id: 'NCSKE-ST-99',
      call: [
        'NegotiateCryptoSessionKeyExchange',
        'NegotiateCryptoSessionKeyExchangeMT',
        'StartSessionKeyRefresh',
        'FinishSessionKeyRefresh',
      ],
      when: {},
      kind: 'constraint',
      allow: { key: ['same', 'sent', 'xor'] },
      level: 'MUST',
      basis: 'stated',
      party: 'driver',
      needs: [],
      source: ['ddi-negotiate#purpose'],
      statement: 'A rule.',
    }),
  );
  expect(pinned.states).toBeLessThan(explored({ sessions: 1, outputs: 0, keys: 1 }).states);
});
