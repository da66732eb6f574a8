/* CNG, the operating system's. */
#include <windows.h>

#include <bcrypt.h>
#include <string.h>

#include "crypto.h"

static BCRYPT_ALG_HANDLE rsa, aes, hashes[3];

static bool openAlgorithm(BCRYPT_ALG_HANDLE *algorithm, const wchar_t *name)
{
    return *algorithm != NULL || BCryptOpenAlgorithmProvider(algorithm, name, NULL, 0) == 0;
}

static bool openLibrary(void)
{
    return openAlgorithm(&rsa, BCRYPT_RSA_ALGORITHM) && openAlgorithm(&hashes[HASH_SHA1], BCRYPT_SHA1_ALGORITHM) &&
           openAlgorithm(&hashes[HASH_SHA256], BCRYPT_SHA256_ALGORITHM) && openAlgorithm(&hashes[HASH_SHA512], BCRYPT_SHA512_ALGORITHM) &&
           openAlgorithm(&aes, BCRYPT_AES_ALGORITHM) &&
           BCryptSetProperty(aes, BCRYPT_CHAINING_MODE, (PUCHAR)BCRYPT_CHAIN_MODE_ECB, sizeof BCRYPT_CHAIN_MODE_ECB, 0) == 0;
}

static void discard(RsaKey *key)
{
    if (key->prepared != NULL) BCryptDestroyKey(key->prepared);
    key->prepared = NULL;
}

/* BCRYPT_RSAFULLPRIVATE_BLOB: the header, then e, n, p, q, d mod p-1, d mod q-1, the coefficient and d. */
static bool prepare(RsaKey *key)
{
    uint8_t blob[sizeof(BCRYPT_RSAKEY_BLOB) + sizeof key->e + 2 * RSA_BYTES + 5 * RSA_PRIME_BYTES];
    BCRYPT_RSAKEY_BLOB header = {BCRYPT_RSAFULLPRIVATE_MAGIC, RSA_BYTES * 8, sizeof key->e, RSA_BYTES, RSA_PRIME_BYTES, RSA_PRIME_BYTES};
    const struct {
        const void *bytes;
        size_t size;
    } parts[] = {{&header, sizeof header}, {key->e, sizeof key->e},   {key->n, sizeof key->n},   {key->p, sizeof key->p},
                 {key->q, sizeof key->q},  {key->dp, sizeof key->dp}, {key->dq, sizeof key->dq}, {key->qInverse, sizeof key->qInverse},
                 {key->d, sizeof key->d}};
    size_t at = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(blob + at, parts[i].bytes, parts[i].size);
        at += parts[i].size;
    }
    BCRYPT_KEY_HANDLE handle = NULL;
    if (BCryptImportKeyPair(rsa, NULL, BCRYPT_RSAFULLPRIVATE_BLOB, &handle, blob, (ULONG)at, 0) != 0) return false;
    key->prepared = handle;
    return true;
}

static bool rsaPrivate(const RsaKey *key, const uint8_t in[RSA_BYTES], uint8_t out[RSA_BYTES])
{
    uint8_t copy[RSA_BYTES];
    ULONG size = 0;
    memcpy(copy, in, sizeof copy);
    return BCryptDecrypt(key->prepared, copy, sizeof copy, NULL, NULL, 0, out, RSA_BYTES, &size, BCRYPT_PAD_NONE) == 0 && size == RSA_BYTES;
}

static bool hash(HashKind kind, const void *data, size_t size, uint8_t *digest)
{
    BCRYPT_HASH_HANDLE handle;
    if (BCryptCreateHash(hashes[kind], &handle, NULL, 0, NULL, 0, 0) != 0) return false;
    bool done = BCryptHashData(handle, (PUCHAR)(uintptr_t)data, (ULONG)size, 0) == 0 && BCryptFinishHash(handle, digest, (ULONG)hashBytes(kind), 0) == 0;
    BCryptDestroyHash(handle);
    return done;
}

static bool aesEcb(const uint8_t key[16], bool encrypt, const uint8_t *in, uint8_t *out, size_t blocks)
{
    BCRYPT_KEY_HANDLE handle;
    ULONG size = 0, length = (ULONG)(blocks * AES_BLOCK);
    if (BCryptGenerateSymmetricKey(aes, &handle, NULL, 0, (PUCHAR)(uintptr_t)key, 16, 0) != 0) return false;
    NTSTATUS status = encrypt ? BCryptEncrypt(handle, (PUCHAR)(uintptr_t)in, length, NULL, NULL, 0, out, length, &size, 0)
                              : BCryptDecrypt(handle, (PUCHAR)(uintptr_t)in, length, NULL, NULL, 0, out, length, &size, 0);
    BCryptDestroyKey(handle);
    return status == 0 && size == length;
}

const CryptoLibrary cngLibrary = {"cng", openLibrary, prepare, discard, rsaPrivate, hash, aesEcb};
