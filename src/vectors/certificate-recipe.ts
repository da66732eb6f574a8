// How the bytes of a certificate vector are made: a chain of the TEST authority in a container, and changes to its bytes.
import { certificateChain, type ChainLength, type Container } from '../emulator/certificate-chain.ts';
import { poolKey, type PoolKeyName } from '../emulator/keys.ts';

/** A change to bytes. */
export type ByteChange =
  | { readonly op: 'truncate'; readonly to: number }
  | { readonly op: 'drop-back'; readonly bytes: number }
  | { readonly op: 'append'; readonly bytes: string }
  | { readonly op: 'append-chain'; readonly of: ChainRecipe }
  | { readonly op: 'as-pem' };

export interface ChainRecipe {
  readonly leaf: PoolKeyName;
  readonly container: Container;
  /** Certificates in the chain, the leaf included. */
  readonly length: ChainLength;
  /** concatenated: which certificate stands where, by its place in the chain from the leaf on. */
  readonly order?: readonly number[];
}

export type CertificateRecipe =
  { readonly chain: ChainRecipe; readonly changes?: readonly ByteChange[] } | { readonly bytes: string };

/** The bytes of a chain. */
function chainBytes({ leaf, container, length, order }: ChainRecipe): Buffer {
  const chain = certificateChain(poolKey(leaf), container, length);
  if (order === undefined) return chain;
  const parts = derElements(certificateChain(poolKey(leaf), 'concatenated', length));
  return Buffer.concat(order.map((place) => parts[place] ?? Buffer.alloc(0)));
}

/** The DER elements that lie one behind the other, all with a length of two octets, as certificates have it. */
function derElements(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}

function applyByteChange(bytes: Buffer, change: ByteChange): Buffer {
  switch (change.op) {
    case 'truncate':
      return bytes.subarray(0, change.to);
    case 'drop-back':
      return bytes.subarray(0, bytes.length - change.bytes);
    case 'append':
      return Buffer.concat([bytes, Buffer.from(change.bytes, 'hex')]);
    case 'append-chain':
      return Buffer.concat([bytes, chainBytes(change.of)]);
    case 'as-pem': {
      const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
      return Buffer.from(
        `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
        'latin1',
      );
    }
  }
}

/** The bytes of a recipe: the same every time. */
export function certificateBytes(recipe: CertificateRecipe): Buffer {
  if ('bytes' in recipe) return Buffer.from(recipe.bytes, 'hex');
  return (recipe.changes ?? []).reduce(applyByteChange, chainBytes(recipe.chain));
}
