import { expect, test } from 'vitest';
import { adapterOptionsIn, repeatCommand } from './repeat-command.ts';

test('options of an adapter are found again in the command that they stand in', () => {
  const adapterOption = {
    profile: 'oaep-sha1',
    path: 'C:\\a b\\"$c`.dll',
    equation: 'a=b',
    empty: '',
    '--adapter-option': 'x',
  };
  const command = repeatCommand(
    { adapter: 'exec:a b', adapterOption, profile: 'opm-sha512', level: 'gate', seed: 1, strict: true },
    'CASE',
  );
  expect(adapterOptionsIn(command)).toEqual(adapterOption);
  expect(adapterOptionsIn('')).toEqual({});
});
