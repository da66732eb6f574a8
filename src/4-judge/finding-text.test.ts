import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadContract } from '../1-contract/load.ts';
import { packageRoot } from '../core/package-root.ts';
import { outcomeText } from './finding-text.ts';

const { outcomes } = loadContract(join(packageRoot, 'spec'));
const enumerations = outcomes.filter(({ type }) => type === 'enumeration');

describe('outcomeText', () => {
  it.each(enumerations.flatMap(({ name, values }) => values.map((value) => [name, value] as const)))(
    'has words for %s: %s',
    (name, value) => {
      expect(outcomeText({ [name]: [value] })).not.toBe(`${name}: ${value}`);
    },
  );

  it('joins what is allowed, and what is demanded', () => {
    expect(outcomeText({ hr: ['E_INVALIDARG', 'failure'], return: ['returned'] })).toBe(
      'E_INVALIDARG (0x80070057) or a failure code; the call returns',
    );
    expect(outcomeText({})).toBe('anything');
  });
});
