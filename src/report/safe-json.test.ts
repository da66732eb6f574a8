import { expect, test } from 'vitest';
import { embeddedJson, safeJson } from './safe-json.ts';

test('characters that steer are escaped, and mean the same', () => {
  const value = {
    'k\u202e': ['\u001b[2J', '\u009b', '\u200b\u2028\ufeff', '\u{e0041}', '\ud800', 'ü 漢 😀'],
  };
  const text = safeJson(value);
  expect(text).toBe(
    '{"k\\u202e":["\\u001b[2J","\\u009b","\\u200b\\u2028\\ufeff","\\udb40\\udc41","\\ud800","ü 漢 😀"]}',
  );
  expect(JSON.parse(text)).toEqual(value);
});

test('embedded JSON has nothing that HTML could take for markup', () => {
  const value = '</script><!-- <script> & ]]>';
  expect(embeddedJson(value)).not.toMatch(/[<>&]/);
  expect(JSON.parse(embeddedJson(value))).toBe(value);
});
