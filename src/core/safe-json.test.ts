import { expect, test } from 'vitest';
import { embeddedPieces, safeJson } from './safe-json.ts';

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

test.each([0, 1, 2, 5])(
  'embedded JSON has nothing that HTML could take for markup, in pieces from level %i',
  (levels) => {
    const markup = '</script><!-- <script> & ]]>';
    const value = { [markup]: [markup, { left: undefined, kept: null }, [], {}, 1], empty: {}, list: [[]] };
    const text = [...embeddedPieces(value, levels)].join('');
    expect(text).not.toMatch(/[<>&]/);
    expect(text).toBe([...embeddedPieces(value, 0)].join(''));
    expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(value)));
  },
);
