// The calls of the adapter protocol, sections 4 to 6, as a table: parameters, result members, and what offers them.
import type { Dialect, FlagCapability } from './adapter.ts';

/**
 * Kinds of values (adapter protocol, section 2).
 * - `hex`: bytes. `hex-or-null`: bytes, or null for a null pointer or for "none".
 * - `handle`: a non-empty string; null is the null handle.
 * - `uint32`, `uint64`: unsigned integers; of a 64-bit one JSON keeps 53 bits exactly.
 */
export type MemberKind = 'hex' | 'hex-or-null' | 'handle' | 'guid' | 'uint32' | 'uint32-or-null' | 'uint64';

export interface ResultMember {
  readonly kind: MemberKind;
  /** Exact length in bytes: a number, or the parameter of the request that holds it. */
  readonly bytes?: number | string;
  /** May be missing from a good answer too. */
  readonly optional?: true;
}

export interface Method {
  /** Section of the adapter protocol. */
  readonly section: 4 | 5 | 6;
  readonly params: readonly string[];
  /** Parameters that are sent in some requests only. */
  readonly optionalParams?: readonly string[];
  /** The member that holds what the driver returned, where the function returns anything. */
  readonly status?: 'hr' | 'status';
  readonly result: Readonly<Record<string, ResultMember>>;
  /** The capability that offers it; absent: every adapter has it. */
  readonly needs?: FlagCapability;
  /** The form of the driver that has it; absent: both. */
  readonly dialect?: Dialect;
  /** The adapter may lack it whatever its capabilities say. */
  readonly mayBeMissing?: true;
}

const hex = { kind: 'hex' } as const;
const handle = { kind: 'handle' } as const;
const uint32 = { kind: 'uint32' } as const;
const negotiated = { pDataAfter: { kind: 'hex-or-null', optional: true } } as const;
const certificate = { Certificate: { kind: 'hex', bytes: 'CertificateSize' } } as const;
const selector = ['CryptoSessionType', 'ChannelType'] as const;

/** Every method but `initialize`, by name. */
export const methods: Readonly<Record<string, Method>> = {
  CreateDevice: { section: 4, params: [], status: 'hr', result: { hDevice: handle } },
  DestroyDevice: { section: 4, params: ['hDevice'], result: {} },
  GetContentProtectionCaps: {
    section: 4,
    params: ['hDevice', 'CryptoType', 'DecodeProfile'],
    status: 'hr',
    result: {
      Caps: uint32,
      KeyExchangeTypeCount: uint32,
      BlockAlignmentSize: uint32,
      ProtectedMemorySize: { kind: 'uint64' },
    },
  },
  GetCryptoKeyExchangeType: {
    section: 4,
    params: ['hDevice', 'CryptoType', 'DecodeProfile', 'Index'],
    status: 'hr',
    result: { KeyExchangeType: { kind: 'guid' } },
  },
  CreateCryptoSession: {
    section: 4,
    params: ['hDevice', 'CryptoType', 'DecodeProfile', 'KeyExchangeType'],
    status: 'hr',
    result: { hCryptoSession: handle },
  },
  DestroyCryptoSession: { section: 4, params: ['hDevice', 'hCryptoSession'], result: {} },
  GetCertificateSize: {
    section: 4,
    params: ['hDevice', 'CertificateType'],
    optionalParams: selector,
    result: { CertificateSize: uint32 },
  },
  GetCertificate: {
    section: 4,
    params: ['hDevice', 'CertificateType', 'CertificateSize'],
    optionalParams: [...selector, 'buffer'],
    result: certificate,
  },
  NegotiateCryptoSessionKeyExchange: {
    section: 4,
    params: ['hDevice', 'hCryptoSession', 'DataSize', 'pData'],
    optionalParams: ['flags', 'buffer'],
    status: 'hr',
    result: negotiated,
  },
  NegotiateCryptoSessionKeyExchangeMT: {
    section: 4,
    params: ['hDevice', 'hCryptoSession', 'DataSize', 'pData'],
    optionalParams: ['flags', 'buffer'],
    status: 'hr',
    result: negotiated,
    dialect: 'wddm2.4',
  },
  StartSessionKeyRefresh: {
    section: 4,
    params: ['hDevice', 'hCryptoSession', 'RandomNumberSize'],
    result: { RandomNumber: hex },
    needs: 'refresh',
  },
  FinishSessionKeyRefresh: {
    section: 4,
    params: ['hDevice', 'hCryptoSession'],
    result: {},
    needs: 'refresh',
  },
  GetEncryptionBltKey: {
    section: 4,
    params: ['hDevice', 'hCryptoSession', 'KeySize'],
    result: { ReadbackKey: hex },
    needs: 'encryptionBltKey',
  },
  DecryptionBlt: {
    section: 4,
    params: ['hDevice', 'hCryptoSession', 'Data', 'ContentKey', 'IV'],
    result: { hSurface: handle },
    needs: 'decryptionBlt',
  },
  EncryptionBlt: {
    section: 4,
    params: ['hDevice', 'hCryptoSession', 'hSurface'],
    result: { Data: hex, IV: { kind: 'hex', bytes: 16 } },
    needs: 'encryptionBlt',
  },
  DestroySurface: { section: 4, params: ['hDevice', 'hSurface'], result: {}, needs: 'decryptionBlt' },
  CreateAuthenticatedChannel: {
    section: 4,
    params: ['hDevice', 'ChannelType'],
    status: 'hr',
    result: { hAuthChannel: handle, hChannel: { kind: 'hex', bytes: 8 } },
    needs: 'authenticatedChannel',
  },
  DestroyAuthenticatedChannel: {
    section: 4,
    params: ['hDevice', 'hAuthChannel'],
    result: {},
    needs: 'authenticatedChannel',
  },
  NegotiateAuthenticatedChannelKeyExchange: {
    section: 4,
    params: ['hDevice', 'hAuthChannel', 'DataSize', 'pData'],
    optionalParams: ['buffer'],
    status: 'hr',
    result: negotiated,
    needs: 'authenticatedChannel',
  },
  QueryAuthenticatedChannel: {
    section: 4,
    params: ['hDevice', 'hAuthChannel', 'InputData', 'OutputDataSize'],
    status: 'hr',
    result: { OutputData: hex },
    needs: 'authenticatedChannel',
  },
  ConfigureAuthenticatedChannel: {
    section: 4,
    params: ['hDevice', 'hAuthChannel', 'InputData'],
    status: 'hr',
    result: { OutputData: hex },
    needs: 'authenticatedChannel',
  },

  OPMCreateProtectedOutput: {
    section: 5,
    params: [],
    status: 'status',
    result: { hProtectedOutput: handle },
    needs: 'opm',
  },
  OPMDestroyProtectedOutput: {
    section: 5,
    params: ['hProtectedOutput'],
    status: 'status',
    result: {},
    needs: 'opm',
  },
  OPMGetCertificateSize: {
    section: 5,
    params: ['CertificateType'],
    status: 'status',
    result: { CertificateSize: uint32 },
    needs: 'opm',
  },
  OPMGetCertificate: {
    section: 5,
    params: ['CertificateType', 'CertificateSize'],
    status: 'status',
    // Section 4 gives the exact length for the device's certificate; here the protocol gives none.
    result: { Certificate: hex },
    needs: 'opm',
  },
  OPMGetRandomNumber: {
    section: 5,
    params: ['hProtectedOutput'],
    status: 'status',
    result: { RandomNumber: { kind: 'hex', bytes: 16 } },
    needs: 'opm',
  },
  OPMSetSigningKeyAndSequenceNumbers: {
    section: 5,
    params: ['hProtectedOutput', 'EncryptedParameters'],
    status: 'status',
    result: {},
    needs: 'opm',
  },
  OPMGetInformation: {
    section: 5,
    params: ['hProtectedOutput', 'Parameters'],
    status: 'status',
    result: { RequestedInformation: { kind: 'hex', bytes: 4096 } },
    needs: 'opm',
  },

  'test/probeSessionKey': {
    section: 6,
    params: ['hCryptoSession'],
    result: { key: { kind: 'hex-or-null' } },
    needs: 'probeSessionKey',
  },
  'test/probeSigningKey': {
    section: 6,
    params: ['hProtectedOutput'],
    result: {
      key: { kind: 'hex-or-null' },
      statusSequence: { kind: 'uint32-or-null' },
      commandSequence: { kind: 'uint32-or-null' },
    },
    needs: 'opm',
    mayBeMissing: true,
  },
  'test/provisionKey': { section: 6, params: ['pkcs8'], result: {}, needs: 'provisionKey' },
  'test/failAllocation': { section: 6, params: ['after'], result: {}, needs: 'failAllocation' },
  'test/probeChannelKey': {
    section: 6,
    params: ['hAuthChannel'],
    result: { key: { kind: 'hex-or-null' } },
    needs: 'probeChannelKey',
  },
  'test/memoryUse': {
    section: 6,
    params: [],
    result: { bytes: { kind: 'uint64' }, blocks: { kind: 'uint64', optional: true } },
    needs: 'memoryUse',
  },
  'test/reset': { section: 6, params: [], result: {}, mayBeMissing: true },
};
