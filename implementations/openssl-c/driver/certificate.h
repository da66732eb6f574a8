/* The X.509 chains that the driver's certificates come with: root, intermediate, leaf, all RSA and SHA-256. */
#ifndef OPENSSL_C_DRIVER_CERTIFICATE_H
#define OPENSSL_C_DRIVER_CERTIFICATE_H

#include <openssl/evp.h>

#include "options.h"

/* A root and an intermediate certificate, and the key that signs leaves. */
typedef struct CertificateAuthority CertificateAuthority;

CertificateAuthority *certificateAuthorityCreate(void);
void certificateAuthorityDestroy(CertificateAuthority *authority);

/*
 * Issues a leaf for `key` under the common name `name`, and packs the chain. The bytes depend on nothing but the
 * arguments. Returns them, *size bytes, owned by the caller (release), or NULL where memory ran out.
 */
BYTE *certificateIssue(const CertificateAuthority *authority, EVP_PKEY *key, const char *name,
                       CertificateContainer container, UINT *size);

#endif
