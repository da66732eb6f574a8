import { describe, expect, it } from 'vitest';
import { compareVersions, versionRange } from './version-range.ts';

describe('versionRange', () => {
  it.each([
    ['*', '31.0.101.4502', true],
    ['*', '', true],
    ['31.0.*', '31.0.101.4502', true],
    ['31.0.*', '31.0', true],
    ['31.0.*', '31.01', false],
    ['1.2.3', '1.2.3', true],
    ['1.2', '1.2.0', true],
    ['=1.2.3', '1.2.4', false],
    ['>=1.2 <2', '1.10', true],
    ['>=1.2 <2', '2.0', false],
    ['>1.2', '1.2.0.1', true],
    ['<=31.0.101.4502', '31.0.101.4503', false],
    ['<1 || >=2', '1.5', false],
    ['<1 || >=2', '2', true],
    ['>=99999999999999999999', '100000000000000000000', true],
  ])('%s takes %s: %s', (range, version, taken) => {
    expect(versionRange(range)(version)).toBe(taken);
  });

  it.each(['', '>', '1.*.2', '>=1,<2', '1 - 2', '|| 1', '^1'])('refuses "%s"', (range) => {
    expect(() => versionRange(range)).toThrow(expect.objectContaining({ code: 'VERSION_RANGE' }));
  });

  it('puts a pre-release before its release', () => {
    expect(compareVersions('1.0.beta', '1.0')).toBeLessThan(0);
    expect(compareVersions('1.0.alpha', '1.0.beta')).toBeLessThan(0);
    expect(compareVersions('1.0-rc1', '1.0-rc1')).toBe(0);
  });
});
