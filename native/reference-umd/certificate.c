/* The certificate chain: a leaf for the driver's key, signed by a TEST root; X.509 (RFC 5280), DER. */
#include <string.h>

#include "der-writer.h"
#include "driver.h"
#include "rsa-key.h"
#include "test-keys.h"

#define LARGEST_CERTIFICATE 1536

typedef struct Issued {
    uint8_t bytes[LARGEST_CERTIFICATE];
    size_t size;
} Issued;

static RsaKey leafKey, rootKey;
static bool haveRoot;
static Issued leaf, root;
static uint8_t chain[2 * LARGEST_CERTIFICATE + 64];
static uint32_t chainSize;

static const uint8_t oidRsaEncryption[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01};
static const uint8_t oidSha256WithRsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B};
static const uint8_t oidSha256[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
static const uint8_t oidCommonName[] = {0x55, 0x04, 0x03};
static const uint8_t oidBasicConstraints[] = {0x55, 0x1D, 0x13};
static const uint8_t oidSignedData[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
static const uint8_t oidData[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};

const uint8_t *certificateBytes(uint32_t *size)
{
    *size = chainSize;
    return chain;
}

const RsaKey *certificateKey(void)
{
    return &leafKey;
}

/* Everything is written from its end to its beginning: a length is known when its turn comes. */
static void algorithm(DerWriter *der, const uint8_t *oid, size_t size)
{
    size_t mark = derMark(der);
    derElement(der, DER_NULL, NULL, 0);
    derElement(der, DER_OID, oid, size);
    derWrap(der, DER_SEQUENCE, mark);
}

static void name(DerWriter *der, const char *commonName)
{
    size_t mark = derMark(der);
    derElement(der, DER_UTF8_STRING, commonName, strlen(commonName));
    derElement(der, DER_OID, oidCommonName, sizeof oidCommonName);
    derWrap(der, DER_SEQUENCE, mark);
    derWrap(der, DER_SET, mark);
    derWrap(der, DER_SEQUENCE, mark);
}

static void publicKey(DerWriter *der, const RsaKey *key)
{
    size_t mark = derMark(der);
    derUnsigned(der, key->e, sizeof key->e);
    derUnsigned(der, key->n, sizeof key->n);
    /* The modulus was written last and so stands first. */
    derWrap(der, DER_SEQUENCE, mark);
    derElement(der, DER_RAW, "\0", 1); /* no unused bits */
    derWrap(der, DER_BIT_STRING, mark);
    algorithm(der, oidRsaEncryption, sizeof oidRsaEncryption);
    derWrap(der, DER_SEQUENCE, mark);
}

static void basicConstraints(DerWriter *der, bool authority)
{
    size_t mark = derMark(der);
    if (authority) derElement(der, DER_BOOLEAN, "\xFF", 1);
    derWrap(der, DER_SEQUENCE, mark);
    derWrap(der, DER_OCTET_STRING, mark);
    derElement(der, DER_BOOLEAN, "\xFF", 1); /* critical */
    derElement(der, DER_OID, oidBasicConstraints, sizeof oidBasicConstraints);
    derWrap(der, DER_SEQUENCE, mark);
    derWrap(der, DER_SEQUENCE, mark);
    derWrap(der, DER_CONTEXT_3, mark);
}

/* The part that is signed. Serial number: 8 bytes of the key's hash, so that the same key gives the same certificate. */
static bool tbsCertificate(DerWriter *der, const RsaKey *key, const char *subject, const char *issuer, bool authority)
{
    static const char notBefore[] = "200101000000Z", notAfter[] = "491231235959Z", version3[] = "\x02";
    uint8_t digest[MAX_HASH_BYTES];
    if (!crypto()->hash(HASH_SHA256, key->n, sizeof key->n, digest)) return false;
    digest[0] = (digest[0] & 0x3F) | 0x40;
    size_t mark = derMark(der);
    basicConstraints(der, authority);
    publicKey(der, key);
    name(der, subject);
    size_t validity = derMark(der);
    derElement(der, DER_UTC_TIME, notAfter, sizeof notAfter - 1);
    derElement(der, DER_UTC_TIME, notBefore, sizeof notBefore - 1);
    derWrap(der, DER_SEQUENCE, validity);
    name(der, issuer);
    algorithm(der, oidSha256WithRsa, sizeof oidSha256WithRsa);
    derElement(der, DER_INTEGER, digest, 8);
    size_t version = derMark(der);
    derElement(der, DER_INTEGER, version3, 1);
    derWrap(der, DER_CONTEXT_0, version);
    derWrap(der, DER_SEQUENCE, mark);
    return true;
}

/* RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.1) under the root's key. */
static bool sign(const uint8_t *bytes, size_t size, uint8_t signature[RSA_BYTES])
{
    uint8_t em[RSA_BYTES], digest[MAX_HASH_BYTES], info[64];
    DerWriter der = {info, sizeof info, sizeof info, false};
    if (!crypto()->hash(HASH_SHA256, bytes, size, digest)) return false;
    derElement(&der, DER_OCTET_STRING, digest, 32);
    algorithm(&der, oidSha256, sizeof oidSha256);
    derWrap(&der, DER_SEQUENCE, sizeof info);
    size_t infoSize = sizeof info - der.at;
    memset(em, 0xFF, sizeof em);
    em[0] = 0;
    em[1] = 1;
    em[sizeof em - infoSize - 1] = 0;
    memcpy(em + sizeof em - infoSize, info + der.at, infoSize);
    return !der.overflow && crypto()->rsaPrivate(&rootKey, em, signature);
}

static bool issue(Issued *issued, const RsaKey *key, const char *subject, const char *issuer, bool authority)
{
    uint8_t signature[RSA_BYTES];
    DerWriter der = {issued->bytes, LARGEST_CERTIFICATE, LARGEST_CERTIFICATE, false};
    if (!tbsCertificate(&der, key, subject, issuer, authority)) return false;
    size_t tbsSize = LARGEST_CERTIFICATE - der.at;
    uint8_t tbs[LARGEST_CERTIFICATE];
    memcpy(tbs, issued->bytes + der.at, tbsSize);
    if (der.overflow || !sign(tbs, tbsSize, signature)) return false;
    der.at = LARGEST_CERTIFICATE;
    derElement(&der, DER_RAW, signature, sizeof signature);
    derElement(&der, DER_RAW, "\0", 1);
    derWrap(&der, DER_BIT_STRING, LARGEST_CERTIFICATE);
    algorithm(&der, oidSha256WithRsa, sizeof oidSha256WithRsa);
    derElement(&der, DER_RAW, tbs, tbsSize);
    derWrap(&der, DER_SEQUENCE, LARGEST_CERTIFICATE);
    issued->size = LARGEST_CERTIFICATE - der.at;
    memmove(issued->bytes, issued->bytes + der.at, issued->size);
    return !der.overflow;
}

/* SignedData without signers or content (RFC 2315, section 9.1): a bag of certificates. */
static void pkcs7(DerWriter *der)
{
    size_t mark = derMark(der);
    derElement(der, DER_SET, NULL, 0); /* signerInfos */
    size_t certificates = derMark(der);
    derElement(der, DER_RAW, root.bytes, root.size);
    derElement(der, DER_RAW, leaf.bytes, leaf.size);
    derWrap(der, DER_CONTEXT_0, certificates);
    size_t content = derMark(der);
    derElement(der, DER_OID, oidData, sizeof oidData);
    derWrap(der, DER_SEQUENCE, content);
    derElement(der, DER_SET, NULL, 0); /* digestAlgorithms */
    derElement(der, DER_INTEGER, "\x01", 1);
    derWrap(der, DER_SEQUENCE, mark);
    derWrap(der, DER_CONTEXT_0, mark);
    derElement(der, DER_OID, oidSignedData, sizeof oidSignedData);
    derWrap(der, DER_SEQUENCE, mark);
}

static bool render(void)
{
    DerWriter der = {chain, sizeof chain, sizeof chain, false};
    if (driverOptions.container == CONTAINER_PKCS7) {
        pkcs7(&der);
    } else {
        if (driverOptions.container == CONTAINER_CONCATENATED) derElement(&der, DER_RAW, root.bytes, root.size);
        derElement(&der, DER_RAW, leaf.bytes, leaf.size);
    }
    chainSize = (uint32_t)(sizeof chain - der.at);
    memmove(chain, chain + der.at, chainSize);
    return !der.overflow;
}

bool certificateIssue(const uint8_t *pkcs8, uint32_t size)
{
    static const char rootName[] = "kexcts TEST root", leafName[] = "kexcts TEST driver";
    static RsaKey key;
    if (!haveRoot) {
        if (!rsaKeyFromPkcs8(&rootKey, testRootKey, testRootKeySize) || !crypto()->prepare(&rootKey)) return false;
        if (!issue(&root, &rootKey, rootName, rootName, true)) return false;
        haveRoot = true;
    }
    if (!rsaKeyFromPkcs8(&key, pkcs8, size) || !crypto()->prepare(&key)) return false;
    if (leafKey.prepared != NULL) crypto()->discard(&leafKey);
    leafKey = key;
    return issue(&leaf, &leafKey, leafName, rootName, false) && render();
}
