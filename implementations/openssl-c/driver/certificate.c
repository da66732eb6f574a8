#include "certificate.h"

#include <openssl/pkcs7.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "allocation.h"
#include "test-keys.h"

struct CertificateAuthority {
  EVP_PKEY *intermediateKey;
  X509 *root;
  X509 *intermediate;
};

/* Who signs, and for which role; extensions follow RFC 5280, section 4.2. */
typedef struct {
  X509 *issuer; /* NULL: self-signed */
  EVP_PKEY *issuerKey;
  const char *basicConstraints;
  const char *keyUsage;
} Issue;

static BOOL setName(X509 *certificate, const char *name) {
  X509_NAME *subject = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC, (const BYTE *)"kexcts test", -1, -1, 0) &&
         X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const BYTE *)name, -1, -1, 0);
}

/* Positive, 16 bytes, from key and name: two certificates of one name differ in it when their keys do. */
static BOOL setSerial(X509 *certificate, EVP_PKEY *key, const char *name) {
  BYTE *spki = NULL;
  int size = i2d_PUBKEY(key, &spki);
  BYTE digest[SHA256_DIGEST_LENGTH];
  EVP_MD_CTX *hash = EVP_MD_CTX_new();
  BOOL done = size > 0 && hash != NULL && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) &&
              EVP_DigestUpdate(hash, name, strlen(name)) && EVP_DigestUpdate(hash, spki, (size_t)size) &&
              EVP_DigestFinal_ex(hash, digest, NULL);
  EVP_MD_CTX_free(hash);
  OPENSSL_free(spki);
  if (!done) return 0;
  digest[0] = (digest[0] & 0x3F) | 0x40;
  BIGNUM *number = BN_bin2bn(digest, 16, NULL);
  done = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
  BN_free(number);
  return done;
}

static BOOL addExtension(X509 *certificate, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  BOOL done = extension != NULL && X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return done;
}

static X509 *issue(const Issue *by, EVP_PKEY *key, const char *name) {
  X509 *certificate = X509_new();
  if (certificate == NULL) return NULL;
  X509 *issuer = by->issuer == NULL ? certificate : by->issuer;
  if (X509_set_version(certificate, X509_VERSION_3) && setName(certificate, name) &&
      setSerial(certificate, key, name) && X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) &&
      ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") &&
      ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "20491231235959Z") &&
      X509_set_pubkey(certificate, key) &&
      addExtension(certificate, issuer, NID_basic_constraints, by->basicConstraints) &&
      addExtension(certificate, issuer, NID_key_usage, by->keyUsage) &&
      addExtension(certificate, issuer, NID_subject_key_identifier, "hash") &&
      addExtension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
      X509_sign(certificate, by->issuerKey, EVP_sha256()))
    return certificate;
  X509_free(certificate);
  return NULL;
}

CertificateAuthority *certificateAuthorityCreate(void) {
  CertificateAuthority *authority = allocateZeroed(sizeof *authority);
  EVP_PKEY *rootKey = testKeyLoad(TEST_KEY_ROOT);
  EVP_PKEY *intermediateKey = testKeyLoad(TEST_KEY_INTERMEDIATE);
  if (authority != NULL && rootKey != NULL && intermediateKey != NULL) {
    authority->intermediateKey = intermediateKey;
    intermediateKey = NULL;
    Issue byRoot = {NULL, rootKey, "critical,CA:TRUE", "critical,keyCertSign,cRLSign"};
    authority->root = issue(&byRoot, rootKey, "kexcts test root");
    if (authority->root != NULL) {
      byRoot.issuer = authority->root;
      byRoot.basicConstraints = "critical,CA:TRUE,pathlen:0";
      authority->intermediate = issue(&byRoot, authority->intermediateKey, "kexcts test intermediate");
    }
  }
  EVP_PKEY_free(intermediateKey);
  EVP_PKEY_free(rootKey);
  if (authority != NULL && authority->intermediate != NULL) return authority;
  certificateAuthorityDestroy(authority);
  return NULL;
}

void certificateAuthorityDestroy(CertificateAuthority *authority) {
  if (authority == NULL) return;
  X509_free(authority->root);
  X509_free(authority->intermediate);
  EVP_PKEY_free(authority->intermediateKey);
  release(authority);
}

/* Certificates only: SignedData with no signer and no content (RFC 2315, section 9). */
static PKCS7 *degenerate(X509 *const *chain, SIZE_T length) {
  PKCS7 *container = PKCS7_new();
  BOOL done = container != NULL && PKCS7_set_type(container, NID_pkcs7_signed) &&
              PKCS7_content_new(container, NID_pkcs7_data) && PKCS7_set_detached(container, 1);
  for (SIZE_T i = 0; done && i < length; i++) done = PKCS7_add_certificate(container, chain[i]);
  if (done) return container;
  PKCS7_free(container);
  return NULL;
}

static BYTE *packPkcs7(X509 *const *chain, SIZE_T length, UINT *size) {
  PKCS7 *container = degenerate(chain, length);
  int encoded = container == NULL ? -1 : i2d_PKCS7(container, NULL);
  BYTE *bytes = encoded > 0 ? allocate((SIZE_T)encoded) : NULL;
  if (bytes != NULL) {
    BYTE *cursor = bytes;
    *size = (UINT)i2d_PKCS7(container, &cursor);
  }
  PKCS7_free(container);
  return bytes;
}

static BYTE *packInARow(X509 *const *chain, SIZE_T length, UINT *size) {
  SIZE_T total = 0;
  for (SIZE_T i = 0; i < length; i++) {
    int encoded = i2d_X509(chain[i], NULL);
    if (encoded <= 0) return NULL;
    total += (SIZE_T)encoded;
  }
  BYTE *bytes = allocate(total);
  if (bytes == NULL) return NULL;
  BYTE *cursor = bytes;
  for (SIZE_T i = 0; i < length; i++) i2d_X509(chain[i], &cursor);
  *size = (UINT)total;
  return bytes;
}

BYTE *certificateIssue(const CertificateAuthority *authority, EVP_PKEY *key, const char *name,
                       CertificateContainer container, UINT *size) {
  const Issue byIntermediate = {authority->intermediate, authority->intermediateKey, "critical,CA:FALSE",
                                "critical,keyEncipherment"};
  X509 *leaf = issue(&byIntermediate, key, name);
  if (leaf == NULL) return NULL;
  X509 *const chain[] = {leaf, authority->intermediate, authority->root};
  BYTE *bytes = container == CONTAINER_PKCS7 ? packPkcs7(chain, 3, size)
                                             : packInARow(chain, container == CONTAINER_DER ? 1 : 3, size);
  X509_free(leaf);
  return bytes;
}
