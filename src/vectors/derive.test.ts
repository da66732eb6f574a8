// Vectors derived for a certificate: the driver with that certificate answers them as it answers the published ones.
import { constants, privateDecrypt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSpec } from '../1-contract/load.ts';
import { SuiteError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import { certificateBytes } from './certificate-recipe.ts';
import { deriveFile, readCertificateKey, type DerivedFile } from './derive.ts';
import { readVectorFiles } from './read-files.ts';
import { testKey } from './test-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'kexcts-derive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spec = loadSpec(join(packageRoot, 'spec'));
const files = readVectorFiles();
const keyName = 'test-rsa2048-b';

function certificate(name: string, changes: readonly { readonly op: 'as-pem' }[] = []): string {
  const path = join(folder, name);
  const container = changes.length > 0 ? 'der' : 'pkcs7';
  writeFileSync(path, certificateBytes({ chain: { leaf: keyName, container, length: 3 }, changes }));
  return path;
}

function derive(name: string, random?: string): DerivedFile | undefined {
  const file = files.find((one) => one.name === name)!;
  const key = readCertificateKey(certificate('chain.p7b'));
  return deriveFile(file, { ...spec, key, ...(random === undefined ? {} : { random }) })?.file;
}

describe('derive', () => {
  test('valid blocks open under the new key, and invalid ones do not', () => {
    const derived = derive('crypto-session-opm-sha512')!;
    const key = testKey(keyName).keyObject;
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const opened = (ct: string): string | null => {
      try {
        return privateDecrypt({ key, padding, oaepHash: 'sha512' }, Buffer.from(ct, 'hex')).toString('hex');
      } catch {
        return null;
      }
    };
    const tests = derived.testGroups.flatMap((group) => group.tests);
    expect(tests.length).toBeGreaterThan(150);
    for (const vector of tests) {
      const message = opened(vector.ct);
      expect(message === null, `tcId ${vector.tcId}`).toBe(vector.result === 'invalid');
      if (message !== null) expect(message).toBe(vector.msg);
    }
  });
  test('of OPM there are some where the random number is given', () => {
    expect(derive('opm')).toBeUndefined();
    const random = '5a'.repeat(16);
    const valid = derive('opm', random)!.testGroups[0]!.tests.filter((one) => one.result === 'valid');
    expect(valid.length).toBeGreaterThan(0);
    for (const vector of valid) expect(vector.msg!.slice(0, 32)).toBe(random);
  });
  test('a certificate may be PEM', () => {
    const { publicKey } = readCertificateKey(certificate('leaf.pem', [{ op: 'as-pem' }]));
    expect(publicKey.modulus.toString('hex')).toBe(testKey(keyName).parts.privateKey.modulus);
  });
  test('bytes that are none give one clear error', () => {
    const path = join(folder, 'noise');
    writeFileSync(path, 'noise');
    expect(() => readCertificateKey(path)).toThrow(SuiteError);
    expect(() => readCertificateKey(join(folder, 'missing'))).toThrow(/expected a certificate chain/);
  });
});
