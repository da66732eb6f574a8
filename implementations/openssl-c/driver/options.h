/* What can be chosen about the driver before it is opened. */
#ifndef OPENSSL_C_DRIVER_OPTIONS_H
#define OPENSSL_C_DRIVER_OPTIONS_H

#include "ddi.h"

/* Hash of RSAES-OAEP and of its MGF1; the label is empty in all. */
typedef enum { OAEP_SHA512, OAEP_SHA256, OAEP_SHA1 } OaepProfile;

/* How GetCertificate packs the chain: degenerate SignedData, the leaf alone, or leaf, intermediate, root in a row. */
typedef enum { CONTAINER_PKCS7, CONTAINER_DER, CONTAINER_CONCATENATED } CertificateContainer;

typedef enum { KEY_TEST, KEY_FRESH } KeySource;

#define KEY_EXCHANGE_RSAES_OAEP 1u
#define KEY_EXCHANGE_HW_PROTECTION 2u

#define OPTION_PATH_MAX 1024

typedef struct {
  OaepProfile profile;
  CertificateContainer container;
  KeySource key;
  char keyFile[OPTION_PATH_MAX]; /* PEM of an RSA-2048 private key for the sessions' certificate; empty: none */
  BOOL ownOpmCertificate;        /* OPM has a key and certificate of its own */
  BOOL keyForEachDevice;         /* each device generates a key of its own */
  BOOL refuseRenegotiation;      /* a second key exchange is refused, not taken */
  UINT keyExchange;              /* KEY_EXCHANGE_... bits that are offered */
} DriverOptions;

typedef enum { OPTION_SET, OPTION_UNKNOWN, OPTION_BAD_VALUE } OptionOutcome;

/* The defaults: opm-sha512, pkcs7, the test key for everything, renegotiation taken, RSAES_OAEP alone. */
DriverOptions driverDefaultOptions(void);

/*
 * Sets one option by its name and value as text. On OPTION_BAD_VALUE, *expected (static) says what is accepted.
 */
OptionOutcome driverSetOption(DriverOptions *options, const char *name, const char *value, const char **expected);

#endif
