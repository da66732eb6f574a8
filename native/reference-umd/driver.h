/* The reference driver's objects. Each lies in the private memory that the runtime allocates for it. */
#ifndef KEXCTS_REFERENCE_UMD_DRIVER_H
#define KEXCTS_REFERENCE_UMD_DRIVER_H

#include "../abi/test-hooks.h"
#include "../abi/umd-ddi.h"
#include "allocation.h"
#include "crypto.h"
#include "faults.h"

typedef struct Device {
    D3D10DDI_HRTCORELAYER core;
    PFND3D10DDI_SETERROR_CB setErrorCb;
    SRWLOCK lock; /* keys of all sessions and channels of this device */
} Device;

typedef struct KeySlot {
    bool set;
    uint8_t key[16];
} KeySlot;

typedef struct SessionState {
    KeySlot session;
    KeySlot readBack;
    bool refreshPending;
    uint8_t refreshRandom[16];
    uint64_t nextIv;
    uint32_t keptSize; /* of FAULT_KEEPS_POINTER */
    const uint8_t *kept;
} SessionState;

typedef struct Session {
    Device *device;
    SessionState *state;
    uint64_t padding[6];
} Session;

typedef struct Resource {
    Device *device;
    bool staging;
    uint32_t width, height, pitch; /* texels of 4 bytes; pitch in bytes */
    uint8_t *bytes;
} Resource;

typedef struct Channel {
    Device *device;
    KeySlot key;
    UINT type;
    bool initialized;
    uint64_t nextQuery, nextConfigure; /* lowest sequence numbers that still rise */
    uint32_t protection;
} Channel;

typedef enum Container { CONTAINER_PKCS7, CONTAINER_DER, CONTAINER_CONCATENATED } Container;

typedef struct Options {
    HashKind hash;
    Container container;
    bool readBackKey; /* caps bit 0x80: EncryptionBlt under a key of its own */
    bool refuseRenegotiation;
    const char *crypto; /* NULL: the first library that passes */
} Options;

extern Options driverOptions;

/* Chooses the library and issues the certificate, once; false where the machine has no usable cryptography. */
bool driverStart(void);
HRESULT driverSetOption(const char *name, const char *value, const char **expected);

/* Fails a function that returns nothing. */
void setError(const Device *device, HRESULT hr);

extern const GUID cryptoTypeAes128Ctr, keyExchangeRsaesOaep, profileH264;
bool sameGuid(const GUID *a, const GUID *b);
bool nullGuid(const GUID *guid);

/* The certificate chain in its container, and the private key of its leaf. */
bool certificateIssue(const uint8_t *pkcs8, uint32_t size);
const uint8_t *certificateBytes(uint32_t *size);
const RsaKey *certificateKey(void);

/* A 256-byte block into a 16-byte key: S_OK, E_INVALIDARG or E_OUTOFMEMORY. */
HRESULT decryptKey(const uint8_t *block, uint8_t key[16]);

/* What a key is once it is needed; false where there is none. */
bool sessionKey(Session *session, uint8_t key[16]);

void fillVideoTable(void **slots, unsigned count, UINT subObject);
void fillDeviceTable(void **slots);

/* Entries of the tables, by file. */
HRESULT APIENTRY negotiateFour(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, UINT DataSize, BYTE *pData);
HRESULT APIENTRY negotiateFive(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, UINT flags, UINT DataSize, BYTE *pData);
void fillSessionSlots(void **slots);
void fillBlitSlots(void **slots);
void fillChannelSlots(void **slots);

#endif
