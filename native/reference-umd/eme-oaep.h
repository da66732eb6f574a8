/* EME-OAEP decoding (RFC 8017, section 7.1.2, step 3), with an empty label. */
#ifndef KEXCTS_REFERENCE_UMD_EME_OAEP_H
#define KEXCTS_REFERENCE_UMD_EME_OAEP_H

#include "crypto.h"

/*
 * EM of RSA_BYTES is unmasked in place; `hash` serves for the label and for MGF1. Every check is made whatever the
 * others found, so that time tells causes apart as little as may be. False where the encoding is not valid.
 */
bool emeOaepDecode(uint8_t em[RSA_BYTES], HashKind hash, const uint8_t **message, size_t *messageSize);

#endif
