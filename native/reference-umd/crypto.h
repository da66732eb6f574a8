/* The cryptography that the driver needs, from whichever library of the machine answers known questions rightly. */
#ifndef KEXCTS_REFERENCE_UMD_CRYPTO_H
#define KEXCTS_REFERENCE_UMD_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RSA_BYTES 256
#define RSA_PRIME_BYTES 128
#define AES_BLOCK 16
#define MAX_HASH_BYTES 64

typedef enum HashKind { HASH_SHA1, HASH_SHA256, HASH_SHA512 } HashKind;

/* An RSA-2048 private key: big-endian, padded with zeros on the left. */
typedef struct RsaKey {
    uint8_t n[RSA_BYTES], d[RSA_BYTES];
    uint8_t p[RSA_PRIME_BYTES], q[RSA_PRIME_BYTES], dp[RSA_PRIME_BYTES], dq[RSA_PRIME_BYTES], qInverse[RSA_PRIME_BYTES];
    uint8_t e[8];
    void *prepared; /* of the library's own */
} RsaKey;

typedef struct CryptoLibrary {
    const char *name;
    bool (*open)(void);
    bool (*prepare)(RsaKey *key);
    void (*discard)(RsaKey *key);
    /* The private-key operation without padding; `in` as an integer is below n. */
    bool (*rsaPrivate)(const RsaKey *key, const uint8_t in[RSA_BYTES], uint8_t out[RSA_BYTES]);
    bool (*hash)(HashKind kind, const void *data, size_t size, uint8_t *digest);
    bool (*aesEcb)(const uint8_t key[16], bool encrypt, const uint8_t *in, uint8_t *out, size_t blocks);
} CryptoLibrary;

extern const CryptoLibrary cngLibrary, libgcryptLibrary;

/* CNG first, then libgcrypt; or the one that `name` says. False where none passes the self-test. */
bool cryptoChoose(const char *name);
const CryptoLibrary *crypto(void);

size_t hashBytes(HashKind kind);

/* From the operating system. */
void randomBytes(void *bytes, size_t size);

/* AES-128-CTR from the counter block on; its last 8 bytes count. In place is allowed. */
bool aesCtr(const uint8_t key[16], const uint8_t counter[AES_BLOCK], const uint8_t *in, uint8_t *out, size_t size);

/* AES-CMAC (RFC 4493), OMAC-1 to the DDI. */
bool aesCmac(const uint8_t key[16], const uint8_t *data, size_t size, uint8_t mac[AES_BLOCK]);

#endif
