// What is known of a block is what the private-key operation gives for it.
import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { poolKey } from '../emulator/keys.ts';
import { nodePrivateOperation } from '../emulator/private-operation.ts';
import type { BlockContext } from '../ciphertexts/make/block.ts';
import { cachingResolver } from '../ciphertexts/make/block-cache.ts';
import { publicKeyOf } from '../ciphertexts/make/rsa-public.ts';
import type { Block } from '../ciphertexts/block.ts';
import { KnownPlaintexts } from './known-plaintexts.ts';

const own = poolKey('test-rsa2048-a');
const publicKey = publicKeyOf(createPublicKey(own.privateKey));
const context: BlockContext = {
  profile: { hash: 'sha512', mgfHash: 'sha512', label: '' },
  keys: () => publicKey,
  earlier: () => Buffer.alloc(0),
};
const whole = { form: 'oaep', M: '11'.repeat(16), seed: '22'.repeat(64) } as const;

test.each<[string, Block]>([
  ['OAEP', whole],
  ['OAEP with a defect', { ...whole, edits: [{ field: 'lHash', at: 'first', xor: '01' }] }],
  ['PKCS #1 v1.5', { form: 'pkcs1-v1.5', blockType: 2, M: '11'.repeat(16), PS: '33'.repeat(237) }],
  ['unpadded', { form: 'unpadded', M: '11'.repeat(16), at: 'end' }],
])('%s', (_, block) => {
  const plaintexts = new KnownPlaintexts();
  const resolve = cachingResolver((...made) => plaintexts.note(...made));
  const resolved = resolve(block, context);
  if (resolved.problem !== undefined) return expect.unreachable(resolved.problem);
  expect(plaintexts.of(own, resolved.bytes)).toEqual(nodePrivateOperation(own, resolved.bytes));
  expect(plaintexts.of(poolKey('test-rsa2048-b'), resolved.bytes)).toBeUndefined();
});

test('nothing is known of what was changed behind the encryption', () => {
  const plaintexts = new KnownPlaintexts();
  const resolve = cachingResolver((...made) => plaintexts.note(...made));
  const resolved = resolve({ ...whole, finish: [{ op: 'xor', at: 255, mask: '01' }] }, context);
  if (resolved.problem !== undefined) return expect.unreachable(resolved.problem);
  expect(plaintexts.of(own, resolved.bytes)).toBeUndefined();
});
