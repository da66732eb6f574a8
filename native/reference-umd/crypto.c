#include "crypto.h"

#include <windows.h>

#include <ntsecapi.h>
#include <string.h>

#include "rsa-key.h"
#include "test-keys.h"

static const CryptoLibrary *chosen;

const CryptoLibrary *crypto(void)
{
    return chosen;
}

size_t hashBytes(HashKind kind)
{
    return kind == HASH_SHA1 ? 20 : kind == HASH_SHA256 ? 32 : 64;
}

void randomBytes(void *bytes, size_t size)
{
    RtlGenRandom(bytes, (ULONG)size);
}

/* FIPS 180-4 ("abc"), FIPS 197 appendix C.1, and the TEST device key applied to the bytes 00, 01 … FF. */
static bool knowsItsAnswers(const CryptoLibrary *library)
{
    static const uint8_t sha512[8] = {0xDD, 0xAF, 0x35, 0xA1, 0x93, 0x61, 0x7A, 0xBA}, sha1[8] = {0xA9, 0x99, 0x3E, 0x36, 0x47, 0x06, 0x81, 0x6A},
                         sha256[8] = {0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA};
    static const uint8_t cipher[16] = {0x69, 0xC4, 0xE0, 0xD8, 0x6A, 0x7B, 0x04, 0x30, 0xD8, 0xCD, 0xB7, 0x80, 0x70, 0xB4, 0xC5, 0x5A};
    static const uint8_t first[16] = {0x63, 0x6E, 0xE9, 0x33, 0x63, 0xF2, 0x08, 0xB7, 0x75, 0xC4, 0xBF, 0x20, 0xD5, 0xE2, 0x1B, 0x2C};
    static const uint8_t last[16] = {0xFF, 0xD5, 0x42, 0x1F, 0xE7, 0x17, 0x26, 0x6D, 0xF7, 0xEB, 0x83, 0xD3, 0x6B, 0x83, 0xC5, 0xCE};
    uint8_t key[16], block[16], in[RSA_BYTES], out[RSA_BYTES], digest[MAX_HASH_BYTES];
    for (int i = 0; i < 16; i++) {
        key[i] = (uint8_t)i;
        block[i] = (uint8_t)(i * 0x11);
    }
    for (int i = 0; i < RSA_BYTES; i++) in[i] = (uint8_t)i;
    if (!library->hash(HASH_SHA512, "abc", 3, digest) || memcmp(digest, sha512, sizeof sha512) != 0) return false;
    if (!library->hash(HASH_SHA256, "abc", 3, digest) || memcmp(digest, sha256, sizeof sha256) != 0) return false;
    if (!library->hash(HASH_SHA1, "abc", 3, digest) || memcmp(digest, sha1, sizeof sha1) != 0) return false;
    if (!library->aesEcb(key, true, block, out, 1) || memcmp(out, cipher, sizeof cipher) != 0) return false;
    if (!library->aesEcb(key, false, cipher, out, 1) || memcmp(out, block, sizeof block) != 0) return false;
    static RsaKey rsa;
    if (!rsaKeyFromPkcs8(&rsa, testDeviceKey, testDeviceKeySize) || !library->prepare(&rsa)) return false;
    bool right = library->rsaPrivate(&rsa, in, out) && memcmp(out, first, sizeof first) == 0 && memcmp(out + RSA_BYTES - 16, last, sizeof last) == 0;
    library->discard(&rsa);
    return right;
}

bool cryptoChoose(const char *name)
{
    static const CryptoLibrary *const libraries[] = {&cngLibrary, &libgcryptLibrary};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (name != NULL && strcmp(name, libraries[i]->name) != 0) continue;
        if (!libraries[i]->open() || !knowsItsAnswers(libraries[i])) continue;
        chosen = libraries[i];
        return true;
    }
    return false;
}

bool aesCtr(const uint8_t key[16], const uint8_t counter[AES_BLOCK], const uint8_t *in, uint8_t *out, size_t size)
{
    uint8_t block[AES_BLOCK], stream[AES_BLOCK];
    memcpy(block, counter, sizeof block);
    for (size_t at = 0; at < size; at += AES_BLOCK) {
        if (!chosen->aesEcb(key, true, block, stream, 1)) return false;
        for (size_t i = 0; i < AES_BLOCK && at + i < size; i++) out[at + i] = in[at + i] ^ stream[i];
        for (int i = AES_BLOCK - 1; i >= 8 && ++block[i] == 0; i--) continue;
    }
    return true;
}

/* Doubling in GF(2^128), RFC 4493, section 2.3. */
static void doubled(const uint8_t in[AES_BLOCK], uint8_t out[AES_BLOCK])
{
    uint8_t carry = in[0] >> 7;
    for (int i = 0; i < AES_BLOCK - 1; i++) out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
    out[AES_BLOCK - 1] = (uint8_t)(in[AES_BLOCK - 1] << 1) ^ (carry != 0 ? 0x87 : 0);
}

bool aesCmac(const uint8_t key[16], const uint8_t *data, size_t size, uint8_t mac[AES_BLOCK])
{
    uint8_t zero[AES_BLOCK] = {0}, subkey[AES_BLOCK], block[AES_BLOCK], state[AES_BLOCK] = {0};
    size_t whole = size == 0 ? 0 : (size - 1) / AES_BLOCK, rest = size - whole * AES_BLOCK;
    if (!chosen->aesEcb(key, true, zero, block, 1)) return false;
    doubled(block, subkey);
    if (rest != AES_BLOCK) {
        memcpy(block, subkey, sizeof block);
        doubled(block, subkey);
    }
    for (size_t i = 0; i < whole; i++) {
        for (int j = 0; j < AES_BLOCK; j++) block[j] = state[j] ^ data[i * AES_BLOCK + (size_t)j];
        if (!chosen->aesEcb(key, true, block, state, 1)) return false;
    }
    memset(block, 0, sizeof block);
    if (rest > 0) memcpy(block, data + whole * AES_BLOCK, rest);
    if (rest < AES_BLOCK) block[rest] = 0x80;
    for (int j = 0; j < AES_BLOCK; j++) block[j] ^= state[j] ^ subkey[j];
    return chosen->aesEcb(key, true, block, mac, 1);
}
