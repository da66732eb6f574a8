import { describe, expect, it } from 'vitest';
import { SuiteError } from '../../core/errors.ts';
import { splitCommandLine } from './command-line.ts';

describe('splitCommandLine', () => {
  it.each([
    ['driver', ['driver']],
    ['  ./driver  --x\t1 ', ['./driver', '--x', '1']],
    [`node "a b.js" 'c "d"' "it's"`, ['node', 'a b.js', 'c "d"', "it's"]],
    [`a'b c'd "" ''`, ['ab cd', '', '']],
    ['C:\\drv\\host.exe C:\\x\\ $HOME *.c ~', ['C:\\drv\\host.exe', 'C:\\x\\', '$HOME', '*.c', '~']],
    ['"C:\\a b\\host.exe" "\\"', ['C:\\a b\\host.exe', '\\']],
    ['["C:\\\\a b\\\\host.exe","x",""]', ['C:\\a b\\host.exe', 'x', '']],
    [' [ "a" ] ', ['a']],
  ])('splits %s', (text, words) => {
    expect(splitCommandLine(text)).toEqual(words);
  });

  it.each([
    ['', 'names no program'],
    ['   ', 'names no program'],
    ['""', 'names no program'],
    ['[]', 'names no program'],
    ['driver "x', 'without its end'],
    ["driver 'x", 'without its end'],
    ['["a",', 'is no JSON'],
    ['["a",1]', 'array of strings'],
    ['["a\\u0000"]', 'zero byte'],
  ])('refuses %j', (text, problem) => {
    expect(() => splitCommandLine(text)).toThrow(problem);
    try {
      splitCommandLine(text);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(SuiteError);
      expect(thrown).toMatchObject({ code: 'ADAPTER_COMMAND', status: 2 });
    }
  });
});
