import { describe, expect, it } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import { chooseDialect } from './run.ts';

describe('chooseDialect', () => {
  it.each<[Dialect | undefined, Dialect[], Dialect]>([
    [undefined, ['wddm2.4', 'd3d11.1'], 'd3d11.1'],
    [undefined, ['wddm2.4'], 'wddm2.4'],
    ['wddm2.4', ['d3d11.1', 'wddm2.4'], 'wddm2.4'],
    // Not applicable, whatever form is chosen.
    [undefined, [], 'd3d11.1'],
    ['wddm2.4', [], 'wddm2.4'],
  ])('wanted %s, offered %j: %s', (wanted, offered, chosen) => {
    expect(chooseDialect(wanted, offered)).toBe(chosen);
  });

  it('refuses a form that the driver does not have', () => {
    expect(() => chooseDialect('wddm2.4', ['d3d11.1'])).toThrow(SuiteError);
    expect(() => chooseDialect('wddm2.4', ['d3d11.1'])).toThrow(
      'expected a driver with the dialect wddm2.4; it offers d3d11.1',
    );
  });
});
