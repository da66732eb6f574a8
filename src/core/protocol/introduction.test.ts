import { describe, expect, it } from 'vitest';
import { readIntroduction } from './introduction.ts';

const good = {
  protocol: 1,
  adapter: { name: 'openssl-reference', version: '1.0.0' },
  driver: { name: 'drv', version: '2', vendor: 'V' },
  dialects: ['d3d11.1', 'wddm2.4'],
  capabilities: { opm: true, timing: false },
};

describe('readIntroduction', () => {
  it('reads the response that the protocol shows', () => {
    expect(readIntroduction(good)).toEqual({
      introduction: {
        adapter: { name: 'openssl-reference', version: '1.0.0' },
        driver: { name: 'drv', version: '2', vendor: 'V' },
        dialects: ['d3d11.1', 'wddm2.4'],
        capabilities: { opm: true, timing: false },
        decodeProfiles: [],
      },
    });
  });

  it('ignores unknown members and keeps what a driver says of itself', () => {
    const { introduction } = readIntroduction({
      ...good,
      more: 1,
      driver: { ...good.driver, sha256: 'ab', date: '2020-01-01', extra: [1] },
      capabilities: { flying: 'yes', buffers: ['read-only', 'guard-after'], bltBytes: [16, 64] },
      decodeProfiles: ['1b81be68-a0c7-11d3-b984-00c04f2e73c5'],
    });
    expect(introduction?.capabilities).toEqual({ buffers: ['guard-after', 'read-only'], bltBytes: [16, 64] });
    expect(introduction?.driver['extra']).toEqual([1]);
    expect(introduction?.decodeProfiles).toEqual(['1b81be68-a0c7-11d3-b984-00c04f2e73c5']);
  });

  it('accepts a driver without the entry point', () => {
    expect(readIntroduction({ ...good, dialects: [] }).introduction?.dialects).toEqual([]);
  });

  it.each([
    ['result', null, 'an object'],
    ['result', [], 'an object'],
    ['protocol', { ...good, protocol: 2 }, 'got 2'],
    ['protocol', { ...good, protocol: '1' }, 'got "1"'],
    ['adapter', { ...good, adapter: 'x' }, 'an object'],
    ['adapter.name', { ...good, adapter: { name: '', version: '1' } }, 'non-empty'],
    ['driver.version', { ...good, driver: { name: 'x' } }, 'got nothing'],
    ['driver.vendor', { ...good, driver: { name: 'x', version: '', vendor: 3 } }, 'got 3'],
    ['dialects', { ...good, dialects: 'd3d11.1' }, 'an array'],
    ['dialects', { ...good, dialects: ['d3d12'] }, 'got "d3d12"'],
    ['capabilities', { ...good, capabilities: undefined }, 'got nothing'],
    ['capabilities.opm', { ...good, capabilities: { opm: 1 } }, 'got 1'],
    ['capabilities.buffers', { ...good, capabilities: { buffers: ['guard-both'] } }, 'guard-before'],
    ['capabilities.bltBytes', { ...good, capabilities: { bltBytes: [0] } }, 'got 0'],
    ['decodeProfiles', { ...good, decodeProfiles: ['x'] }, 'got "x"'],
  ])('says that %s is wrong', (member, answer, sentence) => {
    const { wrong } = readIntroduction(answer);
    expect(wrong).toContain(`"${member}" must be`);
    expect(wrong).toContain(sentence);
  });

  it('shows no escape sequence of the adapter', () => {
    expect(readIntroduction({ ...good, protocol: '\x1b[2J' }).wrong).not.toContain('\x1b');
  });
});
