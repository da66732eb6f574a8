/* RSA private keys from PKCS #8 (RFC 5958) with PKCS #1 inside (RFC 8017, appendix A.1.2), DER. */
#ifndef KEXCTS_REFERENCE_UMD_RSA_KEY_H
#define KEXCTS_REFERENCE_UMD_RSA_KEY_H

#include "crypto.h"

/* False for anything but an RSA key of two primes whose modulus has exactly 2048 bits. */
bool rsaKeyFromPkcs8(RsaKey *key, const uint8_t *der, size_t size);

#endif
