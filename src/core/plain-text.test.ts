import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastPlainLines, plainText, withoutCommands } from './plain-text.ts';

describe('plainText', () => {
  it('leaves ordinary text of any script alone', () => {
    expect(plainText('Treiber für Grafik, ドライバー 3.1 🙂', 80)).toBe(
      'Treiber für Grafik, ドライバー 3.1 🙂',
    );
  });

  it('shows escape sequences instead of performing them', () => {
    expect(plainText('\x1b[31mred\x1b]0;title\x07', 80)).toBe('\\x1b[31mred\\x1b]0;title\\x07');
    expect(plainText('a\u009b2Jb\x7f', 80)).toBe('a\\x9b2Jb\\x7f');
  });

  it('shows bidi overrides, zero-width characters and line separators', () => {
    expect(plainText('\u202egpj.exe\u2066\u200b\u2028\ufeff', 80)).toBe(
      '\\u{202e}gpj.exe\\u{2066}\\u{200b}\\u{2028}\\u{feff}',
    );
  });

  it('keeps one line', () => {
    expect(plainText('a\nb\r\n\tc', 80)).toBe('a\\nb\\r\\n\\tc');
  });

  it('shows lone surrogates', () => {
    expect(plainText('a\ud83d', 80)).toBe('a\\u{d83d}');
  });

  it('cuts without splitting a character', () => {
    expect(plainText('abcdef', 4)).toBe('abc…');
    expect(plainText('ab🙂def', 4)).toBe('ab…');
    expect(plainText('abcd', 4)).toBe('abcd');
  });

  it('is printable and short whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 60 }), (text, length) => {
        const plain = plainText(text, length);
        expect(plain.length).toBeLessThanOrEqual(length);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});

describe('lastPlainLines', () => {
  it('gives the tail, without trailing blank lines', () => {
    expect(lastPlainLines('one\r\ntwo\n\x1b[2Jthree\n\n', 2, 80)).toEqual(['two', '\\x1b[2Jthree']);
    expect(lastPlainLines('\n \n', 5, 80)).toEqual([]);
  });
});

it('no line is a command to a CI', () => {
  const said =
    'driver  x\n   ::error::owned\n::set-output name=a::b\nFoo::Bar ##[error]a ##vso[task.x]b #[ok]';
  expect(withoutCommands(said)).toBe(
    'driver  x\n   \\x3a:error::owned\n\\x3a:set-output name=a::b\nFoo::Bar \\x23#[error]a \\x23#vso[task.x]b #[ok]',
  );
});
