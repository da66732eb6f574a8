// The plaintext of a vector, found in its bytes by the classifier, which knows neither the recipe nor the declared point.
import { constants, publicEncrypt } from 'node:crypto';
import { lengthVariables } from '../../ciphertexts/open/bounds.ts';
import { classifyBlock, openValid, type Classification } from '../../ciphertexts/open/classify-block.ts';
import { labelHash, type OaepParameters } from '../../ciphertexts/open/other-encodings.ts';
import { privateKeyOf, type PrivateKey } from '../../ciphertexts/open/private-key.ts';
import { xorMgf1 } from '../../ciphertexts/open/unmask.ts';
import { unrelatedPrivateKey } from '../../ciphertexts/open/unrelated-private-key.ts';
import type { PointVariable } from '../../1-contract/model.ts';
import type { ExchangeVector } from '../format.ts';

/** Members of the block in a recipe, read as data. */
export interface SentBlock {
  readonly form: string;
  readonly hash?: string;
  readonly mgfHash?: string;
  readonly L?: string;
  readonly seed?: string;
  readonly until?: string;
  readonly finish?: readonly { readonly op: string; readonly by?: number }[];
}

/** The block that the last call of a vector's case sends. */
export function sentBlock(vector: ExchangeVector): SentBlock {
  const step: unknown = vector.recipe.steps.at(-1);
  return (step as { data: SentBlock }).data;
}

/** What the bytes are: the plaintext, and the variables of the point that depend on the bytes. */
export interface Found {
  readonly M: Buffer | undefined;
  readonly point: Readonly<Record<string, string>>;
  /** Which hash, label, variant, order or key. */
  readonly detail?: string;
}

/** What a vector's bytes are under a key. */
export function findPlaintext(
  vector: ExchangeVector,
  key: PrivateKey,
  profile: OaepParameters,
  variables: readonly PointVariable[],
): Found {
  const bytes = Buffer.from(vector.ct, 'hex');
  const block = sentBlock(vector);
  const { msg, random } = vector;
  if (bytes.length !== key.modulusBytes)
    return { M: inOtherLength(bytes, Buffer.from(msg ?? '', 'hex'), block, key, profile), point: {} };
  const classify = (ciphertext: Buffer): Classification =>
    classifyBlock(ciphertext, { own: key, others: [privateKeyOf(unrelatedPrivateKey())] }, profile, {
      bounds: lengthVariables({ points: variables }),
      ...(block.L === undefined ? {} : { labels: [block.L] }),
      ...(msg === undefined ? {} : { messageLengths: [msg.length / 2] }),
      ...(block.seed === undefined ? {} : { seeds: [Buffer.from(block.seed, 'hex')] }),
      ...(random === undefined ? {} : { random: Buffer.from(random, 'hex') }),
    });
  const { M, size: _, detail, random: compared, ...others } = classify(bytes);
  // A plaintext that ends before the random number does is too short; the random number is then not compared.
  const tooShort = M !== undefined && random !== undefined && M.length < random.length / 2;
  return {
    M: M ?? (block.finish === undefined ? undefined : classify(beforeFinish(bytes, block)).M),
    point: { ...others, ...(compared === undefined || tooShort ? {} : { random: compared }) },
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The ciphertext before its bytes were moved, where the classifier does not look for that move. */
function beforeFinish(bytes: Buffer, { finish: [last] = [] }: SentBlock): Buffer {
  if (last?.op === 'reverse') return Buffer.from(bytes).reverse();
  const by = last?.op === 'rotate' ? (bytes.length - (last.by ?? 0)) % bytes.length : 0;
  return Buffer.concat([bytes.subarray(by), bytes.subarray(0, by)]);
}

/** M if bytes of another length contain a valid block, perhaps without zeros at an edge, or are a part of the recipe's block. */
function inOtherLength(
  bytes: Buffer,
  M: Buffer,
  { seed = '', until }: SentBlock,
  key: PrivateKey,
  profile: OaepParameters,
): Buffer | undefined {
  const k = key.modulusBytes;
  const missing = Buffer.alloc(Math.max(0, k - bytes.length));
  const candidates = [
    Buffer.concat([missing, bytes]),
    Buffer.concat([bytes, missing]),
    bytes.subarray(0, k),
    bytes.subarray(-k),
  ];
  if (candidates.some((one) => openValid(one, key, profile)?.equals(M) === true)) return M;
  const whole = until === undefined ? encrypt(M, Buffer.from(seed, 'hex'), key, profile) : undefined;
  const parts = [whole?.subarray(0, bytes.length), whole?.subarray(k - bytes.length)];
  return parts.some((part) => part?.equals(bytes) === true) ? M : undefined;
}

/** RSAES-OAEP with a given seed (RFC 8017, 7.1.1); undefined if the seed is too short or M too long. */
function encrypt(
  M: Buffer,
  seed: Buffer,
  key: PrivateKey,
  { hash, mgfHash, label }: OaepParameters,
): Buffer | undefined {
  const lHash = labelHash(hash, label);
  const psBytes = key.modulusBytes - M.length - 2 * lHash.length - 2;
  if (seed.length < lHash.length || psBytes < 0) return undefined;
  const PS = Buffer.alloc(psBytes);
  const used = seed.subarray(0, lHash.length);
  const maskedDB = xorMgf1(Buffer.concat([lHash, PS, Buffer.of(1), M]), used, mgfHash);
  const EM = Buffer.concat([Buffer.of(0), xorMgf1(used, maskedDB, mgfHash), maskedDB]);
  return publicEncrypt({ key: key.keyObject, padding: constants.RSA_NO_PADDING }, EM);
}
