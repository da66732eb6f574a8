#include "eme-oaep.h"

#include <string.h>

/* target ^= MGF1(seed) (RFC 8017, appendix B.2.1). */
static bool unmask(HashKind hash, const uint8_t *seed, size_t seedSize, uint8_t *target, size_t size)
{
    uint8_t input[RSA_BYTES + 4], digest[MAX_HASH_BYTES];
    size_t hLen = hashBytes(hash);
    memcpy(input, seed, seedSize);
    for (uint32_t counter = 0; counter * hLen < size; counter++) {
        for (int i = 0; i < 4; i++) input[seedSize + (size_t)i] = (uint8_t)(counter >> (24 - 8 * i));
        if (!crypto()->hash(hash, input, seedSize + 4, digest)) return false;
        for (size_t i = 0; i < hLen && counter * hLen + i < size; i++) target[counter * hLen + i] ^= digest[i];
    }
    return true;
}

bool emeOaepDecode(uint8_t em[RSA_BYTES], HashKind hash, const uint8_t **message, size_t *messageSize)
{
    size_t hLen = hashBytes(hash), dbSize = RSA_BYTES - 1 - hLen;
    uint8_t *seed = em + 1, *db = em + 1 + hLen;
    uint8_t lHash[MAX_HASH_BYTES];
    if (!crypto()->hash(hash, "", 0, lHash)) return false;
    if (!unmask(hash, db, dbSize, seed, hLen) || !unmask(hash, seed, hLen, db, dbSize)) return false;
    unsigned wrong = em[0];
    for (size_t i = 0; i < hLen; i++) wrong |= db[i] ^ lHash[i];
    size_t separator = 0;
    unsigned searching = 1;
    for (size_t i = hLen; i < dbSize; i++) {
        unsigned isOne = db[i] == 1, isZero = db[i] == 0;
        separator = searching & isOne ? i : separator;
        wrong |= searching & ~(isOne | isZero) & 1u;
        searching &= isZero;
    }
    wrong |= searching;
    *message = db + separator + 1;
    *messageSize = dbSize - separator - 1;
    return wrong == 0;
}
