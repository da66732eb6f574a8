import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CertificateError } from './certificate-error.ts';
import { readChain } from './chain.ts';
import { openContainer } from './container.ts';
import { describeCertificate } from './describe.ts';
import { issue, pkcs7 } from './issue.test-support.ts';

const ec = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = (modulusLength: number, publicExponent = 65537): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey;

const rootKey = ec();
const middleKey = ec();
const leafKey = rsa(2048);
const root = issue({ subject: 'root', issuer: 'root', key: rootKey, signedBy: rootKey, ca: true });
const middle = issue({ subject: 'middle', issuer: 'root', key: middleKey, signedBy: rootKey, ca: true });
const leafOf = (key: KeyObject, more: { notAfter?: Date; ca?: boolean } = { ca: false }): Buffer =>
  issue({ subject: 'leaf', issuer: 'middle', key, signedBy: middleKey, ...more });
const leaf = leafOf(leafKey);
const modulus = Buffer.from(leafKey.export({ format: 'jwk' }).n ?? '', 'base64url');

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((each, index) =>
    permutations(items.filter((_, at) => at !== index)).map((rest) => [each, ...rest]),
  );
}

describe('the leaf', () => {
  test.each(permutations([root, middle, leaf]).map((order) => [order]))('is found in any order', (order) => {
    for (const bytes of [pkcs7(order), Buffer.concat(order)]) {
      const chain = readChain(bytes);
      expect(chain.leaf.raw.equals(leaf)).toBe(true);
      expect(chain.certificates.length).toBe(3);
      expect(chain.form).toBe('rsa-2048');
      if (chain.form !== 'rsa-2048') return;
      expect(chain.modulus.equals(modulus)).toBe(true);
      expect(chain.modulus.length).toBe(256);
      expect(chain.n).toBe(BigInt(`0x${modulus.toString('hex')}`));
      expect([chain.modulusBits, chain.exponent]).toEqual([2048, 65537n]);
      expect(chain.publicKey.asymmetricKeyType).toBe('rsa');
    }
  });
  test('is the only certificate, self-signed or not, CA or not', () => {
    const selfSigned = issue({
      subject: 'driver',
      issuer: 'driver',
      key: leafKey,
      signedBy: rootKey,
      ca: true,
    });
    for (const bytes of [selfSigned, leaf, pkcs7([selfSigned])])
      expect(readChain(bytes).form).toBe('rsa-2048');
    expect(readChain(leaf).container).toBe('der');
    expect(readChain(pkcs7([leaf])).container).toBe('pkcs7');
  });
  test('is found where the certificates say nothing of being a CA', () => {
    const plain = leafOf(leafKey, {});
    const issuer = issue({ subject: 'middle', issuer: 'root', key: middleKey, signedBy: rootKey });
    expect(readChain(Buffer.concat([issuer, plain])).leaf.raw.equals(plain)).toBe(true);
  });
  test('is not a CA that stands beside the chain and issued nothing', () => {
    const unrelated = issue({
      subject: 'unrelated',
      issuer: 'unrelated',
      key: rootKey,
      signedBy: rootKey,
      ca: true,
    });
    expect(readChain(pkcs7([unrelated, root, leaf, middle])).leaf.raw.equals(leaf)).toBe(true);
  });
  test('has the longest way up where several are left', () => {
    const other = issue({ subject: 'other', issuer: 'nobody', key: leafKey, signedBy: rootKey, ca: false });
    expect(readChain(Buffer.concat([other, root, middle, leaf])).leaf.raw.equals(leaf)).toBe(true);
  });
  test('is found when a certificate comes twice', () => {
    expect(readChain(Buffer.concat([leaf, leaf, middle])).leaf.raw.equals(leaf)).toBe(true);
  });
  test('is found where names go round in a circle', () => {
    const a = issue({ subject: 'a', issuer: 'b', key: leafKey, signedBy: rootKey, ca: true });
    const b = issue({ subject: 'b', issuer: 'a', key: leafKey, signedBy: rootKey, ca: true });
    expect(readChain(Buffer.concat([a, b])).leaf.raw.equals(a)).toBe(true);
  });
  test('may have expired: no clock is asked', () => {
    expect(describeCertificate(leafOf(leafKey, { ca: false, notAfter: new Date('2020-01-02') })).form).toBe(
      'rsa-2048',
    );
  });
});

describe('the key', () => {
  test.each([
    [rsa(1024), 'an RSA key of 1024 bits'],
    [rsa(3072), 'an RSA key of 3072 bits'],
    [ec(), 'a key of the kind ec (prime256v1)'],
    [generateKeyPairSync('ed25519').privateKey, 'a key of the kind ed25519'],
    [generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey, 'a key of the kind rsa-pss'],
  ])('of another kind is said to be so (%#)', (key, what) => {
    expect(describeCertificate(pkcs7([leafOf(key), middle, root]))).toMatchObject({
      form: 'other-key',
      container: 'pkcs7',
      what,
    });
  });
  test('may have the exponent 3', () => {
    expect(readChain(leafOf(rsa(2048, 3)))).toMatchObject({ form: 'rsa-2048', exponent: 3n });
  });
  test('with an exponent of 1, an even one, or an even modulus is none to encrypt with', () => {
    const exponent = Buffer.from('0203010001', 'hex');
    for (const other of ['0203000001', '0203010000']) {
      const at = leaf.indexOf(exponent);
      const changed = Buffer.from(leaf);
      Buffer.from(other, 'hex').copy(changed, at);
      expect(describeCertificate(changed)).toMatchObject({ form: 'other-key' });
    }
    const even = Buffer.from(leaf);
    even[leaf.indexOf(modulus) + 255] = 0x10;
    expect(describeCertificate(even)).toMatchObject({
      form: 'other-key',
      what: 'an RSA key with an even modulus',
    });
  });
  test('of an unknown kind is another key, not an error', () => {
    const rsaEncryption = Buffer.from('06092a864886f70d010101', 'hex');
    const changed = Buffer.from(leaf);
    changed[leaf.indexOf(rsaEncryption) + 10] = 0x63;
    expect(describeCertificate(changed)).toMatchObject({
      form: 'other-key',
      container: 'der',
      what: 'a key of an unknown kind',
    });
  });
});

describe('what stands behind the chain', () => {
  const containers: [string, Buffer][] = [
    ['pkcs7', pkcs7([leaf, middle, root])],
    ['concatenated', Buffer.concat([leaf, middle, root])],
    ['der', leaf],
  ];
  test.each(containers)('%s: zeros are tolerated and noted', (container, bytes) => {
    const padded = Buffer.concat([bytes, Buffer.alloc(5)]);
    expect(describeCertificate(padded)).toMatchObject({
      form: 'rsa-2048',
      container,
      what: '5 zero bytes follow the chain',
    });
    expect(readChain(padded).padding).toBe(5);
    expect(describeCertificate(bytes).what).toBeUndefined();
  });
  test.each(containers)('%s: anything else is refused', (_container, bytes) => {
    for (const behind of ['01', '0000000001', '3003020100', 'cdcdcdcd']) {
      const { form, what } = describeCertificate(Buffer.concat([bytes, Buffer.from(behind, 'hex')]));
      expect(form).toBe('unreadable');
      expect(what).toMatch(/behind|follow|is not X\.509|cut off|long/);
    }
  });
});

describe('the container', () => {
  test('holds the same certificates as @peculiar/asn1-cms finds', () => {
    const bytes = pkcs7([leaf, middle, root]);
    const info = AsnConvert.parse(new Uint8Array(bytes).buffer, ContentInfo);
    const parsed = AsnConvert.parse(info.content, SignedData).certificates ?? [];
    const theirs = parsed.map((each) => Buffer.from(AsnConvert.serialize(each.certificate)).toString('hex'));
    expect(openContainer(bytes).certificates.map((each) => each.toString('hex'))).toEqual(theirs);
    expect(theirs.length).toBe(3);
  });
  test('may have indefinite lengths around the certificates', () => {
    const indefinite = (tag: string, ...inside: (string | Buffer)[]): Buffer =>
      Buffer.concat([
        Buffer.from(`${tag}80`, 'hex'),
        ...inside.map((each) => (typeof each === 'string' ? Buffer.from(each, 'hex') : each)),
        Buffer.alloc(2),
      ]);
    const data = indefinite(
      '30',
      '020101',
      '3100',
      indefinite('30', '06092a864886f70d010701'),
      indefinite('a0', middle, leaf),
      '3100',
    );
    const bytes = indefinite('30', '06092a864886f70d010702', indefinite('a0', data));
    expect(readChain(bytes)).toMatchObject({ container: 'pkcs7', padding: 0 });
    expect(readChain(bytes).leaf.raw.equals(leaf)).toBe(true);
  });
  test('without certificates is unreadable', () => {
    expect(describeCertificate(pkcs7([]))).toMatchObject({
      form: 'unreadable',
      what: 'the PKCS #7 holds no certificates',
    });
  });
  test('of another PKCS #7 type is unreadable', () => {
    const bytes = pkcs7([leaf]);
    bytes[bytes.indexOf(Buffer.from('2a864886f70d010702', 'hex')) + 8] = 3;
    expect(describeCertificate(bytes)).toMatchObject({
      form: 'unreadable',
      what: 'the PKCS #7 content is not SignedData',
    });
  });
  test('may be anything: then it is said what, and nothing is thrown but CertificateError', () => {
    expect(describeCertificate(Buffer.alloc(0))).toMatchObject({
      form: 'empty',
      sha256: expect.stringMatching(/^e3b0c442/) as unknown,
    });
    expect(() => readChain(Buffer.alloc(0))).toThrow(CertificateError);
    const pem = Buffer.from(
      `-----BEGIN CERTIFICATE-----\n${leaf.toString('base64')}\n-----END CERTIFICATE-----\n`,
    );
    expect(describeCertificate(pem)).toMatchObject({
      form: 'unreadable',
      what: 'the bytes are PEM text, DER was expected',
    });
    expect(describeCertificate(Buffer.alloc(64))).toMatchObject({ form: 'unreadable' });
    expect(describeCertificate(leaf.subarray(0, 200)).what).toMatch(/should be \d+ bytes long/);
    expect(describeCertificate(Buffer.from('3003020100', 'hex'))).toMatchObject({
      form: 'unreadable',
      what: 'certificate 1 of 1 is not X.509',
    });
  });
});

describe('hostile bytes', () => {
  const megabyte = 1 << 20;
  const noise = Buffer.alloc(megabyte);
  for (let index = 0, state = 1; index < megabyte; index++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    noise[index] = state >>> 24;
  }
  const nested = (unit: string): Buffer => Buffer.alloc(megabyte, Buffer.from(unit, 'hex'));
  const startingWith = (start: string): Buffer => Buffer.concat([Buffer.from(start, 'hex'), noise]);
  test.each([
    ['noise', noise],
    ['noise in a SEQUENCE', startingWith('3080')],
    ['noise in a SEQUENCE of 1 MB', startingWith('3083100000')],
    ['noise behind an object identifier', startingWith('308310000006092a864886f70d010702a083100000')],
    ['indefinite lengths in each other', nested('3080')],
    ['many levels in a context tag', nested('a080')],
    ['many empty SEQUENCEs', nested('3000')],
    ['a length of 2^64 - 1', startingWith('3088ffffffffffffffff')],
    ['a length of 2^48 - 1', startingWith('3086ffffffffffff')],
    ['many copies of one certificate', Buffer.concat(Array.from({ length: 1000 }, () => leaf))],
    ['an identifier of several octets', nested('3f')],
  ])('%s: refused at once', { timeout: 1000 }, (_name, bytes) => {
    expect(describeCertificate(bytes).form).toBe('unreadable');
  });
  test('any prefix or any changed byte gives a description', () => {
    const bytes = pkcs7([leaf, middle, root]);
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, mask, cut) => {
          const changed = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
          if (!cut) changed[at] = (changed[at] ?? 0) ^ mask;
          const { form } = describeCertificate(changed);
          expect(['rsa-2048', 'other-key', 'unreadable', 'empty']).toContain(form);
          if (cut) expect(form).not.toBe('rsa-2048');
        },
      ),
      { seed: 1, numRuns: 1500 },
    );
  });
});
