import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { unrelatedKey } from '../make/unrelated-key.ts';
import type { Block, Edit, OaepBlock } from '../block.ts';
import { lengthVariables } from './bounds.ts';
import {
  classifyBlock,
  type Classification,
  type ClassifierContext,
  type EncodingValue,
} from './classify-block.ts';
import { contradictions } from './contradictions.ts';
import {
  a,
  bounds,
  bytesOf,
  keys,
  otherLabels,
  own,
  random,
  variables,
  type TestProfile,
} from './key-ring.test-support.ts';
import { privateKeyOf } from './private-key.ts';
import { unrelatedPrivateKey } from './unrelated-private-key.ts';

describe('the bytes decide', () => {
  const profile: TestProfile = { hash: 'sha512', mgfHash: 'sha512', label: '' };
  const M = '00112233445566778899aabbccddeeff';
  const block: OaepBlock = { form: 'oaep', M, seed: '07'.repeat(64) };
  const seenOf = (sent: Block, context: Partial<ClassifierContext> = {}): Classification => {
    const bytes = bytesOf(sent, profile) ?? expect.unreachable('the block cannot be made');
    return classifyBlock(bytes, keys, profile, { bounds, ...context });
  };
  test.each<[Edit, Partial<Classification>]>([
    [
      { field: 'PS', at: 'last', set: '01' },
      { encoding: 'valid', message: 'above' },
    ],
    [
      { field: 'PS', at: 'last', set: '02' },
      { encoding: 'ps', message: 'equal' },
    ],
    [
      { field: 'PS', at: 'first', set: 'ff'.repeat(200) },
      { encoding: 'ps', message: 'equal' },
    ],
    [
      { field: 'separator', at: 0, set: '02' },
      { encoding: 'separator', message: 'equal' },
    ],
    [
      { field: 'separator', at: 0, set: '00' },
      { encoding: 'separator', message: 'equal' },
    ],
    [
      { field: 'M', at: 'first', set: 'ff' },
      { encoding: 'valid', message: 'equal' },
    ],
    [
      { field: 'seed', at: 'first', set: 'ff' },
      { encoding: 'valid', message: 'equal' },
    ],
    [
      { field: 'Y', at: 0, set: '80' },
      { encoding: 'y', message: 'equal' },
    ],
  ])('%j', (edit, expected) => {
    expect(seenOf({ ...block, edits: [edit] })).toMatchObject(expected);
  });
  test('separator and message are all zeros', () => {
    const zeros: OaepBlock = {
      ...block,
      M: '00'.repeat(16),
      edits: [{ field: 'separator', at: 0, set: '00' }],
    };
    expect(seenOf(zeros)).toMatchObject({ encoding: 'separator', message: 'equal' });
  });
  test('a separator of zero before a message that starts with 01', () => {
    const sent: OaepBlock = {
      ...block,
      M: `01${M.slice(2)}`,
      edits: [{ field: 'separator', at: 0, set: '00' }],
    };
    expect(seenOf(sent)).toMatchObject({ encoding: 'valid', message: 'below' });
  });
  test.each([
    [0, 'below', 'below'],
    [15, 'below', 'below'],
    [16, 'equal', 'below'],
    [17, 'above', 'below'],
    [39, 'above', 'below'],
    [40, 'opm-length', 'equal'],
    [41, 'above', 'above'],
    [126, 'above', 'above'],
  ])('a message of %i bytes is %s, and %s for OPM', (length, message, opmMessage) => {
    expect(seenOf({ ...block, M: 'ab'.repeat(length) })).toMatchObject({
      encoding: 'valid',
      message,
      opmMessage,
    });
  });
  test('the random number stands in front', () => {
    const fields = ['11'.repeat(16), '22'.repeat(8)];
    expect(seenOf({ ...block, M: ['$random', ...fields] }, { random }).random).toBe('matches');
    expect(seenOf({ ...block, M: ['33'.repeat(16), ...fields] }, { random }).random).toBe('differs');
    expect(seenOf({ ...block, M: '5a5a' }, { random }).random).toBe('differs');
    expect(seenOf({ ...block, M: ['$random', ...fields] }).random).toBeUndefined();
  });
  test.each([
    [Buffer.alloc(0), 'zero'],
    [Buffer.alloc(1), 'below'],
    [Buffer.alloc(255), 'below'],
    [Buffer.alloc(257), 'above'],
  ])('of another size only that is said (%#)', (bytes, size) => {
    expect(classifyBlock(bytes, keys, profile, { bounds })).toEqual({ size });
  });
  test.each([
    ['0', 'below-n', 'unpadded'],
    ['1', 'below-n', 'unpadded'],
    ['2', 'below-n', 'scrambled'],
    ['n-2', 'below-n', 'scrambled'],
    ['n-1', 'below-n', 'scrambled'],
    ['n', 'at-or-above-n', 'unpadded'],
    ['n+1', 'at-or-above-n', 'unpadded'],
    ['n/2', 'below-n', 'scrambled'],
    ['2^2047', 'below-n', 'scrambled'],
    ['2^2048-1', 'at-or-above-n', 'scrambled'],
  ] as const)('the integer %s is %s and %s', (value, integer, encoding) => {
    expect(seenOf({ form: 'integer', value })).toMatchObject({ size: 'equal', integer, encoding });
  });
  test('an EM that happens to look like PKCS #1 is still OAEP', () => {
    expect(seenOf({ ...block, until: 'em-second-byte-02' }).encoding).toBe('valid');
  });
  test('scrambled bytes that look like PKCS #1 are recognised by the length of the message', () => {
    const sent: Block = { form: 'pkcs1-v1.5', M: '00'.repeat(50), PS: '11', blockType: 2 };
    expect(seenOf(sent).encoding).toBe('pkcs1-v1.5');
    expect(seenOf(sent, { messageLengths: [50] })).toMatchObject({
      encoding: 'pkcs1-v1.5',
      message: 'above',
    });
    expect(seenOf(sent, { messageLengths: [16] }).encoding).toBe('scrambled');
  });
  test('an unrelated key is recognised only where it is known', () => {
    const sent: OaepBlock = { ...block, key: 'stranger', until: 'c-top-bit-clear' };
    expect(seenOf(sent)).toMatchObject({ encoding: 'public-key', detail: 'other key 2', integer: 'below-n' });
    const bytes = bytesOf(sent, profile) ?? expect.unreachable('the block cannot be made');
    expect(classifyBlock(bytes, { own }, profile, { bounds }).encoding).toBe('scrambled');
  });
  test('of hash, label and variant, which one it was', () => {
    expect(seenOf({ ...block, hash: 'sha1', mgfHash: 'sha256' }).detail).toBe('hash sha1, MGF1 with sha256');
    expect(seenOf({ ...block, L: '78' }, { labels: otherLabels }).detail).toBe('label 78');
    expect(seenOf({ ...block, L: '78' }).encoding).toBe('lhash');
    expect(seenOf({ ...block, mgf: 'no-counter' }).detail).toBe('no-counter');
    const hidden: OaepBlock = { ...block, mgf: 'seed-mask-from-db' };
    expect(seenOf(hidden).encoding).toBe('scrambled');
    expect(seenOf(hidden, { seeds: [Buffer.alloc(64, 7)] })).toMatchObject({
      encoding: 'mgf',
      detail: 'seed-mask-from-db',
    });
  });
});

describe('around it', () => {
  test('every value of `encoding` is one of the contract, and the other way round', () => {
    const values: Record<EncodingValue, true> = {
      valid: true,
      y: true,
      lhash: true,
      ps: true,
      separator: true,
      hash: true,
      'mgf-hash': true,
      mgf: true,
      label: true,
      'pkcs1-v1.5': true,
      unpadded: true,
      'byte-order': true,
      'public-key': true,
      scrambled: true,
    };
    const declared = variables.points.find(({ name }) => name === 'encoding')?.values;
    expect([...(declared ?? [])].sort()).toEqual(Object.keys(values).sort());
  });
  test('contradictions are said, and nothing else', () => {
    const seen: Classification = {
      size: 'equal',
      integer: 'below-n',
      encoding: 'hash',
      detail: 'hash sha1, MGF1 with sha1',
    };
    expect(contradictions({ encoding: 'hash', message: 'equal', memory: 'available' }, seen)).toEqual([]);
    expect(contradictions({ encoding: 'label', integer: 'below-n' }, seen)).toEqual([
      'encoding was declared label, and is hash (hash sha1, MGF1 with sha1)',
    ]);
  });
  test('only RSA private keys classify', () => {
    expect(() =>
      privateKeyOf(createPublicKey(a.privateKey.export({ type: 'pkcs8', format: 'pem' }))),
    ).toThrow(TypeError);
    expect(privateKeyOf(unrelatedPrivateKey()).n).toBe(unrelatedKey().n);
  });
  test('a contract without the lengths is an error', () => {
    expect(() => lengthVariables({ points: [] })).toThrow(/size/);
  });
});
