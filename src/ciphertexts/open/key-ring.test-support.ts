// Keys, profiles and the contract's lengths, for the tests of the classifier.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '../../1-contract/model.ts';
import { resolveBlock, type BlockContext } from '../make/block.ts';
import { testKey } from '../make/opened.test-support.ts';
import { unrelatedKey } from '../make/unrelated-key.ts';
import { packageRoot } from '../../core/package-root.ts';
import type { Block, KeyReference } from '../block.ts';
import { lengthVariables } from './bounds.ts';
import { privateKeyOf } from './private-key.ts';
import { unrelatedPrivateKey } from './unrelated-private-key.ts';

export const variables = JSON.parse(
  readFileSync(join(packageRoot, 'spec', 'contract', 'variables.json'), 'utf8'),
) as Pick<Contract, 'points'>;
export const bounds = lengthVariables(variables);

export const a = testKey('a');
export const own = privateKeyOf(a.privateKey);
const opm = testKey('b');
const channel = testKey('c');
export const keys = {
  own,
  others: [opm.privateKey, channel.privateKey, unrelatedPrivateKey()].map(privateKeyOf),
};
const publicKeys: Record<KeyReference, typeof a.publicKey> = {
  own: a.publicKey,
  'crypto-session': a.publicKey,
  opm: opm.publicKey,
  channel: channel.publicKey,
  stranger: unrelatedKey(),
};
export const profiles = [
  { hash: 'sha512', mgfHash: 'sha512', label: '' },
  { hash: 'sha1', mgfHash: 'sha1', label: '' },
  { hash: 'sha256', mgfHash: 'sha256', label: '6b6579' },
];
export type TestProfile = (typeof profiles)[number];
export const otherLabels = ['00', '4f504d', '78'];
export const random = Buffer.alloc(16, 0x5a);

/** What is sent for a recipe; nothing where it cannot be made for these keys. */
export function bytesOf(block: Block, profile: TestProfile): Buffer | undefined {
  const context: BlockContext = {
    profile,
    keys: (reference) => publicKeys[reference],
    random,
    earlier: () => Buffer.alloc(0),
  };
  const resolved = resolveBlock(block, context);
  return resolved.problem === undefined ? resolved.bytes : undefined;
}
