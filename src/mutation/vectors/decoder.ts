// A decoder in parts, each of which a mutant replaces: what a driver does between pData and the session's key.
import { statusCodes } from '../../core/windows/hresult.ts';
import { labelHash, type OaepParameters } from '../../ciphertexts/open/other-encodings.ts';
import { openWith, type PrivateKey } from '../../ciphertexts/open/private-key.ts';
import { unmask, type Unmasked, type UnmaskVariant } from '../../ciphertexts/open/unmask.ts';

/** What a call gets. */
export interface Input {
  readonly ct: Buffer;
  /** Bytes; the length of ct for functions that have no such argument. */
  readonly dataSize: number;
  /** Whether no memory is accessible behind ct. */
  readonly guarded: boolean;
  /** OPM: the output's random number. */
  readonly random?: Buffer;
}

/** What it gives: a code, and after a success the key (for OPM: key and sequence numbers, 24 bytes). */
export interface Output {
  readonly code: number;
  readonly key?: Buffer;
  /** Memory was read that is not accessible; nothing else is true then. */
  readonly crashed?: true;
}

export interface Parts {
  /** How many bytes are read before anything is looked at. */
  readonly readsAhead: (input: Input) => number;
  /** Whether the call succeeds whatever the bytes are. */
  readonly answers: (input: Input) => boolean;
  /** The block among the bytes; null where the size is refused. */
  readonly block: (input: Input, k: number) => Buffer | null;
  /** Whether a block counts as a number below n. */
  readonly inRange: (block: Buffer, key: PrivateKey) => boolean;
  /** Ciphertexts to try. */
  readonly orders: readonly ((block: Buffer) => Buffer)[];
  /** Private keys to try beside the driver's. */
  readonly otherKeys: readonly PrivateKey[];
  /** Parameters to try beside the profile's. */
  readonly others: readonly ((profile: OaepParameters) => OaepParameters)[];
  /** Ways to undo the masks; undefined is that of RFC 8017. */
  readonly maskings: readonly (UnmaskVariant | undefined)[];
  /** Whether an encoded message, or a seed, is refused for what it looks like. */
  readonly refusesEM: (EM: Buffer) => boolean;
  readonly refusesSeed: (seed: Buffer) => boolean;
  readonly leadingByteFits: (Y: number) => boolean;
  readonly labelHashFits: (seen: Buffer, right: Buffer) => boolean;
  /** M in what follows lHash; null where padding or separator are wrong. */
  readonly messageIn: (rest: Buffer) => Buffer | null;
  /** M of a block that is no encoding. */
  readonly fallback: (EM: Buffer) => Buffer | null;
  /** M of a block whose bytes are in reverse order, and which is no encoding. */
  readonly fallbackReversed: ((EM: Buffer) => Buffer | null) | null;
  /** The key in a message; null refuses it. */
  readonly keyIn: (M: Buffer, input: Input) => Buffer | null;
}

const keyBytes = 16;
const opmBytes = 40;

/** PS of zeros, the separator 01, the message. */
export function rightMessage(rest: Buffer): Buffer | null {
  const at = rest.findIndex((byte) => byte !== 0);
  return at >= 0 && rest[at] === 1 ? rest.subarray(at + 1) : null;
}

/** A decoder with nothing wrong. */
export const rightParts: Parts = {
  readsAhead: () => 0,
  answers: () => false,
  block: ({ ct, dataSize }, k) => (dataSize === k && ct.length === k ? ct : null),
  inRange: (block, key) => block.length === key.modulusBytes && Buffer.compare(block, key.modulus) < 0,
  orders: [(block) => block],
  otherKeys: [],
  others: [],
  maskings: [undefined],
  refusesEM: () => false,
  refusesSeed: () => false,
  leadingByteFits: (Y) => Y === 0,
  labelHashFits: (seen, right) => seen.equals(right),
  messageIn: rightMessage,
  fallback: () => null,
  fallbackReversed: null,
  keyIn: (M, { random }) => {
    if (random === undefined) return M.length === keyBytes ? M : null;
    return M.length >= opmBytes && M.subarray(0, keyBytes).equals(random) ? M.subarray(16, opmBytes) : null;
  },
};

interface Fields extends Unmasked {
  readonly rightLHash: Buffer;
}

/** Runs decoders over one block after the other; costly results are cached for the next decoder. */
export class Decoding {
  private readonly opened = new WeakMap<PrivateKey, Map<string, Buffer>>();
  private readonly taken = new WeakMap<Buffer, Map<string, Fields>>();
  private readonly key: PrivateKey;
  private readonly profile: OaepParameters;

  constructor(key: PrivateKey, profile: OaepParameters) {
    this.key = key;
    this.profile = profile;
  }

  private open(block: Buffer, key: PrivateKey): Buffer {
    let known = this.opened.get(key);
    if (known === undefined) this.opened.set(key, (known = new Map<string, Buffer>()));
    const name = block.toString('latin1');
    let EM = known.get(name);
    if (EM === undefined) known.set(name, (EM = openWith(key, block)));
    return EM;
  }

  private fields(EM: Buffer, { hash, mgfHash, label }: OaepParameters, masking?: UnmaskVariant): Fields {
    let known = this.taken.get(EM);
    if (known === undefined) this.taken.set(EM, (known = new Map<string, Fields>()));
    const name = `${hash} ${mgfHash} ${label} ${masking}`;
    let fields = known.get(name);
    if (fields === undefined) {
      const rightLHash = labelHash(hash, label);
      fields = { ...unmask(EM, rightLHash.length, mgfHash, masking), rightLHash };
      known.set(name, fields);
    }
    return fields;
  }

  private message(block: Buffer, key: PrivateKey, parts: Parts): Buffer | null {
    const EM = this.open(block, key);
    if (parts.refusesEM(EM)) return null;
    const parameters = [this.profile, ...parts.others.map((other) => other(this.profile))];
    for (const one of parameters) {
      for (const masking of parts.maskings) {
        const { Y, seed, DB, rightLHash } = this.fields(EM, one, masking);
        if (parts.refusesSeed(seed) || !parts.leadingByteFits(Y)) continue;
        if (!parts.labelHashFits(DB.subarray(0, rightLHash.length), rightLHash)) continue;
        const M = parts.messageIn(DB.subarray(rightLHash.length));
        if (M !== null) return M;
      }
    }
    return parts.fallback(EM);
  }

  /** What a decoder makes of an input. */
  decode(input: Input, parts: Parts): Output {
    const { S_OK, E_INVALIDARG, STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS } = statusCodes;
    const refused = {
      code: input.random === undefined ? E_INVALIDARG : STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
    };
    if (input.guarded && parts.readsAhead(input) > input.ct.length) return { ...refused, crashed: true };
    if (parts.answers(input)) return { code: S_OK, key: Buffer.alloc(keyBytes) };
    const block = parts.block(input, this.key.modulusBytes);
    if (block === null || !parts.inRange(block, this.key)) return refused;
    for (const own of [this.key, ...parts.otherKeys]) {
      for (const order of parts.orders) {
        const M = this.message(order(block), own, parts);
        const key = M === null ? null : parts.keyIn(M, input);
        if (key !== null) return { code: S_OK, key };
      }
    }
    const { fallbackReversed } = parts;
    if (fallbackReversed === null) return refused;
    const M = fallbackReversed(this.open(Buffer.from(block).reverse(), this.key));
    const key = M === null ? null : parts.keyIn(M, input);
    return key === null ? refused : { code: S_OK, key };
  }
}
