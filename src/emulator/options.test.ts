import { expect, test } from 'vitest';
import { emulatorOptions, readOptions } from './options.ts';
import { defaultSettings } from './settings.ts';

test('every setting is an option and has a default', () => {
  expect(Object.keys(emulatorOptions).toSorted()).toEqual(Object.keys(defaultSettings).toSorted());
  for (const option of Object.values(emulatorOptions)) {
    expect(option.values).not.toBe('');
    expect(option.meaning).not.toBe('');
  }
});

test.each([
  ['profile', 'oaep-sha1', 'oaep-sha1'],
  ['seed', '0', 0],
  ['seed', '4294967295', 4294967295],
  ['key', 'test-rsa2048-e3', 'test-rsa2048-e3'],
  ['container', 'der', 'der'],
  ['chain', '4', 4],
  ['caps', 'none', 0],
  ['caps', 'SOFTWARE,DECRYPTION_BLT', 0x401],
  ['dialects', 'wddm2.4', ['wddm2.4']],
  ['dialects', 'wddm2.4,d3d11.1', ['d3d11.1', 'wddm2.4']],
  ['risingIv', 'true', true],
  ['concurrent', 'false', false],
  ['bltBytes', '16,4096', [16, 4096]],
  ['without', 'opm,reset', ['opm', 'reset']],
  ['without', '', []],
  ['delayMs', '5', 5],
])('reads %s=%s', (name, text, value) => {
  expect(readOptions({ [name]: text })).toEqual({ [name]: value });
});

test.each([
  ['chain', '5', 'options.chain: expected 2, 3, 4; got "5"'],
  ['chain', 3, 'options.chain: expected 2, 3, 4; got 3'],
  ['seed', '-1', 'options.seed: expected a whole number from 0 to 4294967295; got "-1"'],
  ['seed', '4294967296', 'options.seed: expected a whole number'],
  ['caps', 'SOFT', 'options.caps: expected none, or a comma-separated list of SOFTWARE,'],
  ['dialects', 'd3d12', 'options.dialects: expected a comma-separated list of d3d11.1, wddm2.4; got "d3d12"'],
  ['without', 'opm,opm', 'options.without: expected'],
  ['bltBytes', '17', 'options.bltBytes: expected'],
  ['bltBytes', '', 'options.bltBytes: expected'],
  ['risingIv', 'yes', 'options.risingIv: expected true, false; got "yes"'],
  ['toString', 'x', 'options: the emulator has no option "toString"; it has profile, seed,'],
])('refuses %s=%s', (name, text, message) => {
  expect(() => readOptions({ [name]: text })).toThrow(message);
});
