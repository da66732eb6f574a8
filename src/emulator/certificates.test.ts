import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { describe, expect, test } from 'vitest';
import { guids } from '../core/windows/guids.ts';
import { chainLengths } from './certificate-chain.ts';
import {
  encrypted,
  keyOf,
  negotiate,
  openSession,
  publicKey,
  sessionKey,
  startEmulator,
  type Caller,
} from './fixture.ts';
import { poolKeyNames } from './keys.ts';

const selector = { CertificateType: 2, CryptoSessionType: guids.CRYPTO_TYPE_AES128_CTR };

function certificateOf(call: Caller, hDevice: unknown, which: object = selector): Buffer {
  const { CertificateSize } = call('GetCertificateSize', { hDevice, ...which });
  const { Certificate } = call('GetCertificate', { hDevice, ...which, CertificateSize });
  const bytes = Buffer.from(String(Certificate), 'hex');
  expect(bytes.length).toBe(CertificateSize);
  return bytes;
}

function fromPkcs7(bytes: Buffer): X509Certificate[] {
  const signedData = AsnConvert.parse(AsnConvert.parse(bytes, ContentInfo).content, SignedData);
  return [...(signedData.certificates ?? [])].map((choice) => {
    return new X509Certificate(Buffer.from(AsnConvert.serialize(choice)));
  });
}

function fromConcatenation(bytes: Buffer): X509Certificate[] {
  const certificates: X509Certificate[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 4 + bytes.readUInt16BE(at + 2);
    certificates.push(new X509Certificate(bytes.subarray(at, at + length)));
    at += length;
  }
  return certificates;
}

const isLeaf = (certificate: X509Certificate): boolean => !certificate.ca;

/** Walks from the leaf to a self-signed certificate, and says how many it took. */
function chained(certificates: X509Certificate[]): number {
  let current = certificates.find(isLeaf);
  for (let length = 1; current !== undefined; length++) {
    const subject: X509Certificate = current;
    if (subject.ca && subject.verify(subject.publicKey)) return length;
    current = certificates.find(
      (other) => other !== subject && subject.checkIssued(other) && subject.verify(other.publicKey),
    );
  }
  return 0;
}

describe.each(chainLengths)('a chain of %i', (chain) => {
  test.each(['pkcs7', 'concatenated'])('comes whole as %s', (container) => {
    const { call } = startEmulator({}, { container, chain: String(chain) });
    const bytes = certificateOf(call, call('CreateDevice')['hDevice']);
    const certificates = container === 'pkcs7' ? fromPkcs7(bytes) : fromConcatenation(bytes);
    expect(certificates).toHaveLength(chain);
    expect(chained(certificates)).toBe(chain);
    expect(certificates.every(({ subject }) => subject.includes('TEST'))).toBe(true);
  });
});

test('a container of der is the leaf alone', () => {
  const { call } = startEmulator({}, { container: 'der' });
  const leaf = new X509Certificate(certificateOf(call, call('CreateDevice')['hDevice']));
  expect(isLeaf(leaf)).toBe(true);
});

test.each(poolKeyNames)('certifies %s', (key) => {
  const { call } = startEmulator({}, { container: 'der', key });
  const { hDevice } = call('CreateDevice');
  const leaf = new X509Certificate(certificateOf(call, hDevice));
  expect(leaf.publicKey.equals(publicKey(key))).toBe(true);
  const refused = key === 'test-ec-p256' || key === 'test-rsa1024';
  const block = refused ? Buffer.alloc(256, 1) : encrypted(sessionKey, leaf.publicKey);
  const { hr } = negotiate(call, openSession(call, String(hDevice)), block.subarray(0, 256));
  expect(hr).toBe(key.startsWith('test-rsa2048') ? 0 : 0x80070057);
});

test('devices have one certificate, or each its own, and decrypt with it', () => {
  const same = startEmulator().call;
  const one = certificateOf(same, same('CreateDevice')['hDevice']);
  expect(certificateOf(same, same('CreateDevice')['hDevice'])).toEqual(one);
  const { call } = startEmulator({}, { deviceKeys: 'each', container: 'der', key: 'test-rsa2048-c' });
  const sessions = Array.from({ length: 6 }, () => openSession(call));
  const leaves = sessions.map(({ hDevice }) => new X509Certificate(certificateOf(call, hDevice)));
  expect(new Set(leaves.map((leaf) => leaf.fingerprint256)).size).toBe(6);
  expect(leaves[0]?.publicKey.equals(publicKey('test-rsa2048-c'))).toBe(true);
  sessions.forEach((session, at) => {
    leaves.forEach((leaf, other) => {
      const { hr } = negotiate(call, session, encrypted(sessionKey, leaf.publicKey));
      expect(hr === 0).toBe(at === other);
    });
  });
});

test('channels and OPM have the same certificate, or OPM its own', () => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice');
  const ours = certificateOf(call, hDevice);
  expect(certificateOf(call, hDevice, { CertificateType: 1, ChannelType: 2 })).toEqual(ours);
  const opm = (caller: Caller): unknown => {
    const { CertificateSize } = caller('OPMGetCertificateSize', { CertificateType: 0 });
    return caller('OPMGetCertificate', { CertificateType: 0, CertificateSize })['Certificate'];
  };
  expect(opm(call)).toBe(ours.toString('hex'));
  expect(opm(startEmulator({}, { opmCertificate: 'own' }).call)).not.toBe(ours.toString('hex'));
});

test.each([
  { CertificateType: 1, ChannelType: 3 },
  { CertificateType: 2, CryptoSessionType: guids.NULL_GUID },
  { CertificateType: 0 },
])('has no certificate for %j', (which) => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice');
  expect(call('GetCertificateSize', { hDevice, ...which })['CertificateSize']).toBe(0);
  expect(call('GetCertificate', { hDevice, ...which, CertificateSize: 0 })['Certificate']).toBe('');
});

test('has none where RSAES_OAEP is not offered', () => {
  const { call } = startEmulator({}, { keyExchange: 'hw-protection' });
  const { hDevice } = call('CreateDevice');
  expect(call('GetCertificateSize', { hDevice, ...selector })['CertificateSize']).toBe(0);
});

test('fills a larger buffer in front, and leaves a smaller one alone', () => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice');
  const whole = certificateOf(call, hDevice).toString('hex');
  const bytes = whole.length / 2;
  const larger = call('GetCertificate', {
    hDevice,
    ...selector,
    CertificateSize: bytes + 2,
    buffer: 'guard-after',
  });
  expect(larger).toEqual({ Certificate: `${whole}cdcd`, ns: expect.any(Number) });
  const smaller = call('GetCertificate', { hDevice, ...selector, CertificateSize: bytes - 1 });
  expect(smaller).toMatchObject({ Certificate: 'cd'.repeat(bytes - 1), setError: [0x80070057] });
  const huge = (): unknown => call('GetCertificate', { hDevice, ...selector, CertificateSize: 0xffffffff });
  expect(huge).toThrow(/CertificateSize: expected at most/);
});

test('issues every certificate for a provisioned key', () => {
  const { call } = startEmulator({}, { container: 'concatenated' });
  const opened = openSession(call);
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('hex');
  expect(call('test/provisionKey', { pkcs8 })).toEqual({});
  const certificates = fromConcatenation(certificateOf(call, opened.hDevice));
  expect(chained(certificates)).toBe(3);
  const leaf = certificates.find(isLeaf);
  expect(leaf?.publicKey.equals(pair.publicKey)).toBe(true);
  expect(leaf?.subject).toContain('TEST driver provisioned-');
  expect(leaf?.validTo).toBe('Dec 31 23:59:59 2049 GMT');
  expect(leaf?.infoAccess).toBeUndefined();
  expect(negotiate(call, opened, encrypted(sessionKey))['hr']).not.toBe(0);
  expect(negotiate(call, opened, encrypted(sessionKey, pair.publicKey))['hr']).toBe(0);
  expect(keyOf(call, opened)).toBe(sessionKey.toString('hex'));
  call('test/reset');
  const again = fromConcatenation(certificateOf(call, call('CreateDevice')['hDevice'])).find(isLeaf);
  expect(again?.fingerprint256).toBe(leaf?.fingerprint256);
});

test('refuses keys that are none', () => {
  const { call } = startEmulator();
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pkcs8 = ec.export({ type: 'pkcs8', format: 'der' }).toString('hex');
  expect(() => call('test/provisionKey', { pkcs8 })).toThrow(
    /pkcs8: expected an RSA private key, got one of type ec/,
  );
  expect(() => call('test/provisionKey', { pkcs8: '3000' })).toThrow(
    /pkcs8: expected the DER of an RSA private key/,
  );
});

test('reads and is stable between reads', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  negotiate(call, opened, encrypted(sessionKey));
  expect(certificateOf(call, opened.hDevice)).toEqual(certificateOf(call, opened.hDevice));
  expect(keyOf(call, opened)).toBe(sessionKey.toString('hex'));
});
