// The functions of struct kexcts_driver (native/include/kexcts_driver.h), in the order in which they stand there.

const pointer = 'uintptr_t';
const u32 = 'uint32_t';
/** A kexcts_status, read as unsigned. */
const status = 'uint32_t';

/** Result and parameters of each function. All pointers are passed as addresses. */
export const signatures = {
  OpenAdapter: [status, [pointer, pointer, u32, pointer, u32]],
  CloseAdapter: ['void', []],

  CreateDevice: [status, [pointer]],
  DestroyDevice: ['void', [pointer]],
  GetContentProtectionCaps: [status, [pointer, pointer, pointer, pointer]],
  GetCryptoKeyExchangeType: [status, [pointer, pointer, pointer, u32, pointer]],
  GetCertificateSize: ['void', [pointer, pointer, pointer]],
  GetCertificate: ['void', [pointer, pointer, u32, pointer]],

  CreateCryptoSession: [status, [pointer, pointer, pointer, pointer, pointer]],
  DestroyCryptoSession: ['void', [pointer, pointer]],
  NegotiateCryptoSessionKeyExchange: [status, [pointer, pointer, u32, pointer]],
  NegotiateCryptoSessionKeyExchangeFlags: [status, [pointer, pointer, u32, u32, pointer]],
  NegotiateCryptoSessionKeyExchangeMT: [status, [pointer, pointer, u32, u32, pointer]],
  StartSessionKeyRefresh: ['void', [pointer, pointer, u32, pointer]],
  FinishSessionKeyRefresh: ['void', [pointer, pointer]],
  GetEncryptionBltKey: ['void', [pointer, pointer, u32, pointer]],

  DecryptionBlt: ['void', [pointer, pointer, pointer, pointer, u32, pointer, u32, pointer]],
  EncryptionBlt: ['void', [pointer, pointer, pointer, pointer, u32, pointer]],

  CreateAuthenticatedChannel: [status, [pointer, u32, pointer, pointer]],
  DestroyAuthenticatedChannel: ['void', [pointer, pointer]],
  NegotiateAuthenticatedChannelKeyExchange: [status, [pointer, pointer, u32, pointer]],
  QueryAuthenticatedChannel: [status, [pointer, pointer, u32, pointer, u32, pointer]],
  ConfigureAuthenticatedChannel: [status, [pointer, pointer, u32, pointer, u32, pointer]],

  OPMCreateProtectedOutput: [status, [pointer]],
  OPMDestroyProtectedOutput: [status, [pointer]],
  OPMGetCertificateSize: [status, [u32, pointer]],
  OPMGetCertificate: [status, [u32, u32, pointer]],
  OPMGetRandomNumber: [status, [pointer, pointer]],
  OPMSetSigningKeyAndSequenceNumbers: [status, [pointer, pointer]],
  OPMGetInformation: [status, [pointer, pointer, pointer]],

  probeSessionKey: ['int32_t', [pointer, pointer]],
  probeChannelKey: ['int32_t', [pointer, pointer]],
  probeSigningKey: ['int32_t', [pointer, pointer, pointer, pointer]],
  provisionKey: [status, [pointer, u32]],
  armAllocation: ['void', [u32]],
  disarmAllocation: ['void', [pointer, pointer]],
  memoryUse: ['void', [pointer, pointer]],
} as const satisfies Record<string, readonly [result: string, parameters: readonly string[]]>;

export type FunctionName = keyof typeof signatures;
export const functionNames = Object.keys(signatures) as readonly FunctionName[];

/** What every driver has. */
export const requiredFunctions = [
  'CreateDevice',
  'DestroyDevice',
  'GetContentProtectionCaps',
  'GetCryptoKeyExchangeType',
  'GetCertificateSize',
  'GetCertificate',
  'CreateCryptoSession',
  'DestroyCryptoSession',
] as const satisfies readonly FunctionName[];
export type RequiredFunction = (typeof requiredFunctions)[number];

/** Functions of which a driver has all or none. */
export const groups = {
  'the WDDM 2.4 dialect': ['NegotiateCryptoSessionKeyExchangeFlags', 'NegotiateCryptoSessionKeyExchangeMT'],
  'session-key refresh': ['StartSessionKeyRefresh', 'FinishSessionKeyRefresh'],
  'authenticated channels': [
    'CreateAuthenticatedChannel',
    'DestroyAuthenticatedChannel',
    'NegotiateAuthenticatedChannelKeyExchange',
    'QueryAuthenticatedChannel',
    'ConfigureAuthenticatedChannel',
  ],
  OPM: [
    'OPMCreateProtectedOutput',
    'OPMDestroyProtectedOutput',
    'OPMGetCertificateSize',
    'OPMGetCertificate',
    'OPMGetRandomNumber',
    'OPMSetSigningKeyAndSequenceNumbers',
    'OPMGetInformation',
  ],
  'failing allocations': ['armAllocation', 'disarmAllocation'],
} as const satisfies Record<string, readonly FunctionName[]>;
