/* One protected output after another, with the reference driver's certificate and key. */
#include <string.h>

#include <objbase.h>

#include "../../reference-umd/eme-oaep.h"
#include "fake-runtime.h"

__declspec(dllexport) HRESULT WINAPI OPMGetVideoOutputsFromHMONITOR(HMONITOR monitor, int semantics, ULONG *count, void ***outputs);

#define INVALID_ENCRYPTED_PARAMETERS ((HRESULT)0xC0262503)
#define INITIALIZATION_BYTES 40 /* random number, signing key, status and command sequence */

typedef struct Output {
    Counted counted;
    uint8_t random[16], key[16];
    bool keyed;
    uint32_t sequence;
} Output;

#pragma pack(push, 1)
typedef struct Parameters {
    uint8_t omac[16], random[16], information[16];
    uint32_t sequence, size;
    uint8_t data[4056];
} Parameters;

typedef struct Information {
    uint8_t omac[16];
    uint32_t size;
    uint8_t random[16];
    uint32_t flags, value, reserved[2];
    uint8_t rest[4076 - 32];
} Information;
#pragma pack(pop)

_Static_assert(sizeof(Parameters) == 4112 && sizeof(Information) == 4096, "OPM structures");

static HRESULT STDMETHODCALLTYPE startInitialization(Output *output, uint8_t random[16], BYTE **certificate, ULONG *size)
{
    uint32_t length;
    const uint8_t *bytes = certificateBytes(&length);
    *certificate = CoTaskMemAlloc(length);
    memcpy(*certificate, bytes, length);
    *size = length;
    memcpy(random, output->random, sizeof output->random);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE finishInitialization(Output *output, const uint8_t block[RSA_BYTES])
{
    uint8_t em[RSA_BYTES];
    const uint8_t *message;
    size_t size;
    if (memcmp(block, certificateKey()->n, RSA_BYTES) >= 0 || !crypto()->rsaPrivate(certificateKey(), block, em) || !emeOaepDecode(em, HASH_SHA512, &message, &size) || size < INITIALIZATION_BYTES ||
        memcmp(message, output->random, sizeof output->random) != 0) {
        return INVALID_ENCRYPTED_PARAMETERS;
    }
    memcpy(output->key, message + 16, sizeof output->key);
    memcpy(&output->sequence, message + 32, sizeof output->sequence);
    output->keyed = true;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE getInformation(Output *output, const Parameters *parameters, Information *information)
{
    uint8_t omac[16];
    aesCmac(output->key, parameters->random, sizeof *parameters - sizeof omac, omac);
    if (!output->keyed || memcmp(omac, parameters->omac, sizeof omac) != 0 || parameters->sequence != output->sequence) return E_INVALIDARG;
    output->sequence++;
    memset(information, 0, sizeof *information);
    information->size = 32;
    memcpy(information->random, parameters->random, sizeof information->random);
    information->value = 10;
    aesCmac(output->key, (const uint8_t *)information + sizeof omac, sizeof *information - sizeof omac, information->omac);
    return S_OK;
}

/* In the order of Windows. */
static const struct {
    void *unknown[3];
    void *startInitialization, *finishInitialization, *getInformation;
} outputMethods = {{AS(void *, countedNoInterface), AS(void *, countedAddRef), AS(void *, countedRelease)},
                   AS(void *, startInitialization),
                   AS(void *, finishInitialization),
                   AS(void *, getInformation)};

HRESULT WINAPI OPMGetVideoOutputsFromHMONITOR(HMONITOR monitor, int semantics, ULONG *count, void ***outputs)
{
    (void)monitor;
    if (semantics != 1 || !driverStart()) return E_INVALIDARG;
    *count = 2;
    *outputs = CoTaskMemAlloc(*count * sizeof **outputs);
    for (ULONG i = 0; i < *count; i++) {
        Output *output = countedCreate(sizeof *output, &outputMethods, NULL);
        randomBytes(output->random, sizeof output->random);
        (*outputs)[i] = output;
    }
    return S_OK;
}
