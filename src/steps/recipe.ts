// A case as it is sent: calls in order, on named objects. No clauses, no comments: those belong to the case around it.
import type { Placement } from '../core/protocol/adapter.ts';
import type { Block, Hex } from '../ciphertexts/block.ts';

/**
 * Names of objects. `d0` and `d1` are two devices that live as long as the worker; every other object is made by a step,
 * and destroyed behind the case by the observer where no step did.
 */
export type ObjectName = string;

export interface CreateDeviceStep {
  readonly call: 'CreateDevice';
  readonly as: ObjectName;
}
export interface DestroyDeviceStep {
  readonly call: 'DestroyDevice';
  readonly device: ObjectName;
}
export interface CreateCryptoSessionStep {
  readonly call: 'CreateCryptoSession';
  readonly as: ObjectName;
  readonly device: ObjectName;
  readonly keyExchange?: 'rsaes-oaep' | 'hw-protection';
  readonly decodeProfile?: 'null' | 'supported';
}
export interface DestroyCryptoSessionStep {
  readonly call: 'DestroyCryptoSession';
  readonly session: ObjectName;
}
/** Size and bytes of the certificate, in two calls. */
export interface GetCertificateStep {
  readonly call: 'GetCertificate';
  readonly device: ObjectName;
  readonly of: 'crypto-session' | 'channel';
}

/** What all key exchanges have: the data, and what is done with the memory around and beneath them. */
interface KeyExchangeArguments {
  /** null is the null pointer. */
  readonly data: Block | null;
  /** Bytes; absent: as many as `data` has (256 for null). */
  readonly DataSize?: number;
  readonly buffer?: Placement;
  /** The allocation after so many successful ones fails; `each`: the whole case again for 0, 1, 2 … until none is left. */
  readonly failAllocation?: number | 'each';
}
export interface NegotiateStep extends KeyExchangeArguments {
  readonly call: 'NegotiateCryptoSessionKeyExchange' | 'NegotiateCryptoSessionKeyExchangeMT';
  readonly session: ObjectName;
  /** hDevice; absent: the creator of the session. */
  readonly device?: ObjectName;
  /** Absent: 0 where the dialect has flags. */
  readonly flags?: number;
}
export interface SessionStep {
  readonly call: 'StartSessionKeyRefresh' | 'FinishSessionKeyRefresh' | 'GetEncryptionBltKey';
  readonly session: ObjectName;
}
/** Data through DecryptionBlt and back through EncryptionBlt, under the key in force; checked by the observer. */
export interface BlitStep {
  readonly call: 'DecryptionBlt';
  readonly session: ObjectName;
  readonly bytes: number;
  /** Encrypt under this content key, wrapped by the session key (cap CONTENT_KEY). */
  readonly contentKey?: Hex;
}
export interface CreateChannelStep {
  readonly call: 'CreateAuthenticatedChannel';
  readonly as: ObjectName;
  readonly device: ObjectName;
}
export interface DestroyChannelStep {
  readonly call: 'DestroyAuthenticatedChannel';
  readonly channel: ObjectName;
}
export interface ChannelNegotiateStep extends KeyExchangeArguments {
  readonly call: 'NegotiateAuthenticatedChannelKeyExchange';
  readonly channel: ObjectName;
  readonly device?: ObjectName;
}
/** A signed request on a channel: INITIALIZE, or a query of its type. */
export interface ChannelRequestStep {
  readonly call: 'ConfigureAuthenticatedChannel' | 'QueryAuthenticatedChannel';
  readonly channel: ObjectName;
  readonly request: 'INITIALIZE' | 'CHANNEL_TYPE' | 'PROTECTION';
  /**
   * What is wrong with it, if anything: the OMAC in its first or last byte, in its ninth and tenth alike, or all of it 00; a
   * sequence number below all others, or that of the last request that succeeded; OutputDataSize or InputDataSize; the header of
   * a command alone, signed.
   */
  readonly defect?:
    | 'omac'
    | 'omac-last'
    | 'omac-middle'
    | 'omac-zero'
    | 'sequence'
    | 'sequence-repeated'
    | 'too-small'
    | 'too-small-header';
  /** INITIALIZE: the sequence numbers that it agrees on, 32 bits each; absent: small ones. */
  readonly start?: StartSequences;
  /** How far its sequence number is above the last one; absent: 1. */
  readonly ahead?: number;
}
export interface StartSequences {
  readonly query: number;
  readonly configure: number;
}
export interface OpmCreateStep {
  readonly call: 'OPMCreateProtectedOutput';
  readonly as: ObjectName;
}
export interface OpmOutputStep {
  readonly call: 'OPMDestroyProtectedOutput' | 'OPMGetRandomNumber';
  readonly output: ObjectName;
}
export interface OpmCertificateStep {
  readonly call: 'OPMGetCertificate';
  /** CertificateSize given, as a difference in bytes to the size reported. */
  readonly sizeDelta?: number;
}
export interface OpmSetKeyStep {
  readonly call: 'OPMSetSigningKeyAndSequenceNumbers';
  readonly output: ObjectName;
  readonly data: Block;
  readonly failAllocation?: number | 'each';
}
export interface OpmGetInformationStep {
  readonly call: 'OPMGetInformation';
  readonly output: ObjectName;
  /**
   * What is wrong with it, if anything: the OMAC in its last or first byte, or in its ninth and tenth alike, or of the bytes in use
   * alone; the sequence number.
   */
  readonly defect?:
    | 'omac'
    | 'omac-first'
    | 'omac-top-bit'
    | 'omac-middle'
    | 'omac-of-head'
    | 'sequence'
    | 'sequence-next'
    | 'sequence-before'
    | 'sequence-bit-16'
    | 'sequence-bit-31';
}
/** The driver is given a private key, and issues all its certificates for it: blocks made before can then be sent as they are. */
export interface ProvisionKeyStep {
  readonly call: 'test/provisionKey';
  /** PKCS #8, DER. */
  readonly pkcs8: Hex;
}
/** The same key exchange many times over, for what adds up; `data` differs only in its seed, counted up. */
export interface RepeatStep {
  readonly call: 'repeat';
  readonly times: number;
  readonly step: NegotiateStep;
}
/** Steps sent together, where the adapter declares `concurrent`. */
export interface ConcurrentStep {
  readonly call: 'concurrent';
  readonly steps: readonly NegotiateStep[];
}

export type Step =
  | CreateDeviceStep
  | DestroyDeviceStep
  | CreateCryptoSessionStep
  | DestroyCryptoSessionStep
  | GetCertificateStep
  | NegotiateStep
  | SessionStep
  | BlitStep
  | CreateChannelStep
  | DestroyChannelStep
  | ChannelNegotiateStep
  | ChannelRequestStep
  | OpmCreateStep
  | OpmOutputStep
  | OpmCertificateStep
  | OpmSetKeyStep
  | OpmGetInformationStep
  | ProvisionKeyStep
  | RepeatStep
  | ConcurrentStep;

export interface Recipe {
  readonly steps: readonly Step[];
  /** Certificates must be the same on both sides, or must differ; else the case says nothing. */
  readonly certificates?: 'shared' | 'apart';
}
