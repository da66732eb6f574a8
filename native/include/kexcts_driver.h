/**
 * @file kexcts_driver.h
 * A display driver's content protection as a shared library, for `kexcts run --adapter ffi:LIBRARY`. Version 1.
 *
 * The library exports one function, kexcts_get_driver(), which hands out one table of functions. Their names, parameters
 * and meaning are those of the DDI (Direct3D 11.1, WDDM 2.4 and DxgkDdiOPM...), with plain memory in place of resources.
 *
 * - Handles are pointers that the driver chooses, NULL included. The suite hands NULL to a driver where a case is about
 *   the null handle. Handles of destroyed objects never come back.
 * - Memory: each buffer belongs to the caller, which may place it between inaccessible pages, at an odd address or in a
 *   read-only page, and is gone when the call returns: keep copies, never pointers. What a driver allocates it frees
 *   itself. Nothing is freed across this boundary.
 * - Sizes are in bytes. Integers have the machine's byte order; blocks have the byte order that the DDI gives them.
 * - Threads: all calls come from one thread, one after the other, but for those of KEXCTS_CONCURRENT.
 * - A member that may be NULL says so. A NULL member is a capability that the driver lacks: what needs it is reported as
 *   unsupported, not as failed.
 * - The library is loaded into a process of its own, once. It may print to standard output and standard error.
 */
#ifndef KEXCTS_DRIVER_H
#define KEXCTS_DRIVER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef _WIN32
#define KEXCTS_EXPORT __declspec(dllexport)
#define KEXCTS_CALL __cdecl
#else
#define KEXCTS_EXPORT __attribute__((visibility("default")))
#define KEXCTS_CALL
#endif

/** Version of this interface. A change that is more than members at the end of a structure makes a new one. */
#define KEXCTS_DRIVER_VERSION 1u

/** HRESULT or, with OPM, NTSTATUS: 32 bits, the top one set on failure. */
typedef int32_t kexcts_status;

/** A GUID as Windows lays it out; 16 bytes. */
struct kexcts_guid {
  uint32_t Data1;
  uint16_t Data2, Data3;
  uint8_t Data4[8];
};

/** One `--adapter-option NAME=VALUE` of the user's: UTF-8, ended by a zero, valid until OpenAdapter returns. */
struct kexcts_option {
  const char *name;
  const char *value;
};

/** What the driver may call. Valid from OpenAdapter until CloseAdapter returns. */
struct kexcts_host {
  /** Of this structure as the host knows it; members may be appended. */
  uint32_t size;
  /**
   * pfnSetErrorCb: how functions without a result report an error. To be called during a call, on the thread that the
   * call came on; any number of times.
   */
  void(KEXCTS_CALL *setError)(kexcts_status hr);
};

/** D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS. */
struct kexcts_caps {
  uint32_t Caps; /**< the DDI's bits, which are not those of the API */
  uint32_t KeyExchangeTypeCount;
  uint32_t BlockAlignmentSize;
  uint64_t ProtectedMemorySize;
};

/** Which certificate is meant. */
struct kexcts_certificate_info {
  uint32_t CertificateType;             /**< DXGKMDT_CERTIFICATE_TYPE: 1 channel, 2 crypto session */
  uint32_t ChannelType;                 /**< with type 1; otherwise 0 */
  struct kexcts_guid CryptoSessionType; /**< with type 2, a crypto type; otherwise all zeros */
};

/**
 * A surface: plain memory of the host's. The driver keeps nothing of it; a protected one reaches nobody but the driver,
 * which decrypts into it and encrypts from it.
 */
struct kexcts_surface {
  void *hDevice; /**< the device on which it was made */
  void *pMemory;
  uint32_t Size;      /**< of pMemory */
  uint32_t Protected; /**< 1: may hold content in the clear; 0: it must not */
};

/**
 * kexcts_driver.flags: NegotiateCryptoSessionKeyExchangeMT may be entered on several threads at a time. No other function
 * is called meanwhile. Without it MT calls come one after the other, as all others do.
 */
#define KEXCTS_CONCURRENT 1u

/** Written to `blocks` by a driver that counts bytes alone. */
#define KEXCTS_NOT_COUNTED UINT64_MAX

/**
 * The driver. `version`, `size`, OpenAdapter and CloseAdapter must be right when kexcts_get_driver() returns; the rest is
 * read when OpenAdapter has returned, so that options may shape it, and stays as it is from then on.
 *
 * Functions that return a kexcts_status return what the DDI function returns. Where one fails its outputs mean nothing.
 */
struct kexcts_driver {
  /** KEXCTS_DRIVER_VERSION. */
  uint32_t version;
  /** sizeof(struct kexcts_driver) as the driver was compiled; members behind it count as NULL. */
  uint32_t size;

  /** What the driver calls itself, in UTF-8, at most 255 bytes each; vendor may be NULL. */
  const char *name;
  const char *driverVersion;
  const char *vendor;
  /** KEXCTS_... flags. */
  uint32_t flags;
  /** Decode profiles with which the driver supports RSAES_OAEP; may be NULL, with a count of 0. At most 64. */
  uint32_t decodeProfileCount;
  const struct kexcts_guid *decodeProfiles;
  /** Lengths that blits can take, where not every multiple of 16 will do; may be NULL, with a count of 0. At most 64. */
  const uint32_t *bltBytes;
  uint32_t bltBytesCount;

  /**
   * Comes first, once; may be NULL, and options are then refused. A failure ends the conversation: `problem`, which has
   * room for problemSize bytes, the zero at its end included, may say in UTF-8 what was wrong.
   */
  kexcts_status(KEXCTS_CALL *OpenAdapter)(const struct kexcts_host *host, const struct kexcts_option *options,
                                          uint32_t optionCount, char *problem, uint32_t problemSize);
  /** Comes last, when all objects are destroyed, and not at all where the process is ended; may be NULL. */
  void(KEXCTS_CALL *CloseAdapter)(void);

  /* -- Devices. None of these may be NULL. ------------------------------------------------------------------- */

  kexcts_status(KEXCTS_CALL *CreateDevice)(void **hDevice);
  /** The host has destroyed everything on the device before. */
  void(KEXCTS_CALL *DestroyDevice)(void *hDevice);
  kexcts_status(KEXCTS_CALL *GetContentProtectionCaps)(void *hDevice, const struct kexcts_guid *CryptoType,
                                                       const struct kexcts_guid *DecodeProfile,
                                                       struct kexcts_caps *Caps);
  kexcts_status(KEXCTS_CALL *GetCryptoKeyExchangeType)(void *hDevice, const struct kexcts_guid *CryptoType,
                                                       const struct kexcts_guid *DecodeProfile, uint32_t Index,
                                                       struct kexcts_guid *KeyExchangeType);
  /** 0 where there is no such certificate. */
  void(KEXCTS_CALL *GetCertificateSize)(void *hDevice, const struct kexcts_certificate_info *CertificateInfo,
                                        uint32_t *CertificateSize);
  void(KEXCTS_CALL *GetCertificate)(void *hDevice, const struct kexcts_certificate_info *CertificateInfo,
                                    uint32_t CertificateSize, uint8_t *Certificate);

  /* -- Crypto sessions. The first two may not be NULL. ------------------------------------------------------- */

  kexcts_status(KEXCTS_CALL *CreateCryptoSession)(void *hDevice, const struct kexcts_guid *CryptoType,
                                                  const struct kexcts_guid *DecodeProfile,
                                                  const struct kexcts_guid *KeyExchangeType, void **hCryptoSession);
  void(KEXCTS_CALL *DestroyCryptoSession)(void *hDevice, void *hCryptoSession);

  /** The function of Direct3D 11.1; NULL where the driver has it not. pData may be NULL or hold fewer bytes than DataSize. */
  kexcts_status(KEXCTS_CALL *NegotiateCryptoSessionKeyExchange)(void *hDevice, void *hCryptoSession, uint32_t DataSize,
                                                                void *pData);
  /** The function of WDDM 2.4 in the same slot, and its MT twin; both or neither. */
  kexcts_status(KEXCTS_CALL *NegotiateCryptoSessionKeyExchangeFlags)(void *hDevice, void *hCryptoSession,
                                                                     uint32_t flags, uint32_t DataSize, void *pData);
  kexcts_status(KEXCTS_CALL *NegotiateCryptoSessionKeyExchangeMT)(void *hDevice, void *hCryptoSession, uint32_t flags,
                                                                  uint32_t DataSize, void *pData);

  /** Both or neither. */
  void(KEXCTS_CALL *StartSessionKeyRefresh)(void *hDevice, void *hCryptoSession, uint32_t RandomNumberSize,
                                            void *RandomNumber);
  void(KEXCTS_CALL *FinishSessionKeyRefresh)(void *hDevice, void *hCryptoSession);
  /** May be NULL. */
  void(KEXCTS_CALL *GetEncryptionBltKey)(void *hDevice, void *hCryptoSession, uint32_t KeySize, void *ReadbackKey);

  /* -- Blits. Each may be NULL. ------------------------------------------------------------------------------ */

  /**
   * Decrypts all of unprotected hSrc into protected hDst, which has its size. ContentKey and IV may be NULL, with a size
   * of 0. The 16 bytes of an IV are 8 bytes of IV and the block count, both big-endian.
   */
  void(KEXCTS_CALL *DecryptionBlt)(void *hDevice, void *hCryptoSession, const struct kexcts_surface *hSrc,
                                   const struct kexcts_surface *hDst, uint32_t ContentKeySize, const void *ContentKey,
                                   uint32_t IVSize, const void *IV);
  /**
   * Encrypts all of protected hSrc into unprotected hDst, which has its size; writes the IV that it chose (IVSize 16).
   * hSrc is NULL where a case is about the null handle.
   */
  void(KEXCTS_CALL *EncryptionBlt)(void *hDevice, void *hCryptoSession, const struct kexcts_surface *hSrc,
                                   const struct kexcts_surface *hDst, uint32_t IVSize, void *IV);

  /* -- Authenticated channels. All five or none. ------------------------------------------------------------- */

  /** hChannel: the driver's handle as applications see it. */
  kexcts_status(KEXCTS_CALL *CreateAuthenticatedChannel)(void *hDevice, uint32_t ChannelType, void **hAuthChannel,
                                                         uint64_t *hChannel);
  void(KEXCTS_CALL *DestroyAuthenticatedChannel)(void *hDevice, void *hAuthChannel);
  kexcts_status(KEXCTS_CALL *NegotiateAuthenticatedChannelKeyExchange)(void *hDevice, void *hAuthChannel,
                                                                       uint32_t DataSize, void *pData);
  kexcts_status(KEXCTS_CALL *QueryAuthenticatedChannel)(void *hDevice, void *hAuthChannel, uint32_t InputDataSize,
                                                        const void *InputData, uint32_t OutputDataSize,
                                                        void *OutputData);
  /** OutputData: D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as on x64, 48 bytes. */
  kexcts_status(KEXCTS_CALL *ConfigureAuthenticatedChannel)(void *hDevice, void *hAuthChannel, uint32_t InputDataSize,
                                                            const void *InputData, uint32_t OutputDataSize,
                                                            void *OutputData);

  /* -- Output protection (DxgkDdiOPM...). All seven or none. ------------------------------------------------- */

  kexcts_status(KEXCTS_CALL *OPMCreateProtectedOutput)(void **hProtectedOutput);
  kexcts_status(KEXCTS_CALL *OPMDestroyProtectedOutput)(void *hProtectedOutput);
  kexcts_status(KEXCTS_CALL *OPMGetCertificateSize)(uint32_t CertificateType, uint32_t *CertificateSize);
  kexcts_status(KEXCTS_CALL *OPMGetCertificate)(uint32_t CertificateType, uint32_t CertificateSize, void *Certificate);
  kexcts_status(KEXCTS_CALL *OPMGetRandomNumber)(void *hProtectedOutput, uint8_t RandomNumber[16]);
  kexcts_status(KEXCTS_CALL *OPMSetSigningKeyAndSequenceNumbers)(void *hProtectedOutput,
                                                                 const uint8_t EncryptedParameters[256]);
  kexcts_status(KEXCTS_CALL *OPMGetInformation)(void *hProtectedOutput, const uint8_t Parameters[4112],
                                                uint8_t RequestedInformation[4096]);

  /* -- Test hooks, for drivers built for testing. Each may be NULL. ------------------------------------------ */

  /** The key in force: 1 and the key, or 0 where there is none. Anything else is an error of the hook. */
  int32_t(KEXCTS_CALL *probeSessionKey)(void *hCryptoSession, uint8_t key[16]);
  int32_t(KEXCTS_CALL *probeChannelKey)(void *hAuthChannel, uint8_t key[16]);
  /** As above, with the sequence numbers that are expected next. */
  int32_t(KEXCTS_CALL *probeSigningKey)(void *hProtectedOutput, uint8_t key[16], uint32_t *statusSequence,
                                        uint32_t *commandSequence);
  /** From now on every certificate is issued for this RSA private key (DER of PKCS #8). A failure: it cannot be used. */
  kexcts_status(KEXCTS_CALL *provisionKey)(const uint8_t *pkcs8, uint32_t size);
  /**
   * armAllocation comes right before a call, disarmAllocation right after it, on its thread. In between the allocation
   * behind `after` successful ones fails; `failed` tells whether it came to that (1) or not (0), `attempted` how many
   * allocations were asked for. Both or neither.
   */
  void(KEXCTS_CALL *armAllocation)(uint32_t after);
  void(KEXCTS_CALL *disarmAllocation)(uint32_t *failed, uint64_t *attempted);
  /** What the driver has allocated and not freed; `blocks` may be KEXCTS_NOT_COUNTED. */
  void(KEXCTS_CALL *memoryUse)(uint64_t *bytes, uint64_t *blocks);
};

/**
 * The library's one export. Called once, before anything else.
 * @param version KEXCTS_DRIVER_VERSION of the caller
 * @return the driver's table of that version, for as long as the library is loaded; NULL where it has none
 */
KEXCTS_EXPORT const struct kexcts_driver *KEXCTS_CALL kexcts_get_driver(uint32_t version);

#ifdef __cplusplus
}
#endif

#endif
