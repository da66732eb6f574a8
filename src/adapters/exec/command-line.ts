// `exec:COMMAND LINE`: from one string to program and arguments, without a shell.
import { reasonOf, SuiteError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

const hint =
  'write exec:PROGRAM ARGUMENTS, with \'…\' or "…" around words that hold blanks, or a JSON array: exec:["a b","x"]';

function refuse(problem: string, text: string): never {
  throw new SuiteError('ADAPTER_COMMAND', `the command line ${problem}: ${plainText(text, 120)}`, hint);
}

function fromJson(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    refuse(`starts with "[" but is no JSON (${plainText(reasonOf(thrown), 120)})`, text);
  }
  if (!Array.isArray(value) || !value.every((word) => typeof word === 'string')) {
    refuse('must be a JSON array of strings', text);
  }
  return value;
}

function fromWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (' \t\r\n'.includes(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) refuse(`has a ${quote} without its end`, text);
  if (word !== undefined) words.push(word);
  return words;
}

/**
 * Splits a command line: words are parted by blanks; `'…'` and `"…"` group, also within a word; a backslash is
 * itself; nothing is expanded. A line that starts with `[` is a JSON array of words.
 * @throws SuiteError `ADAPTER_COMMAND` where no program is named, or a quote or the JSON is broken.
 */
export function splitCommandLine(text: string): Command {
  const words = text.trimStart().startsWith('[') ? fromJson(text) : fromWords(text);
  const [program, ...args] = words;
  if (program === undefined || program === '') refuse('names no program', text);
  if (words.some((word) => word.includes('\0'))) refuse('holds a zero byte', text);
  return [program, ...args];
}
