/* libgcrypt, linked in: for machines whose CNG lacks the unpadded private-key operation. */
#include <gcrypt.h>

#include <stdlib.h>
#include <string.h>

#include "crypto.h"

typedef struct Numbers {
    gcry_mpi_t p, q, dp, dq, qInverse;
} Numbers;

static bool openLibrary(void)
{
    if (gcry_check_version(NULL) == NULL) return false;
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    return true;
}

static bool scan(gcry_mpi_t *number, const uint8_t *bytes, size_t size)
{
    return gcry_mpi_scan(number, GCRYMPI_FMT_USG, bytes, size, NULL) == 0;
}

static void discard(RsaKey *key)
{
    Numbers *numbers = key->prepared;
    if (numbers == NULL) return;
    gcry_mpi_release(numbers->p);
    gcry_mpi_release(numbers->q);
    gcry_mpi_release(numbers->dp);
    gcry_mpi_release(numbers->dq);
    gcry_mpi_release(numbers->qInverse);
    free(numbers);
    key->prepared = NULL;
}

static bool prepare(RsaKey *key)
{
    Numbers *numbers = calloc(1, sizeof *numbers);
    if (numbers == NULL) return false;
    key->prepared = numbers;
    if (scan(&numbers->p, key->p, sizeof key->p) && scan(&numbers->q, key->q, sizeof key->q) && scan(&numbers->dp, key->dp, sizeof key->dp) &&
        scan(&numbers->dq, key->dq, sizeof key->dq) && scan(&numbers->qInverse, key->qInverse, sizeof key->qInverse)) {
        return true;
    }
    discard(key);
    return false;
}

/* Chinese remainders (RFC 8017, section 5.1.2), without blinding: the keys are public, and the time is the test's. */
static bool rsaPrivate(const RsaKey *key, const uint8_t in[RSA_BYTES], uint8_t out[RSA_BYTES])
{
    const Numbers *numbers = key->prepared;
    gcry_mpi_t c = NULL;
    if (!scan(&c, in, RSA_BYTES)) return false;
    gcry_mpi_t m1 = gcry_mpi_new(1024), m2 = gcry_mpi_new(1024), m = gcry_mpi_new(2048);
    gcry_mpi_powm(m1, c, numbers->dp, numbers->p);
    gcry_mpi_powm(m2, c, numbers->dq, numbers->q);
    gcry_mpi_subm(m1, m1, m2, numbers->p);
    gcry_mpi_mulm(m1, m1, numbers->qInverse, numbers->p);
    gcry_mpi_mul(m, m1, numbers->q);
    gcry_mpi_add(m, m, m2);
    uint8_t bytes[RSA_BYTES];
    size_t size = 0;
    bool done = gcry_mpi_print(GCRYMPI_FMT_USG, bytes, sizeof bytes, &size, m) == 0;
    if (done) {
        memset(out, 0, RSA_BYTES - size);
        memcpy(out + RSA_BYTES - size, bytes, size);
    }
    gcry_mpi_release(c);
    gcry_mpi_release(m1);
    gcry_mpi_release(m2);
    gcry_mpi_release(m);
    return done;
}

static bool hash(HashKind kind, const void *data, size_t size, uint8_t *digest)
{
    gcry_md_hash_buffer(kind == HASH_SHA1 ? GCRY_MD_SHA1 : kind == HASH_SHA256 ? GCRY_MD_SHA256 : GCRY_MD_SHA512, digest, data, size);
    return true;
}

static bool aesEcb(const uint8_t key[16], bool encrypt, const uint8_t *in, uint8_t *out, size_t blocks)
{
    gcry_cipher_hd_t cipher;
    if (gcry_cipher_open(&cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_ECB, 0) != 0) return false;
    size_t size = blocks * AES_BLOCK;
    bool done = gcry_cipher_setkey(cipher, key, 16) == 0 &&
                (encrypt ? gcry_cipher_encrypt(cipher, out, size, in, size) : gcry_cipher_decrypt(cipher, out, size, in, size)) == 0;
    gcry_cipher_close(cipher);
    return done;
}

const CryptoLibrary libgcryptLibrary = {"libgcrypt", openLibrary, prepare, discard, rsaPrivate, hash, aesEcb};
