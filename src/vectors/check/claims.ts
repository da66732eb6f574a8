// What a vector claims of its block, proved from the bytes: that exactly this is wrong, and everything else is right.
import { createPrivateKey } from 'node:crypto';
import { unrelatedPrivateKey } from '../../ciphertexts/open/unrelated-private-key.ts';
import {
  fieldsOf,
  messageOf,
  wrongFields,
  type Fields,
  type Masking,
  type OaepParameters,
} from './eme-fields.ts';
import { open, toBytes, toInteger, type ProvedKey } from './rsa-proof.ts';

/** Members of a recipe's block, read as data. */
export interface BlockData {
  readonly hash?: string;
  readonly mgfHash?: string;
  readonly mgf?: string;
  readonly L?: string;
  readonly seed?: string;
  readonly form?: string;
  readonly finish?: readonly { readonly op: string; readonly by?: number }[];
}

/** A block whose claim is to be proved. */
export interface Claimed {
  readonly ct: Buffer;
  readonly EM: Buffer;
  readonly key: ProvedKey;
  readonly parameters: OaepParameters;
  readonly block: BlockData;
  /** Length of the plaintext in bytes, where one is claimed. */
  readonly messageBytes: number | undefined;
}

/** The plaintext that stands in the block, or why the claim does not hold. */
export type Proof = { readonly M: Buffer | undefined } | { readonly wrong: string };

const wrong = (what: string): Proof => ({ wrong: what });

function messageBehind(fields: Fields, bytes: number): Buffer {
  return fields.rest.subarray(fields.rest.length - bytes);
}

function oneField(name: string): (claimed: Claimed) => Proof {
  return ({ EM, parameters, messageBytes }) => {
    if (messageBytes === undefined) return wrong('it has no msg');
    const fields = fieldsOf(EM, parameters);
    const found = wrongFields(fields, messageBytes);
    if (found.length !== 1 || found[0] !== name)
      return wrong(`the wrong fields are ${found.join(', ') || 'none'}`);
    if (messageOf(fields) !== undefined) return wrong('a decoder finds another message in it');
    return { M: messageBehind(fields, messageBytes) };
  };
}

function otherParameters(of: (claimed: Claimed) => OaepParameters): (claimed: Claimed) => Proof {
  return (claimed) => {
    const other = of(claimed);
    const { hash, mgfHash, label } = claimed.parameters;
    if (other.hash === hash && other.mgfHash === mgfHash && Buffer.compare(other.label, label) === 0)
      return wrong('its parameters are those of the profile');
    const M = messageOf(fieldsOf(claimed.EM, other));
    return M === undefined ? wrong('it is no encoding by the parameters it names') : { M };
  };
}

const named = (name: string | undefined, profiles: string): string =>
  name === undefined || name === 'profile' ? profiles : name;

/** Whether bytes are valid by the profile under a key; their message. */
function valid(bytes: Buffer, key: ProvedKey, parameters: OaepParameters): Buffer | undefined {
  const c = toInteger(bytes);
  return c < key.n ? messageOf(fieldsOf(open(key, c), parameters)) : undefined;
}

function wordsReversed(bytes: Buffer, word: number): Buffer {
  const turned = Buffer.from(bytes);
  for (let at = 0; at < turned.length; at += word) turned.subarray(at, at + word).reverse();
  return turned;
}

function reordered({ ct, key, parameters }: Claimed): Proof {
  for (const word of [ct.length, 8, 4, 2]) {
    const M = valid(wordsReversed(ct, word), key, parameters);
    if (M !== undefined) return { M };
  }
  return wrong('it is no block in reverse byte order');
}

/** Bytes that were moved otherwise: undone as the recipe says, they are a right block, or one of COPP's. */
function undone({ ct, key, parameters, block }: Claimed): Proof | undefined {
  const [finish] = block.finish ?? [];
  if (finish?.op === 'rotate' && finish.by !== undefined) {
    const by = (ct.length - finish.by) % ct.length;
    const M = valid(Buffer.concat([ct.subarray(by), ct.subarray(0, by)]), key, parameters);
    return M === undefined ? wrong('rotated back it is no block') : { M };
  }
  if (finish?.op === 'reverse' && block.form === 'pkcs1-v1.5') {
    const c = toInteger(wordsReversed(ct, ct.length));
    return c < key.n ? pkcs1(open(key, c)) : wrong('in the other byte order it is out of range');
  }
  return undefined;
}

function pkcs1(EM: Buffer): Proof {
  const end = EM.indexOf(0, 2);
  const right = EM[0] === 0 && (EM[1] === 1 || EM[1] === 2) && end >= 10;
  return right ? { M: EM.subarray(end + 1) } : wrong('it is no block of PKCS #1 v1.5');
}

let unrelated: ProvedKey | undefined;
/** The private key of nobody's: blocks made for it are right ones under another key. */
export function unrelatedProvedKey(): ProvedKey {
  if (unrelated === undefined) {
    const keyObject = createPrivateKey(unrelatedPrivateKey().export({ format: 'pem', type: 'pkcs8' }));
    const { n, e } = keyObject.export({ format: 'jwk' });
    const number = (text: string | undefined): bigint => toInteger(Buffer.from(text ?? '', 'base64url'));
    const modulus = Buffer.from(n ?? '', 'base64url');
    unrelated = { n: number(n), e: number(e), k: modulus.length, modulus, keyObject };
  }
  return unrelated;
}

const claims: Readonly<Record<string, (claimed: Claimed) => Proof>> = {
  valid: ({ EM, parameters }) => {
    const M = messageOf(fieldsOf(EM, parameters));
    return M === undefined ? wrong('it is no encoding by the profile') : { M };
  },
  y: oneField('y'),
  lhash: oneField('lhash'),
  ps: oneField('ps'),
  separator: oneField('separator'),
  hash: otherParameters(({ block, parameters }) => ({
    ...parameters,
    hash: named(block.hash, parameters.hash),
    mgfHash: named(block.mgfHash, parameters.mgfHash),
  })),
  'mgf-hash': otherParameters(({ block, parameters }) => ({
    ...parameters,
    mgfHash: named(block.mgfHash, parameters.mgfHash),
  })),
  label: otherParameters(({ block, parameters }) => ({
    ...parameters,
    label: Buffer.from(block.L ?? '', 'hex'),
  })),
  mgf: ({ EM, parameters, block }) => {
    const M = messageOf(fieldsOf(EM, parameters, block.mgf as Masking));
    return M === undefined ? wrong(`it is no encoding by the variant ${block.mgf ?? ''}`) : { M };
  },
  'pkcs1-v1.5': ({ EM }) => pkcs1(EM),
  unpadded: ({ EM, messageBytes = 0 }) => {
    const front = EM.subarray(1, 1 + messageBytes);
    const back = EM.subarray(EM.length - messageBytes);
    if (EM.subarray(0, EM.length - messageBytes).every((byte) => byte === 0)) return { M: back };
    const zeros = EM[0] === 0 && EM.subarray(1 + messageBytes).every((byte) => byte === 0);
    return zeros ? { M: front } : wrong('there is more than a message in it');
  },
  'byte-order': reordered,
  'public-key': ({ ct, parameters }) => {
    const M = valid(ct, unrelatedProvedKey(), parameters);
    return M === undefined ? wrong('it is no block under the unrelated key') : { M };
  },
  scrambled: (claimed) => {
    const other = ['valid', 'pkcs1-v1.5', 'byte-order', 'public-key'].find(
      (name) => 'M' in prove(name, claimed),
    );
    if (other !== undefined) return wrong(`it is ${other}`);
    const fields = fieldsOf(claimed.EM, claimed.parameters);
    if (fields.lHash.equals(fields.rightLHash)) return wrong('its lHash is right');
    return undone(claimed) ?? { M: undefined };
  },
};

/** Proves a value of the contract's variable `encoding`. */
export function prove(encoding: string, claimed: Claimed): Proof {
  const claim = claims[encoding];
  if (claim === undefined) return wrong(`no proof is known for "${encoding}"`);
  const proof = claim(claimed);
  if (encoding === 'valid' || 'wrong' in proof) return proof;
  if (messageOf(fieldsOf(claimed.EM, claimed.parameters)) !== undefined)
    return wrong('it is valid by the profile');
  return proof;
}

/** EM of a representative, reduced by n first where it is not below it. */
export function openReduced(key: ProvedKey, ct: Buffer): Buffer {
  const c = toInteger(ct);
  return open(key, toInteger(toBytes(c % key.n, key.k)));
}
