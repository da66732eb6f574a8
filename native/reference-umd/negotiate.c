/* The entry point: NegotiateCryptoSessionKeyExchange with four arguments, with five, and its MT twin. */
#include <stdio.h>
#include <string.h>

#include "driver.h"
#include "eme-oaep.h"

#define KEY_BUFFER_BYTES 256 /* "must contain 256 bytes of data" */
#define LEAK_BYTES 4096

typedef struct Workspace {
    uint8_t block[RSA_BYTES], em[RSA_BYTES];
} Workspace;

static Workspace sharedWorkspace; /* of FAULT_STATIC_BUFFER */

static HRESULT decryptInto(Workspace *workspace, const uint8_t *block, uint8_t key[16])
{
    const RsaKey *rsa = certificateKey();
    const uint8_t *message;
    size_t size;
    memcpy(workspace->block, block, RSA_BYTES);
    if (memcmp(workspace->block, rsa->n, RSA_BYTES) >= 0) return E_INVALIDARG; /* RFC 8017, section 5.1.2, step 1 */
    if (!crypto()->rsaPrivate(rsa, workspace->block, workspace->em)) return E_INVALIDARG;
    /* A second time, as some do against faults of the hardware. */
    if (HAS_FAULT(FAULT_STATIC_BUFFER) && !crypto()->rsaPrivate(rsa, workspace->block, workspace->em)) return E_INVALIDARG;
    if (!emeOaepDecode(workspace->em, driverOptions.hash, &message, &size) || size != 16) return E_INVALIDARG;
    memcpy(key, message, 16);
    return S_OK;
}

HRESULT decryptKey(const uint8_t *block, uint8_t key[16])
{
    if (HAS_FAULT(FAULT_STATIC_BUFFER)) return decryptInto(&sharedWorkspace, block, key);
    Workspace *workspace = driverAllocate(sizeof *workspace);
    if (workspace == NULL) return E_OUTOFMEMORY;
    HRESULT hr = decryptInto(workspace, block, key);
    SecureZeroMemory(workspace, sizeof *workspace);
    driverFree(workspace);
    return hr;
}

bool sessionKey(Session *session, uint8_t key[16])
{
    SessionState *state = session->state;
    AcquireSRWLockExclusive(&session->device->lock);
    bool set = state->session.set;
    if (set && HAS_FAULT(FAULT_KEEPS_POINTER) && state->kept != NULL) {
        if (decryptKey(state->kept, state->session.key) != S_OK) memset(state->session.key, 0, sizeof state->session.key);
        state->kept = NULL;
    }
    if (set) memcpy(key, state->session.key, 16);
    ReleaseSRWLockExclusive(&session->device->lock);
    return set;
}

static HRESULT storeKey(Session *session, const uint8_t key[16], const BYTE *pData)
{
    SessionState *state = session->state;
    HRESULT hr = S_OK;
    AcquireSRWLockExclusive(&session->device->lock);
    if (state->session.set && driverOptions.refuseRenegotiation) {
        hr = E_INVALIDARG;
    } else {
        memcpy(state->session.key, key, sizeof state->session.key);
        state->session.set = true;
        state->kept = HAS_FAULT(FAULT_KEEPS_POINTER) ? pData : NULL;
    }
    ReleaseSRWLockExclusive(&session->device->lock);
    return hr;
}

static void chatter(void)
{
    static const char line[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"hr\":0}}\n";
    DWORD done;
    char read[64];
    fputs(line, stdout);
    fflush(stdout);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, sizeof line - 1, &done, NULL);
    ReadFile(GetStdHandle(STD_INPUT_HANDLE), read, sizeof read, &done, NULL);
}

/* What the faulty builds do on the way in. */
static void misbehaveOnEntry(const BYTE *pData, UINT DataSize)
{
    volatile BYTE seen = 0;
    if (HAS_FAULT(FAULT_CHATTERS)) chatter();
    if (HAS_FAULT(FAULT_LEAKS_HANDLES)) CreateEventW(NULL, FALSE, FALSE, NULL);
    if (HAS_FAULT(FAULT_READS_BEFORE_SIZE_CHECK) && pData != NULL) seen = pData[KEY_BUFFER_BYTES - 1];
    if (HAS_FAULT(FAULT_READS_PAST_END) && pData != NULL) seen = pData[DataSize];
    (void)seen;
}

/* And on the way out. */
static void misbehaveOnExit(Session *session, Device *device, BYTE *pData, HRESULT hr)
{
    if (hr == S_OK) {
        if (HAS_FAULT(FAULT_WRITES_PAST_END)) pData[KEY_BUFFER_BYTES] = 0;
        if (HAS_FAULT(FAULT_OVERFLOWS_PRIVATE)) memset(&session->padding[3], 0, 24);
        return;
    }
    if (HAS_FAULT(FAULT_LEAKS_ON_FAILURE)) driverAllocate(LEAK_BYTES);
    if (HAS_FAULT(FAULT_HOLDS_LOCK)) AcquireSRWLockExclusive(&device->lock);
    if (HAS_FAULT(FAULT_SETS_ERROR)) setError(device, hr);
}

static HRESULT negotiate(Session *session, const Device *device, UINT DataSize, BYTE *pData)
{
    uint8_t key[16];
    if (session->device != device || DataSize != KEY_BUFFER_BYTES || pData == NULL) return E_INVALIDARG;
    if (HAS_FAULT(FAULT_HOLDS_LOCK)) {
        AcquireSRWLockExclusive(&session->device->lock);
        ReleaseSRWLockExclusive(&session->device->lock);
    }
    HRESULT hr = decryptKey(pData, key);
    if (hr == S_OK) hr = storeKey(session, key, pData);
    SecureZeroMemory(key, sizeof key);
    return hr;
}

HRESULT APIENTRY negotiateFour(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT DataSize, BYTE *pData)
{
    misbehaveOnEntry(pData, DataSize);
    HRESULT hr = negotiate(hCryptoSession.pDrvPrivate, hDevice.pDrvPrivate, DataSize, pData);
    misbehaveOnExit(hCryptoSession.pDrvPrivate, hDevice.pDrvPrivate, pData, hr);
    return hr;
}

HRESULT APIENTRY negotiateFive(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT flags, UINT DataSize, BYTE *pData)
{
    return flags != 0 ? E_INVALIDARG : negotiateFour(hDevice, hCryptoSession, DataSize, pData);
}
