import { constants, createPublicKey, privateDecrypt } from 'node:crypto';
import { Crypto } from '@peculiar/webcrypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, IntegerBlock, KeyReference, OaepBlock } from '../block.ts';
import { resolveBlock, type BlockContext, type MadeBlock } from './block.ts';
import { digestOf, integer, maskOf, octets, power, rawDecrypt, testKey, xor } from './opened.test-support.ts';
import { publicKeyOf } from './rsa-public.ts';
import { unrelatedKey } from './unrelated-key.ts';

const own = testKey('a');
const opm = testKey('b');
const channel = testKey('c');
const keys: Record<KeyReference, typeof own.publicKey> = {
  own: own.publicKey,
  'crypto-session': own.publicKey,
  opm: opm.publicKey,
  channel: channel.publicKey,
  stranger: unrelatedKey(),
};
const profiles = {
  'opm-sha512': { hash: 'sha512', mgfHash: 'sha512', label: '' },
  'oaep-sha1': { hash: 'sha1', mgfHash: 'sha1', label: '' },
  'oaep-sha256': { hash: 'sha256', mgfHash: 'sha256', label: '' },
  labelled: { hash: 'sha384', mgfHash: 'sha384', label: '6b6579' },
};
const random = Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex');
const contextOf = (more: Partial<BlockContext> = {}): BlockContext => ({
  profile: profiles['opm-sha512'],
  keys: (reference) => keys[reference],
  random,
  earlier: (step) => Buffer.alloc(256, step),
  ...more,
});
const made = (block: Block, more: Partial<BlockContext> = {}): MadeBlock => {
  const resolved = resolveBlock(block, contextOf(more));
  if (resolved.problem !== undefined) expect.unreachable(resolved.problem);
  return resolved;
};
const M = '00112233445566778899aabbccddeeff';
const seed = Buffer.from(Array.from({ length: 64 }, (_, index) => index)).toString('hex');
const valid: OaepBlock = { form: 'oaep', M, seed };
const hexOf = (minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes).toString('hex'));

describe('a valid block', () => {
  test.each(Object.entries(profiles))('of %s is opened by node:crypto', (_name, profile) => {
    fc.assert(
      fc.property(hexOf(0, 60), hexOf(64), (message, chosen) => {
        const { bytes } = made({ form: 'oaep', M: message, seed: chosen }, { profile });
        const padding = constants.RSA_PKCS1_OAEP_PADDING;
        const oaepLabel = Buffer.from(profile.label, 'hex');
        const options = { key: own.privateKey, padding, oaepHash: profile.hash, oaepLabel };
        expect(privateDecrypt(options, bytes).toString('hex')).toBe(message);
      }),
      { seed: 1, numRuns: 25 },
    );
  });
  test.each([
    ['opm-sha512', 'SHA-512'],
    ['oaep-sha1', 'SHA-1'],
    ['oaep-sha256', 'SHA-256'],
    ['labelled', 'SHA-384'],
  ] as const)('of %s is opened by @peculiar/webcrypto', async (name, hash) => {
    const { subtle } = new Crypto();
    const pkcs8 = own.privateKey.export({ type: 'pkcs8', format: 'der' });
    const key = await subtle.importKey('pkcs8', pkcs8, { name: 'RSA-OAEP', hash }, false, ['decrypt']);
    const label = new Uint8Array(Buffer.from(profiles[name].label, 'hex'));
    const { bytes } = made(valid, { profile: profiles[name] });
    const plain = await subtle.decrypt({ name: 'RSA-OAEP', label }, key, new Uint8Array(bytes));
    expect(Buffer.from(plain).toString('hex')).toBe(M);
  });
  test.each(Object.entries(profiles))(
    'of %s is the one that integers and hashes alone give',
    (_name, profile) => {
      const lHash = digestOf(profile.hash, Buffer.from(profile.label, 'hex'));
      const hLen = lHash.length;
      const DB = Buffer.concat([
        lHash,
        Buffer.alloc(256 - 16 - 2 * hLen - 2),
        Buffer.of(1),
        Buffer.from(M, 'hex'),
      ]);
      const cut = Buffer.from(seed, 'hex').subarray(0, hLen);
      const maskedDB = xor(DB, maskOf(cut, DB.length, profile.mgfHash));
      const EM = Buffer.concat([Buffer.of(0), xor(cut, maskOf(maskedDB, hLen, profile.mgfHash)), maskedDB]);
      const c = power(integer(EM), 65537n, own.publicKey.n);
      const block = made(valid, { profile });
      expect(block.bytes.toString('hex')).toBe(octets(c, 256).toString('hex'));
      expect(block.EM?.equals(EM)).toBe(true);
      expect(block.seedUsed).toBe(cut.toString('hex'));
      expect(block.unmasked?.subarray(1 + hLen).equals(DB)).toBe(true);
      expect(block.fields?.map((field) => field.name)).toEqual([
        'Y',
        'seed',
        'lHash',
        'PS',
        'separator',
        'M',
      ]);
    },
  );
  test('is the published answer of a test vector of RSA Laboratories', () => {
    // oaep-vect.txt, example 1.1: RSA-1024, SHA-1.
    const n =
      'a8b3b284af8eb50b387034a860f146c4919f318763cd6c5598c8ae4811a1e0abc4c7e0b082d693a5e7fced675cf46685' +
      '12772c0cbc64a742c6c630f533c8cc72f62ae833c40bf25842e984bb78bdbf97c0107d55bdb662f5c4e0fab9845cb514' +
      '8ef7392dd3aaff93ae1e6b667bb3d4247616d4f5ba10d4cfd226de88d39f16fb';
    const keyObject = createPublicKey({
      key: { kty: 'RSA', n: Buffer.from(n, 'hex').toString('base64url'), e: 'AQAB' },
      format: 'jwk',
    });
    const block: Block = {
      form: 'oaep',
      M: '6628194e12073db03ba94cda9ef9532397d50dba79b987004afefe34',
      seed: '18b776ea21069d69776a33e96bad48e1dda0a5ef',
    };
    const { bytes } = made(block, { profile: profiles['oaep-sha1'], keys: () => publicKeyOf(keyObject) });
    expect(bytes.toString('hex')).toBe(
      '354fe67b4a126d5d35fe36c777791a3f7ba13def484e2d3908aff722fad468fb21696de95d0be911c2d3174f8afcc201' +
        '035f7b6d8e69402de5451618c21a535fa9d7bfc5b8dd9fc243f8cf927db31322d6e881eaa91a996170e657a05a266426' +
        'd98c88003f8477c1227094a0d9fa1e8c4024309ce1ecccb5210035d47ac72e8a',
    );
  });
  test('takes hash, MGF hash and label from itself before the profile', () => {
    const open = (block: OaepBlock, oaepHash: string, label = ''): string => {
      const options = {
        key: own.privateKey,
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash,
        oaepLabel: Buffer.from(label),
      };
      return privateDecrypt(options, made(block, { profile: profiles['labelled'] }).bytes).toString('hex');
    };
    expect(open({ ...valid, hash: 'profile', mgfHash: 'profile' }, 'sha384', 'key')).toBe(M);
    expect(open({ ...valid, hash: 'sha256', mgfHash: 'sha256', L: '' }, 'sha256')).toBe(M);
    expect(open({ ...valid, L: '78' }, 'sha384', 'x')).toBe(M);
    expect(() => open({ ...valid, mgfHash: 'sha1' }, 'sha384', 'key')).toThrow();
  });
});

describe('whose key', () => {
  test.each(['own', 'crypto-session', 'opm', 'channel'] as const)('%s', (key) => {
    const { privateKey } = { own, 'crypto-session': own, opm, channel }[key];
    for (const block of [
      { ...valid, key },
      { form: 'pkcs1-v1.5', M, PS: 'ff', blockType: 2, key },
      { form: 'unpadded', M, at: 'end', key },
    ] as const) {
      const { bytes, EM } = made(block);
      expect(rawDecrypt(privateKey, bytes).equals(EM ?? Buffer.alloc(0))).toBe(true);
    }
    expect(integer(made({ form: 'integer', value: 'n-1', key }).bytes)).toBe(keys[key].n - 1n);
  });
  test('an unrelated key: opened by none of the others', () => {
    const { bytes, EM } = made({ ...valid, key: 'stranger' });
    expect(integer(bytes)).toBe(power(integer(EM ?? Buffer.alloc(0)), 65537n, unrelatedKey().n));
  });
});

describe('the message', () => {
  test('has the random number where the recipe says', () => {
    const block: OaepBlock = { ...valid, M: ['$random', '01'.repeat(16), '0203040506070809'] };
    const { unmasked, carried } = made(block);
    expect(unmasked?.toString('hex', 216)).toBe(
      random.toString('hex') + '01'.repeat(16) + '0203040506070809',
    );
    expect(carried).toEqual({
      sent: random.toString('hex'),
      sentAt16: '01'.repeat(16),
      sequence: '0203040506070809',
    });
    expect(() => resolveBlock(block, contextOf({ random: undefined }))).toThrow(/^M: \$random/);
  });
  test('has the random number in reverse byte order, where that is another one', () => {
    const block: OaepBlock = { ...valid, M: ['$random-reversed', '01'.repeat(24)] };
    expect(made(block).unmasked?.toString('hex', 216)).toBe(
      `00102030405060708090a0b0c0d0e0f0${'01'.repeat(24)}`,
    );
    expect(resolveBlock(block, contextOf({ random: Buffer.alloc(16, 7) }))).toEqual({
      problem: 'the random number is its own reverse',
    });
  });
  test.each([
    [0, {}],
    [15, {}],
    [16, { sent: 'aa'.repeat(16) }],
    [31, { sent: 'aa'.repeat(16) }],
    [32, { sent: 'aa'.repeat(16), sentAt16: 'aa'.repeat(16) }],
    [40, { sent: 'aa'.repeat(16), sentAt16: 'aa'.repeat(16), sequence: 'aa'.repeat(8) }],
  ])('of %i bytes carries', (length, carried) => {
    expect(made({ ...valid, M: 'aa'.repeat(length) }).carried).toEqual(carried);
    expect(made({ form: 'pkcs1-v1.5', M: 'aa'.repeat(length), PS: '11', blockType: 2 }).carried).toEqual(
      carried,
    );
  });
  test('carries what the edits made of it', () => {
    expect(made({ ...valid, edits: [{ field: 'M', at: 0, set: 'ff' }] }).carried?.sent).toBe(
      `ff${M.slice(2)}`,
    );
  });
});

describe('the other forms', () => {
  const { n } = own.publicKey;
  test.each<[IntegerBlock['value'], bigint]>([
    ['0', 0n],
    ['1', 1n],
    ['2', 2n],
    ['n-2', n - 2n],
    ['n-1', n - 1n],
    ['n', n],
    ['n+1', n + 1n],
    ['n/2', n / 2n],
    ['2^2047', 2n ** 2047n],
    ['2^2048-1', 2n ** 2048n - 1n],
  ])('integer %s', (value, expected) => {
    const { bytes } = made({ form: 'integer', value });
    expect(bytes.length).toBe(256);
    expect(integer(bytes)).toBe(expected);
  });
  test('integer n+1 where n is all ones does not fit', () => {
    const ones = { ...own.publicKey, n: 2n ** 2048n - 1n };
    expect(resolveBlock({ form: 'integer', value: 'n+1' }, contextOf({ keys: () => ones }))).toEqual({
      problem: 'the integer does not fit',
    });
  });
  test('bytes', () => {
    expect(made({ form: 'bytes', bytes: '0001ff' }).bytes.toString('hex')).toBe('0001ff');
    expect(made({ form: 'bytes', bytes: '' }).bytes.length).toBe(0);
  });
  test('same-as, finished or not', () => {
    expect(made({ form: 'same-as', step: 3 }).bytes.equals(Buffer.alloc(256, 3))).toBe(true);
    const finish = [{ op: 'xor', at: 'last', mask: 'ff' }] as const;
    expect(made({ form: 'same-as', step: 3, finish }).bytes[255]).toBe(0xfc);
    expect(integer(made({ form: 'same-as', step: 0, finish: [{ op: 'add-n' }] }).bytes)).toBe(n);
  });
  test('pkcs1-v1.5 and unpadded', () => {
    const pkcs1 = rawDecrypt(
      own.privateKey,
      made({ form: 'pkcs1-v1.5', M, PS: 'a1b2c3', blockType: 2 }).bytes,
    );
    expect(pkcs1.toString('hex')).toBe(`0002${'a1b2c3'.repeat(79)}00${M}`);
    const atEnd = rawDecrypt(own.privateKey, made({ form: 'unpadded', M, at: 'end' }).bytes);
    expect(atEnd.toString('hex')).toBe('00'.repeat(240) + M);
    const atStart = rawDecrypt(own.privateKey, made({ form: 'unpadded', M, at: 'start' }).bytes);
    expect(atStart.toString('hex')).toBe(`00${M}${'00'.repeat(239)}`);
  });
  test('a shape and what comes behind it', () => {
    const block: OaepBlock = { ...valid, until: 'c-plus-n-fits', finish: [{ op: 'add-n' }] };
    const c = integer(made({ ...valid, until: 'c-plus-n-fits' }).bytes);
    expect(integer(made(block).bytes)).toBe(c + n);
    expect(
      made({ ...valid, until: 'c-leading-zero', finish: [{ op: 'drop-front', bytes: 1 }] }).bytes.length,
    ).toBe(255);
  });
});

describe('what cannot be made', () => {
  test('for this key is a problem', () => {
    const Y: OaepBlock = { ...valid, edits: [{ field: 'Y', at: 0, set: 'ff' }] };
    expect(resolveBlock(Y, contextOf())).toEqual({ problem: 'EM is not below n' });
    expect(resolveBlock({ ...Y, until: 'c-leading-zero' }, contextOf())).toEqual({
      problem: 'shape not found',
    });
    const high: Block = { form: 'unpadded', M: 'ff'.repeat(256), at: 'end' };
    expect(resolveBlock(high, contextOf())).toEqual({ problem: 'EM is not below n' });
    const sum: Block = { form: 'same-as', step: 255, finish: [{ op: 'add-n' }] };
    expect(resolveBlock(sum, contextOf())).toEqual({ problem: 'c + n does not fit' });
  });
  test.each<[Block, RegExp]>([
    [{ ...valid, M: 'aa'.repeat(127) }, /^M: /],
    [{ ...valid, M: 'a' }, /^M: /],
    [{ ...valid, seed: 'aa'.repeat(63) }, /^seed: /],
    [{ ...valid, L: 'x' }, /^L: /],
    [{ form: 'bytes', bytes: 'abc' }, /^bytes: /],
    [{ form: 'pkcs1-v1.5', M, PS: '00', blockType: 2 }, /^PS: /],
    [{ form: 'else' } as unknown as Block, /^form: /],
  ])('for any key is a RangeError (%#)', (block, message) => {
    expect(() => resolveBlock(block, contextOf())).toThrow(RangeError);
    expect(() => resolveBlock(block, contextOf())).toThrow(message);
  });
});
