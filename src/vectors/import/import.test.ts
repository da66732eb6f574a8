// Files in the formats of others, with numbers of our own: what is read, what it tests, and what is made of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSpec } from '../../1-contract/load.ts';
import { SuiteError } from '../../core/errors.ts';
import { resolveBlock } from '../../ciphertexts/make/block.ts';
import { publicKeyOf } from '../../ciphertexts/make/rsa-public.ts';
import { packageRoot } from '../../core/package-root.ts';
import type { Block, OaepBlock } from '../../ciphertexts/block.ts';
import type { NegotiateStep } from '../../steps/negotiate.ts';
import { testKey } from '../test-keys.ts';
import { assess, type AssessedVector } from './assess-imported.ts';
import { readImported } from './read-imported.ts';

const folder = mkdtempSync(join(tmpdir(), 'kexcts-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { contract, profiles } = loadSpec(join(packageRoot, 'spec'));
const profile = profiles.find((one) => one.name === 'opm-sha512')!;
const sha1 = profiles.find((one) => one.name === 'oaep-sha1')!;
const keyName = 'test-rsa2048-c';
const publicKey = publicKeyOf(testKey(keyName).keyObject);

function bytesOf(block: Block, by = profile): string {
  const made = resolveBlock(block, { profile: by, keys: () => publicKey, earlier: () => Buffer.alloc(0) });
  if (made.problem !== undefined) throw new Error(made.problem);
  return made.bytes.toString('hex');
}

const plain = (M: string): OaepBlock => ({ form: 'oaep', M, seed: '5e'.repeat(64) });
const key16 = '00112233445566778899aabbccddeeff';
const short = '313233343030';

interface Given {
  readonly msg: string;
  readonly ct: string;
  readonly label?: string;
  readonly result?: string;
}

/** A file in Wycheproof's shape. */
function wycheproofFile(name: string, given: readonly Given[], sha = 'SHA-512'): string {
  const path = join(folder, name);
  const tests = given.map(({ msg, ct, label = '', result = 'valid' }, at) => ({
    tcId: at + 1,
    comment: `number ${at + 1}`,
    msg,
    ct,
    label,
    result,
    flags: [],
  }));
  const group = {
    keySize: 2048,
    sha,
    mgfSha: sha,
    privateKeyPkcs8: testKey(keyName).parts.privateKeyPkcs8,
    tests,
  };
  const file = { schema: 'rsaes_oaep_decrypt_schema_v1.json', testGroups: [group] };
  writeFileSync(path, JSON.stringify(file));
  return path;
}

function assessed(path: string, by = profile): AssessedVector[] {
  return readImported(path).map((one) => assess({ contract, profile: by, dialect: 'd3d11.1' }, one));
}

const sentBy = (one: AssessedVector['rebuilt']): Block | null =>
  (one!.recipe.steps.at(-1) as NegotiateStep).data;

describe("Wycheproof's format", () => {
  const path = wycheproofFile('w.json', [
    { msg: key16, ct: bytesOf(plain(key16)) },
    { msg: short, ct: bytesOf(plain(short)) },
    {
      msg: short,
      ct: bytesOf({ ...plain(short), edits: [{ field: 'Y', at: 0, set: '07' }] }),
      result: 'invalid',
    },
    {
      msg: key16,
      ct: bytesOf({ ...plain(key16), edits: [{ field: 'lHash', at: 3, xor: '10' }] }),
      result: 'invalid',
    },
    { msg: short, ct: bytesOf(plain(short)).slice(2), result: 'invalid' },
    { msg: key16, ct: bytesOf({ ...plain(key16), L: '6c' }), label: '6c' },
    { msg: short, ct: '00'.repeat(256), result: 'invalid' },
    { msg: short, ct: bytesOf({ form: 'integer', value: 'n' }), result: 'invalid' },
  ]);
  const all = assessed(path);

  test('finds which vectors can be used on a driver', () => {
    expect(all.map((one) => one.tests)).toEqual([
      'meant',
      'length',
      'nothing',
      'meant',
      'meant',
      'meant',
      'meant',
      'nothing',
    ]);
    expect(all[7]!.why).toContain('out of range');
  });
  test('names the clauses that they touch', () => {
    expect(all[0]!.clauses).toContain('NCSKE-OK-1');
    expect(all[1]!.clauses).toContain('NCSKE-ERR-15');
    expect(all[2]!.clauses).toEqual([]);
    expect(all[3]!.clauses).toContain('NCSKE-ERR-3');
    expect(all[4]!.clauses).toContain('NCSKE-ERR-1');
  });
  test('makes each anew with a key of 16 bytes and the same defect', () => {
    expect(sentBy(all[2]!.rebuilt)).toMatchObject({ edits: [{ field: 'Y', at: 0, set: '07' }] });
    const lHash = `00000010${'00'.repeat(60)}`;
    expect(sentBy(all[3]!.rebuilt)).toMatchObject({ edits: [{ field: 'lHash', at: 0, xor: lHash }] });
    expect(sentBy(all[4]!.rebuilt)).toMatchObject({ finish: [{ op: 'truncate', to: 255 }] });
    expect(sentBy(all[5]!.rebuilt)).toMatchObject({ L: '6c' });
    expect(sentBy(all[6]!.rebuilt)).toEqual({ form: 'integer', value: '0' });
    for (const { rebuilt } of all) {
      const block = sentBy(rebuilt)!;
      if (block.form === 'oaep') expect((block.M as string).length).toBe(32);
    }
  });
  test('by other parameters than the profile they test nothing, and make blocks with another hash', () => {
    const [one] = assessed(path, sha1);
    expect(one).toMatchObject({ tests: 'nothing', clauses: [] });
    expect(one!.rebuilt!.points.at(-1)).toMatchObject({ encoding: 'hash' });
  });
});

describe("RSA Laboratories' format", () => {
  const lines = (hex: string): string =>
    (hex.match(/.{1,32}/g) ?? []).map((line) => line.replaceAll(/(..)/g, '$1 ')).join('\n');
  const numbers = testKey(keyName).parts.privateKey;
  const text = [
    '# Example 1: A 2048-bit RSA key pair',
    '# RSA modulus n:',
    lines(numbers.modulus),
    '# RSA public exponent e:',
    lines(numbers.publicExponent),
    '# RSA private exponent d:',
    lines(numbers.privateExponent),
    '# Prime p:',
    lines(numbers.prime1),
    '# Prime q:',
    lines(numbers.prime2),
    "# p's CRT exponent dP:",
    lines(numbers.exponent1),
    "# q's CRT exponent dQ:",
    lines(numbers.exponent2),
    '# CRT coefficient qInv:',
    lines(numbers.coefficient),
    '# RSAES-OAEP Encryption Example 1.1',
    '# Message to be encrypted:',
    lines(key16),
    '# Seed:',
    lines('5e'.repeat(20)),
    '# Encryption:',
    lines(bytesOf(plain(key16), sha1)),
    '# RSAES-OAEP Encryption Example 1.2',
    '# Message to be encrypted:',
    lines(short),
    '# Seed:',
    lines('5e'.repeat(20)),
    '# Encryption:',
    lines(bytesOf(plain(short), sha1)),
  ].join('\n\n');
  const path = join(folder, 'oaep.txt');
  writeFileSync(path, text);

  test('gives key, message and ciphertext of each example', () => {
    const read = readImported(path);
    expect(read.map((one) => one.id)).toEqual(['oaep.txt 1.1', 'oaep.txt 1.2']);
    expect(read[0]!.keyBits).toBe(2048);
    expect(read[0]!.msg.toString('hex')).toBe(key16);
  });
  test('and what each tests', () => {
    expect(assessed(path, sha1).map((one) => one.tests)).toEqual(['meant', 'length']);
  });
  test('of the second draft, with parameters in the headings', () => {
    const draft = [
      '# Example',
      '# Public key',
      '# Modulus:',
      numbers.modulus,
      '# Exponent:',
      '10001',
      '# Private key',
      '# Modulus:',
      numbers.modulus,
      '# Public exponent:',
      '10001',
      '# Exponent:',
      numbers.privateExponent,
      '# Prime 1:',
      numbers.prime1,
      '# Prime 2:',
      numbers.prime2,
      '# Prime exponent 1:',
      numbers.exponent1,
      '# Prime exponent 2:',
      numbers.exponent2,
      '# Coefficient:',
      numbers.coefficient,
      '# OAEP Example 1 alg=sha512 mgf1=sha512',
      '# Message:',
      key16,
      '# Encryption:',
      bytesOf(plain(key16)),
      '# OAEP Example 2',
      '# Message:',
      key16,
      '# Encryption:',
      bytesOf(plain(key16), sha1),
    ].join('\n');
    const draftPath = join(folder, 'draft.txt');
    writeFileSync(draftPath, draft);
    const read = readImported(draftPath);
    expect(read.map((one) => one.id)).toEqual(['draft.txt 1.1', 'draft.txt 1.2']);
    expect(assessed(draftPath).map((one) => one.why)).toEqual([
      'a key of 16 bytes',
      'other parameters than the profile',
    ]);
  });
  test('a line that is neither gives its number', () => {
    const broken = join(folder, 'broken.txt');
    writeFileSync(broken, `${text}\nwhat?`);
    expect(() => readImported(broken)).toThrow(/line \d+ is neither/);
  });
});

test.each([
  ['no file', 'missing.json', undefined],
  ['no JSON', 'no.json', '{'],
  ['another schema', 'other.json', '{"schema":"x","testGroups":[]}'],
])('%s gives one clear error', (_what, name, text) => {
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  expect(() => readImported(path)).toThrow(SuiteError);
});
