#include "rsa-key.h"

#include <string.h>

typedef struct Der {
    const uint8_t *at, *end;
} Der;

enum { DER_INTEGER = 0x02, DER_OCTET_STRING = 0x04, DER_OID = 0x06, DER_SEQUENCE = 0x30 };

/* The contents of the next element, which must have this tag. */
static bool enter(Der *der, uint8_t tag, Der *contents)
{
    size_t length;
    if (der->end - der->at < 2 || der->at[0] != tag) return false;
    length = der->at[1];
    der->at += 2;
    if (length >= 0x80) {
        size_t count = length - 0x80;
        if (count == 0 || count > 3 || (size_t)(der->end - der->at) < count) return false;
        length = 0;
        while (count-- > 0) length = length << 8 | *der->at++;
    }
    if (length > (size_t)(der->end - der->at)) return false;
    contents->at = der->at;
    contents->end = der->at + length;
    der->at += length;
    return true;
}

static bool readInteger(Der *der, uint8_t *out, size_t size)
{
    Der value;
    if (!enter(der, DER_INTEGER, &value) || value.at == value.end || (*value.at & 0x80) != 0) return false;
    while (value.at < value.end && *value.at == 0) value.at++;
    size_t length = (size_t)(value.end - value.at);
    if (length > size) return false;
    memset(out, 0, size - length);
    memcpy(out + size - length, value.at, length);
    return true;
}

bool rsaKeyFromPkcs8(RsaKey *key, const uint8_t *bytes, size_t size)
{
    static const uint8_t rsaEncryption[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
    Der all = {bytes, bytes + size}, outer, algorithm, oid, octets, inner;
    uint8_t version[1];
    memset(key, 0, sizeof *key);
    if (!enter(&all, DER_SEQUENCE, &outer) || !readInteger(&outer, version, 1)) return false;
    if (!enter(&outer, DER_SEQUENCE, &algorithm) || !enter(&algorithm, DER_OID, &oid)) return false;
    if ((size_t)(oid.end - oid.at) != sizeof rsaEncryption || memcmp(oid.at, rsaEncryption, sizeof rsaEncryption) != 0) return false;
    if (!enter(&outer, DER_OCTET_STRING, &octets) || !enter(&octets, DER_SEQUENCE, &inner)) return false;
    if (!readInteger(&inner, version, 1) || version[0] != 0) return false;
    return readInteger(&inner, key->n, sizeof key->n) && (key->n[0] & 0x80) != 0 && readInteger(&inner, key->e, sizeof key->e) &&
           readInteger(&inner, key->d, sizeof key->d) && readInteger(&inner, key->p, sizeof key->p) && readInteger(&inner, key->q, sizeof key->q) &&
           readInteger(&inner, key->dp, sizeof key->dp) && readInteger(&inner, key->dq, sizeof key->dq) &&
           readInteger(&inner, key->qInverse, sizeof key->qInverse);
}
