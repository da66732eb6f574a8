/*
 * The optional second export of a driver built for testing: KexctsTestHooks. A driver without it is tested through the
 * DDI alone. Every function pointer may be null: the host then does not offer what needs it.
 */
#ifndef KEXCTS_ABI_TEST_HOOKS_H
#define KEXCTS_ABI_TEST_HOOKS_H

#include <windows.h>

#include <stdint.h>

#define KEXCTS_TEST_HOOKS_EXPORT "KexctsTestHooks"
#define KEXCTS_TEST_HOOKS_VERSION 1u

typedef struct KexctsTestHooks {
    uint32_t version; /* KEXCTS_TEST_HOOKS_VERSION */
    uint32_t size;    /* of this structure, in bytes; members may be appended */

    /* Shown in reports; UTF-8. */
    const char *name;
    const char *driverVersion;
    const char *vendor;

    /*
     * An option of the user's for this driver, before OpenAdapter10_2. E_INVALIDARG for an unknown name or value;
     * `expected` then says what would do.
     */
    HRESULT(APIENTRY *setOption)(const char *name, const char *value, const char **expected);

    /* The key in force of a crypto session or a channel: 16 bytes and S_OK, or S_FALSE where there is none. */
    HRESULT(APIENTRY *probeSessionKey)(void *pDrvPrivate, uint8_t key[16]);
    HRESULT(APIENTRY *probeChannelKey)(void *pDrvPrivate, uint8_t key[16]);

    /* From now on every certificate is issued for this RSA private key (DER of PKCS #8). */
    HRESULT(APIENTRY *provisionKey)(const uint8_t *pkcs8, uint32_t size);

    /*
     * Allocations of the driver on the calling thread are counted from armAllocation on, and the one after `after`
     * successful ones fails; disarmAllocation tells whether it came to that, and how many were attempted.
     */
    void(APIENTRY *armAllocation)(uint64_t after);
    void(APIENTRY *disarmAllocation)(BOOL *failed, uint64_t *attempted);

    /* What the driver has allocated and not freed. */
    void(APIENTRY *memoryUse)(uint64_t *bytes, uint64_t *blocks);
} KexctsTestHooks;

/* KexctsTestHooks(version) returns the table, or NULL where the driver has no table of that version. */
typedef const KexctsTestHooks *(APIENTRY *KexctsTestHooksExport)(uint32_t version);

#endif
