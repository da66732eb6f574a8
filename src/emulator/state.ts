// The objects of a driver. Plain data: what happens to them is decided in behaviour.ts.
import type { Block } from './allocations.ts';
import type { DriverKey } from './keys.ts';
import type { Memory } from './memory.ts';

/** Whose certificate, and so whose private key, an exchange is about. */
export type Purpose = 'session' | 'channel' | 'opm';

/** Where a negotiated key lies. */
export interface KeySlot {
  /** 16 bytes, or null where none was negotiated. */
  key: Buffer | null;
  /** Memory that the key occupies. */
  schedule: Block | null;
}

export interface Device {
  readonly handle: string;
  /** Key of the device's certificates. */
  readonly key: DriverKey;
  /** HANDLE of the device as authenticated channels return it: 8 bytes, little-endian. */
  readonly kernelHandle: Buffer;
  readonly block: Block | null;
}

/** What a key is negotiated for: a crypto session or an authenticated channel. */
export interface KeyOwner {
  readonly handle: string;
  /** The device that created it. */
  readonly device: Device;
  readonly slot: KeySlot;
}

export interface Session extends KeyOwner {
  readonly cryptoType: string;
  readonly decodeProfile: string;
  readonly keyExchangeType: string;
  readonly block: Block | null;
  /** The random number of a refresh that was started and not finished. */
  pendingRandom: Buffer | null;
  /** The key of the last GetEncryptionBltKey. */
  readBackKey: Buffer | null;
  /** Key and IV of the last DecryptionBlt. */
  lastBlt: { readonly key: Buffer; readonly iv: Buffer } | null;
}

export interface Surface {
  readonly handle: string;
  readonly device: Device;
  /** What the surface holds, in clear. */
  readonly data: Buffer;
}

/** An OPM protected output. */
export interface Output {
  readonly handle: string;
  readonly random: Buffer;
  readonly slot: KeySlot;
  readonly block: Block | null;
  statusSequence: number;
  commandSequence: number;
}

/** Handles that CONFIGURE_CRYPTO_SESSION bound to a decoder: 8 bytes each. */
export interface DecoderBinding {
  readonly session: Buffer;
  readonly device: Buffer;
}

export interface Channel extends KeyOwner {
  readonly channelType: number;
  /** HANDLE of the channel as it stands in queries: 8 bytes, little-endian. */
  readonly kernelHandle: Buffer;
  readonly block: Block | null;
  /** Least sequence numbers that the next query and the next command may have; null before INITIALIZE. */
  nextQuery: number | null;
  nextConfigure: number | null;
  protectionFlags: number;
  readonly decoders: Map<string, DecoderBinding>;
}

/** One call of a negotiation entry point. */
export interface Attempt {
  readonly purpose: 'session' | 'channel';
  /** The form that was called; channels have four arguments. */
  readonly entry: 'four' | 'five' | 'mt';
  /** hDevice of the call. */
  readonly device: Device;
  readonly owner: KeyOwner;
  readonly flags: number;
  readonly dataSize: number;
  /** Null: pData is a null pointer. */
  readonly data: Memory | null;
  /** Memory taken for this call alone. */
  readonly work: Block[];
  /** Memory taken for the key. */
  schedule: Block | null;
  /** The key, once it is decoded. */
  key: Buffer | null;
}

/** What is wrong with an encrypted block. */
export type Defect = 'range' | 'too-short' | 'leading-byte' | 'label-hash' | 'separator';

/** A decoded block: the message, or the first defect found. */
export type Decoded =
  { readonly message: Buffer; readonly defect: null } | { readonly message: null; readonly defect: Defect };

/** Why a negotiation fails. */
export type Reason =
  'flags' | 'device' | 'size' | 'pointer' | 'renegotiation' | 'memory' | Defect | 'message-length';

/** Why an OPM call fails. */
export type OpmReason = 'repeated' | 'memory' | Defect | 'message-length' | 'random';

/** The plaintext of OPM's encrypted parameters. */
export interface SigningFields {
  readonly random: Buffer;
  readonly key: Buffer;
  readonly statusSequence: number;
  readonly commandSequence: number;
}
