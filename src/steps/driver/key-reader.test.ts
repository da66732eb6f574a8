import { describe, expect, it } from 'vitest';
import { sessionKeyFor, validBlock } from '../block-to-send.ts';
import { blitLength, knownData } from './key-reader.ts';
import { caseOf, ready } from '../../3-observe/observing.test-support.ts';
import { sendCase } from '../../3-observe/send-case.ts';
import type { ObservedStep } from './observed-step.ts';

const good = caseOf((draft) => draft.session().negotiate('s', validBlock('a')));

async function lastStep(
  ...[options, variation]: Parameters<typeof ready>
): Promise<ObservedStep | undefined> {
  const { driver, survey } = await ready(options, variation);
  const { observation } = await sendCase(driver, survey, good);
  return observation.passes[0]?.steps.at(-1);
}

describe('seeing the key', () => {
  const key = sessionKeyFor('a');

  it('by blits, with the read-back key or without it', async () => {
    expect((await lastStep())?.keys).toEqual({ s: { by: 'blits', key } });
    const bare = { caps: 'SOFTWARE,ENCRYPTED_READ_BACK,DECRYPTION_BLT', without: 'probeSessionKey' };
    expect((await lastStep(bare))?.keys).toEqual({ s: { by: 'blits', key } });
  });

  it('by the hook where there are no blits, and not at all where there is neither', async () => {
    expect((await lastStep({ caps: 'SOFTWARE' }))?.keys).toEqual({ s: { by: 'hook', key } });
    expect((await lastStep({ caps: 'SOFTWARE', without: 'probeSessionKey' }))?.keys).toEqual({});
  });

  it('reports a key that the case does not know', async () => {
    const reversed = await lastStep({}, (correct) => ({
      storeKey: (slot, stored) => correct.storeKey(slot, Buffer.from(stored).reverse()),
    }));
    expect(reversed?.keys).toEqual({ s: { by: 'blits', key: 'other' } });
  });

  it('takes two equal IVs for no proof', async () => {
    const fixed = await lastStep({ caps: 'SOFTWARE,ENCRYPTED_READ_BACK,DECRYPTION_BLT' }, () => ({
      // The driver hands back the IV that it was given last: key streams cancel out whatever the key.
      encryptionIv: () => Buffer.from('6b6578637473000100000000000000000', 'hex'),
    }));
    expect(fixed?.keys?.['s']?.key).not.toBe('other');
  });
});

describe('blitLength', () => {
  it.each([
    [0, undefined, 16],
    [1, undefined, 16],
    [16, undefined, 16],
    [24, undefined, 48],
    [64, undefined, 64],
    [16, [4096, 64], 64],
    [64, [48], undefined],
  ])('alignment %d, accepted %j: %s', (alignment, accepted, expected) => {
    expect(blitLength(alignment, accepted)).toBe(expected);
  });

  it('fills data of any length', () => {
    expect(knownData(100)).toHaveLength(100);
  });
});
