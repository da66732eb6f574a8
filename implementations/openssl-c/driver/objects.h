/* The driver's objects behind its handles: internal to driver/. */
#ifndef OPENSSL_C_DRIVER_OBJECTS_H
#define OPENSSL_C_DRIVER_OBJECTS_H

#include <openssl/crypto.h>
#include <stdatomic.h>

#include "driver.h"
#include "identity.h"
#include "symmetric.h"

/* Whose certificate: a crypto session's, a channel's, or a protected output's. */
typedef enum { IDENTITY_SESSION, IDENTITY_CHANNEL, IDENTITY_OPM, IDENTITY_COUNT } IdentityUse;

struct DriverAdapter {
  DriverOptions options;
  SymmetricAlgorithms algorithms;
  CertificateAuthority *authority;
  CRYPTO_RWLOCK *lock;                  /* of identities and provisioned */
  Identity *identities[IDENTITY_COUNT]; /* in force where a device has none of its own */
  BOOL provisioned;                     /* identities stand before those of the devices too */
  _Atomic UINT64 nextIv;                /* IV of the next EncryptionBlt: none is used twice under any key */
  _Atomic UINT64 nextHandle;            /* values for handles that callers see but cannot call through */
};

/* A 16-byte key, or none. */
typedef struct {
  BOOL set;
  BYTE bytes[AES_KEY_BYTES];
} KeySlot;

typedef struct Session Session;

typedef struct {
  DriverAdapter *adapter;
  Identity *identity; /* for sessions and channels, where each device has a key; NULL: the adapter's */
  Identity *channelIdentity;
  const DRIVER_CORE_CALLBACKS *callbacks;
  D3D10DDI_HRTCORELAYER hRTCoreLayer;
  HANDLE handle;     /* as QueryAuthenticatedChannel tells it */
  Session *sessions; /* alive on this device */
} Device;

struct Session {
  Device *device;
  Session *next;
  GUID keyExchangeType;
  HANDLE handle;
  CRYPTO_RWLOCK *lock; /* of all below: MT calls come from any thread */
  KeySlot key;
  KeySlot refresh;  /* random number of StartSessionKeyRefresh, until Finish */
  KeySlot readback; /* of the last GetEncryptionBltKey */
};

/* The identity in force for a use, as a reference that the caller releases; device may be NULL for OPM's. */
Identity *adapterIdentity(DriverAdapter *adapter, const Device *device, IdentityUse use);

/* A new identity for a use with a key of its own (generated or the test key, by the options); NULL: no memory. */
Identity *adapterGenerateIdentity(DriverAdapter *adapter, IdentityUse use, EVP_PKEY *key);

/* A fresh RSA-2048 key; NULL where memory ran out. */
EVP_PKEY *adapterGenerateKey(void);

/* A value that no other handle of this adapter has. */
HANDLE adapterNewHandle(DriverAdapter *adapter);

/* The object behind a handle, or NULL for the null handle. */
Device *deviceOf(D3D10DDI_HDEVICE hDevice);

/* Reports an error of a function without a result; device may be NULL. */
void deviceSetError(const Device *device, HRESULT hr);

/* Whether the device has sessions of these types. */
BOOL deviceSupportsSession(const Device *device, const D3D11_1DDIARG_CREATECRYPTOSESSION *wanted);

/* The session, where the handle is not null and the session was created by this device; otherwise NULL. */
Session *sessionOf(const Device *device, D3D11_1DDI_HCRYPTOSESSION hCryptoSession);

/*
 * RSAES_OAEP key exchange: decrypts 256 bytes at pData into 16 and puts them into the slot. S_OK, E_INVALIDARG or
 * E_OUTOFMEMORY; a failure leaves the slot as it was. lock guards the slot; NULL: no other thread uses it.
 */
HRESULT exchangeKey(DriverAdapter *adapter, Identity *identity, CRYPTO_RWLOCK *lock, KeySlot *slot, UINT DataSize,
                    const BYTE *pData);

#endif
