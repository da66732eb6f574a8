// The seam: every decision of the contract as one small function or value. The correct ones are put together in correct.ts;
// a faulty driver is the correct one with one member replaced.
import type { DriverKey } from './keys.ts';
import type { Memory } from './memory.ts';
import type { HashName, OaepParameters } from './profiles.ts';
import type { Check } from './settings.ts';
import type {
  Attempt,
  Decoded,
  Device,
  KeyOwner,
  KeySlot,
  OpmReason,
  Output,
  Purpose,
  Reason,
  Session,
  SigningFields,
} from './state.ts';

/** NegotiateCryptoSessionKeyExchange, NegotiateCryptoSessionKeyExchangeMT, and NegotiateAuthenticatedChannelKeyExchange. */
export interface NegotiationBehaviour {
  /** What is looked at, in this order. */
  readonly checks: readonly Check[];
  /** First half of the call: runs the checks and leaves the key in the attempt. Null: nothing is wrong. */
  validate(attempt: Attempt): Reason | null;
  /** Second half: stores the key or keeps the old one, gives memory back, and says what to return. */
  conclude(attempt: Attempt, reason: Reason | null): number;
  flagsFit(attempt: Attempt): boolean;
  /** Whether the calling device is the one that created the session. */
  deviceFits(attempt: Attempt): boolean;
  sizeFits(attempt: Attempt): boolean;
  pointerFits(attempt: Attempt): boolean;
  /** Whether the session may be given a key, with regard to the one it has. */
  renegotiationFits(attempt: Attempt): boolean;
  /** Allocates what the call and the new key need; false where memory is exhausted. */
  takeMemory(attempt: Attempt): boolean;
  /** The encrypted block: where in the buffer it lies, and how it is read. */
  readBlock(data: Memory, attempt: Attempt): Buffer;
  /** The key in a decoded message, or null where its length is none of a key's. */
  keyOfMessage(message: Buffer): Buffer | null;
  /** What a success does to the session's key. */
  storeKey(slot: KeySlot, key: Buffer): void;
  /** What a success does to a refresh under way. */
  afterSuccess(attempt: Attempt): void;
  /** What a failure does to the session; nothing. */
  afterFailure(attempt: Attempt, reason: Reason): void;
  readonly successCode: number;
  failureCode(reason: Reason, attempt: Attempt): number;
  /** The last thing done to the caller's buffer; nothing. */
  finishWithData(data: Memory, attempt: Attempt): void;
}

/** Where keys lie, and for how long. */
export interface KeyBehaviour {
  /** The place for the key of a new session, channel or protected output. */
  newKeySlot(device: Device | null, purpose: Purpose): KeySlot;
  /** What the end of a session does to its key. */
  releaseKeySlot(slot: KeySlot): void;
  /** The key that a session or channel works with; null where there is none. */
  keyInForce(owner: KeyOwner): Buffer | null;
  /** The private key that blocks are decrypted with. `device` is null for OPM. */
  privateKeyFor(purpose: Purpose, device: Device | null): DriverKey;
}

/** RSADP and its surroundings (RFC 8017, sections 5.1.2 and 7.1.2, steps 1 and 2). */
export interface RsaBehaviour {
  /** Decrypts and decodes a block. */
  decryptBlock(block: Buffer, key: DriverKey, purpose: Purpose): Decoded;
  /** The ciphertexts to try for a block, big-endian; the block itself. */
  ciphertextCandidates(block: Buffer, key: DriverKey): readonly Buffer[];
  /** Whether the ciphertext, as an integer, is below the modulus. */
  integerInRange(ciphertext: Buffer, modulus: Buffer): boolean;
  /** EM: the result of the private-key operation, as long as the modulus. Shared: to be read only. */
  encodedMessage(ciphertext: Buffer, key: DriverKey): Buffer;
  /** The OAEP parameters to try; the profile's. */
  parameterCandidates(purpose: Purpose): readonly OaepParameters[];
  /** A message in a block that is not OAEP-encoded; null, since there is no other encoding. */
  decodeOtherwise(em: Buffer, key: DriverKey): Buffer | null;
}

/** EME-OAEP decoding (RFC 8017, section 7.1.2, step 3) and MGF1 (appendix B.2.1). */
export interface OaepBehaviour {
  decodeEncodedMessage(em: Buffer, parameters: OaepParameters): Decoded;
  /** EM into Y, maskedSeed and maskedDB. */
  splitEncodedMessage(em: Buffer, hashBytes: number): EncodedParts;
  mgf1(hash: HashName, seed: Buffer, bytes: number): Buffer;
  /** The four octets of MGF1's counter for the block of that index. */
  mgf1Counter(index: number): Buffer;
  digest(hash: HashName, data: Buffer): Buffer;
  labelHash(parameters: OaepParameters): Buffer;
  leadingByteFits(y: number): boolean;
  /** Compares lHash' of the block with lHash. */
  labelHashMatches(seen: Buffer, expected: Buffer): boolean;
  /** Index in DB of the octet 01 that ends PS, which starts at `start`; -1 where PS or the separator is wrong. */
  findSeparator(db: Buffer, start: number): number;
  /** M, which stands behind the separator. */
  messageOf(db: Buffer, separator: number): Buffer;
}

export interface EncodedParts {
  readonly y: number;
  readonly maskedSeed: Buffer;
  readonly maskedDB: Buffer;
}

/** CreateDevice, CreateCryptoSession and what they ask before. */
export interface SessionBehaviour {
  /** Caps of a supported crypto type. */
  caps(): number;
  /** Key-exchange types in the order of their index. */
  keyExchangeTypes(): readonly string[];
  /** Whether one more object of the kind can be made. */
  hasRoom(kind: Purpose): boolean;
  /** What CreateCryptoSession returns for these arguments, memory aside. */
  sessionCode(cryptoType: string, decodeProfile: string, keyExchangeType: string): number;
}

/** GetCertificateSize and GetCertificate, of devices and of OPM. */
export interface CertificateBehaviour {
  /** The key that the certificate is issued for. */
  certifiedKeyFor(purpose: Purpose, device: Device | null): DriverKey;
  /** The chain in its container; empty where there is none. */
  certificateFor(purpose: Purpose, device: Device | null): Buffer;
  /** What GetCertificateSize says. */
  certificateSize(certificate: Buffer, purpose: Purpose): number;
  /** Fills the caller's buffer; false where it is not of the right size, and stays as it is. */
  writeCertificate(buffer: Memory, certificate: Buffer, purpose: Purpose): boolean;
}

/** StartSessionKeyRefresh and FinishSessionKeyRefresh. */
export interface RefreshBehaviour {
  refreshRandom(session: Session): Buffer;
  /** What Start does with the random number. */
  startRefresh(session: Session, random: Buffer): void;
  /** The key that comes of the old key and the random number. */
  refreshedKey(key: Buffer, random: Buffer): Buffer;
  /** What Finish does. */
  finishRefresh(session: Session, key: Buffer, random: Buffer): void;
}

/** GetEncryptionBltKey, DecryptionBlt and EncryptionBlt. */
export interface BltBehaviour {
  /** A read-back key for this call of GetEncryptionBltKey. */
  readBackKey(session: Session): Buffer;
  /** Encrypts a read-back key under the session key. */
  wrapKey(key: Buffer, under: Buffer): Buffer;
  /** Decrypts a content key under the session key. */
  unwrapKey(wrapped: Buffer, under: Buffer): Buffer;
  /** The key that EncryptionBlt encrypts with; null where there is none yet. */
  encryptionKey(session: Session): Buffer | null;
  /** IV structure of an EncryptionBlt, 16 bytes. */
  encryptionIv(session: Session): Buffer;
  /** Whether DecryptionBlt takes this IV. */
  ivFits(session: Session, key: Buffer, iv: Buffer): boolean;
  /** AES-128-CTR in both directions. */
  ctr(key: Buffer, iv: Buffer, data: Buffer): Buffer;
}

/** The OPM calls. */
export interface OpmBehaviour {
  /** The random number of a new output. */
  outputRandom(): Buffer;
  /** What OPMGetRandomNumber returns. */
  randomOf(output: Output): Buffer;
  opmRepeatFits(output: Output): boolean;
  opmMessageFits(message: Buffer): boolean;
  opmFields(message: Buffer): SigningFields;
  opmRandomMatches(seen: Buffer, expected: Buffer): boolean;
  storeSigningKey(output: Output, fields: SigningFields): void;
  /** What a failure does to the output; nothing. */
  afterOpmFailure(output: Output, reason: OpmReason): void;
  opmFailureCode(reason: OpmReason): number;
  statusSequenceFits(sequence: number, output: Output): boolean;
  /** The sequence number behind this one. */
  nextSequence(sequence: number): number;
}

/** Message authentication of OPM and of authenticated channels. */
export interface OmacBehaviour {
  omac(key: Buffer, data: Buffer): Buffer;
  omacMatches(seen: Buffer, expected: Buffer): boolean;
  /** Signs an answer: its OMAC over what stands behind the OMAC. */
  signAnswer(key: Buffer, answer: Buffer): void;
  /** Whether a channel takes this sequence number; `next` is the least one it may be. */
  channelSequenceFits(sequence: number, next: number | null): boolean;
  /** Whether a channel carries out a request of this type, whose GUID is given as its 16 bytes in hexadecimal. */
  knowsChannelRequest(type: string): boolean;
}

export interface Behaviour
  extends
    NegotiationBehaviour,
    KeyBehaviour,
    RsaBehaviour,
    OaepBehaviour,
    SessionBehaviour,
    CertificateBehaviour,
    RefreshBehaviour,
    BltBehaviour,
    OpmBehaviour,
    OmacBehaviour {}
