import { describe, expect, it } from 'vitest';
import { lineOf, syntaxError } from './json-position.ts';

describe('syntaxError', () => {
  it.each(['{}', '[]', ' [1, -2.5e+3, "a\\u00e9\\n", true, false, null, {"a": {"b": []}}] \n', '"x"', '0'])(
    'takes %s',
    (text) => {
      JSON.parse(text);
      expect(syntaxError(text)).toBeUndefined();
    },
  );

  it.each<[string, number, number, string]>([
    ['', 1, 1, 'a value'],
    ['{"a": 1,\n "b" 2}', 2, 6, '":"'],
    ['[1,\n2,\n]', 3, 1, 'a value'],
    ['[1 2]', 1, 4, '"," or "]"'],
    ['{"a": 1,}', 1, 9, 'a string in double quotes'],
    ["{'a': 1}", 1, 2, 'a string in double quotes'],
    ['{"a": 01}', 1, 8, '"," or "}"'],
    ['"a\nb"', 1, 1, 'a string in double quotes'],
    ['{} x', 1, 4, 'the end of the file'],
  ])('refuses %j', (text, line, column, expected) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(syntaxError(text)).toEqual({ line, column, expected });
  });
});

describe('lineOf', () => {
  const text = '{\n "a": [\n  1,\n  {"b/c": 2}\n ],\n "d": 3\n}';
  it.each<[string, number]>([
    ['', 1],
    ['/a', 2],
    ['/a/0', 3],
    ['/a/1/b~1c', 4],
    ['/d', 6],
    ['/a/9', 2],
  ])('finds %s', (pointer, line) => {
    expect(lineOf(text, pointer)).toBe(line);
  });
});
