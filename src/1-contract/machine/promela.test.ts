import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';
import { loadContract } from '../load.ts';
import { explore } from './explore.ts';
import { answersOf, Machine } from './machine.ts';
import { promelaOf } from './promela.ts';

const contract = loadContract(join(packageRoot, 'spec'));

// That Spin finds the same states in it is shown by scripts/test/spin.mjs.
describe('a model in Promela', () => {
  const bounds = { sessions: 1, outputs: 1, keys: 1 };
  const answers = answersOf(contract, 1);
  const found = explore(contract, new Machine(contract, bounds, answers));
  const model = promelaOf(contract, bounds, found, answers);
  const options = model.split('\n').filter((line) => line.startsWith('  :: '));

  it('says at its head what our search found', () => {
    expect(model).toContain(` * states: ${found.states}\n * violated: none\n`);
    expect(model).toContain(contract.hash);
    const violations = [{ invariant: 'new', trace: [] }];
    expect(promelaOf(contract, bounds, { ...found, violations }, answers)).toContain(' * violated: new\n');
  });

  it('is one flat loop of d_step options, each with its calls and assertions', () => {
    expect(model.match(/\bdo\b/g)).toHaveLength(1);
    expect(options.length).toBeGreaterThan(50);
    for (const line of options)
      expect(line).toMatch(/^ {2}:: d_step \{ .* -> SAVE; .* \} \/\* [A-Za-z, ]+ \*\/$/);
    expect(new Set(options).size).toBe(options.length);
    expect(options.filter((line) => !line.includes('assert('))).toEqual([]);
  });

  it('has every call of the machine', () => {
    for (const call of [
      'CreateCryptoSession',
      'NegotiateCryptoSessionKeyExchangeMT',
      'FinishSessionKeyRefresh',
      'EncryptionBlt',
      'OPMSetSigningKeyAndSequenceNumbers',
      'GetCertificate',
    ])
      expect(
        options.some((line) => line.includes(call)),
        call,
      ).toBe(true);
  });

  it('claims nothing of the key where a rule leaves it open', () => {
    const finishing = options.filter((line) => line.includes('/* FinishSessionKeyRefresh */'));
    const claimed = finishing.filter((line) => line.includes('assert(key[0] == XOR(was[0]))'));
    expect(claimed.length).toBeGreaterThan(0);
    expect(claimed.every((line) => line.includes('refresh[0] == 1'))).toBe(true);
    expect(finishing.length).toBeGreaterThan(claimed.length);
  });

  it('can be of sessions alone, or outputs alone', () => {
    const alone = (sessions: number, outputs: number): string =>
      promelaOf(contract, { sessions, outputs, keys: 1 }, found, answers);
    expect(alone(1, 0)).not.toContain('byte output[');
    expect(alone(0, 1)).not.toContain('byte key[');
  });
});
