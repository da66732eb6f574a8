/*
 * The shortest driver for `kexcts run --adapter ffi:build/libtemplate_driver.so`. Copy it, and put your own calls where
 * libcrypto's stand: rsaDecrypt, aesCtr, and the certificate in openAdapter. ../../native/include/kexcts_driver.h says
 * what every function is for; members that are left out of the table are calls that the driver does not have.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../native/include/kexcts_driver.h"
#include "test-key.h"

#define S_OK 0
#define E_OUTOFMEMORY ((kexcts_status)0x8007000E)
#define E_FAIL ((kexcts_status)0x80004005)
#define E_INVALIDARG ((kexcts_status)0x80070057)
#define D3DDDIERR_UNSUPPORTEDCRYPTO ((kexcts_status)0x8876087E)

#define CERTIFICATE_TYPE_CRYPTO_SESSION 2u
#define CAPS_SOFTWARE 0x0001u
#define CAPS_ENCRYPTED_READ_BACK 0x0040u
#define CAPS_DECRYPTION_BLT 0x0400u

#define RSA_BYTES 256u
#define KEY_BYTES 16u
static const struct kexcts_guid cryptoTypeAes128Ctr = {
    0x9B6BD711, 0x4F74, 0x41C9, {0x9E, 0x7B, 0x0B, 0xE2, 0xD7, 0xD9, 0x3B, 0x4F}};
static const struct kexcts_guid keyExchangeRsaesOaep = {
    0xC1949895, 0xD72A, 0x4A1D, {0x8E, 0x5D, 0xED, 0x85, 0x7D, 0x17, 0x15, 0x20}};
static const struct kexcts_guid nullGuid;

struct session {
  void *device;
  int keyed; /* whether there is a key in force */
  uint8_t key[KEY_BYTES];
};

static const struct kexcts_host *host;
static EVP_PKEY *privateKey;
static uint8_t certificate[1024];
static uint32_t certificateSize;
static uint64_t nextIv; /* IV of the next EncryptionBlt: none is used twice */

/* -- What a vendor replaces -------------------------------------------------------------------------------- */

/* RSAES-OAEP with SHA-512 for hash and MGF1, and an empty label. The message must be a key: 16 bytes. */
static kexcts_status rsaDecrypt(const uint8_t *encrypted, uint8_t key[KEY_BYTES]) {
  uint8_t message[RSA_BYTES];
  size_t size = sizeof message;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(privateKey, NULL);
  if (context == NULL) return E_OUTOFMEMORY;
  int decrypted = EVP_PKEY_decrypt_init(context) > 0 &&
                  EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
                  EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha512()) > 0 &&
                  EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha512()) > 0 &&
                  EVP_PKEY_decrypt(context, message, &size, encrypted, RSA_BYTES) > 0 && size == KEY_BYTES;
  EVP_PKEY_CTX_free(context);
  if (decrypted) memcpy(key, message, KEY_BYTES);
  OPENSSL_cleanse(message, sizeof message);
  return decrypted ? S_OK : E_INVALIDARG;
}

/* AES-128-CTR, to encrypt and to decrypt. */
static kexcts_status aesCtr(const uint8_t *key, const uint8_t *iv, const void *from, void *to, uint32_t size) {
  int written;
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  if (context == NULL) return E_OUTOFMEMORY;
  int done = EVP_EncryptInit_ex(context, EVP_aes_128_ctr(), NULL, key, iv) > 0 &&
             EVP_EncryptUpdate(context, to, &written, from, (int)size) > 0;
  EVP_CIPHER_CTX_free(context);
  return done ? S_OK : E_FAIL;
}

/* Returns the number of bytes, or -1. */
static int decodeBase64(const char *text, uint8_t *bytes) {
  size_t length = strlen(text);
  int size = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length);
  while (size > 0 && text[--length] == '=') size--;
  return size;
}

static kexcts_status openAdapter(const struct kexcts_host *given, const struct kexcts_option *options, uint32_t count,
                                 char *problem, uint32_t problemSize) {
  uint8_t pkcs8[2048];
  const uint8_t *at = pkcs8;
  if (count > 0) {
    snprintf(problem, problemSize, "there is no option \"%s\"", options[0].name);
    return E_INVALIDARG;
  }
  int keySize = decodeBase64(testKey, pkcs8);
  privateKey = d2i_AutoPrivateKey(NULL, &at, keySize);
  certificateSize = (uint32_t)decodeBase64(testCertificate, certificate);
  host = given;
  if (privateKey == NULL) snprintf(problem, problemSize, "libcrypto cannot read the key");
  return privateKey == NULL ? E_FAIL : S_OK;
}

static void closeAdapter(void) {
  EVP_PKEY_free(privateKey);
}

/* -- Devices ----------------------------------------------------------------------------------------------- */

static kexcts_status createDevice(void **hDevice) {
  *hDevice = malloc(1); /* all that this driver knows of a device is its address */
  return *hDevice == NULL ? E_OUTOFMEMORY : S_OK;
}

static void destroyDevice(void *hDevice) {
  free(hDevice);
}

static int same(const struct kexcts_guid *a, const struct kexcts_guid *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static int isSupported(const struct kexcts_guid *CryptoType, const struct kexcts_guid *DecodeProfile) {
  return same(CryptoType, &cryptoTypeAes128Ctr) && same(DecodeProfile, &nullGuid);
}

static kexcts_status getCaps(void *hDevice, const struct kexcts_guid *CryptoType,
                             const struct kexcts_guid *DecodeProfile, struct kexcts_caps *Caps) {
  (void)hDevice;
  if (!isSupported(CryptoType, DecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  Caps->Caps = CAPS_SOFTWARE | CAPS_ENCRYPTED_READ_BACK | CAPS_DECRYPTION_BLT;
  Caps->KeyExchangeTypeCount = 1;
  Caps->BlockAlignmentSize = 16;
  Caps->ProtectedMemorySize = 0;
  return S_OK;
}

static kexcts_status getKeyExchangeType(void *hDevice, const struct kexcts_guid *CryptoType,
                                        const struct kexcts_guid *DecodeProfile, uint32_t Index,
                                        struct kexcts_guid *KeyExchangeType) {
  (void)hDevice;
  if (!isSupported(CryptoType, DecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  if (Index != 0) return E_INVALIDARG;
  *KeyExchangeType = keyExchangeRsaesOaep;
  return S_OK;
}

static void getCertificateSize(void *hDevice, const struct kexcts_certificate_info *CertificateInfo,
                               uint32_t *CertificateSize) {
  (void)hDevice;
  int found = CertificateInfo->CertificateType == CERTIFICATE_TYPE_CRYPTO_SESSION &&
              same(&CertificateInfo->CryptoSessionType, &cryptoTypeAes128Ctr);
  *CertificateSize = found ? certificateSize : 0;
}

static void getCertificate(void *hDevice, const struct kexcts_certificate_info *CertificateInfo,
                           uint32_t CertificateSize, uint8_t *Certificate) {
  uint32_t size;
  getCertificateSize(hDevice, CertificateInfo, &size);
  if (size == 0 || CertificateSize < size) host->setError(E_INVALIDARG);
  else memcpy(Certificate, certificate, size);
}

/* -- Crypto sessions --------------------------------------------------------------------------------------- */

/* The session, where it is one of this device. */
static struct session *sessionOf(void *hDevice, void *hCryptoSession) {
  struct session *session = hCryptoSession;
  return session != NULL && hDevice != NULL && session->device == hDevice ? session : NULL;
}

static kexcts_status createSession(void *hDevice, const struct kexcts_guid *CryptoType,
                                   const struct kexcts_guid *DecodeProfile,
                                   const struct kexcts_guid *KeyExchangeType, void **hCryptoSession) {
  if (hDevice == NULL) return E_INVALIDARG;
  if (!isSupported(CryptoType, DecodeProfile) || !same(KeyExchangeType, &keyExchangeRsaesOaep))
    return D3DDDIERR_UNSUPPORTEDCRYPTO;
  struct session *session = calloc(1, sizeof *session);
  if (session == NULL) return E_OUTOFMEMORY;
  session->device = hDevice;
  *hCryptoSession = session;
  return S_OK;
}

static void destroySession(void *hDevice, void *hCryptoSession) {
  struct session *session = sessionOf(hDevice, hCryptoSession);
  if (session == NULL) host->setError(E_INVALIDARG);
  else OPENSSL_cleanse(session, sizeof *session);
  free(session);
}

/* A failure leaves the key that is in force. */
static kexcts_status negotiate(void *hDevice, void *hCryptoSession, uint32_t DataSize, void *pData) {
  struct session *session = sessionOf(hDevice, hCryptoSession);
  uint8_t key[KEY_BYTES];
  if (session == NULL || DataSize != RSA_BYTES || pData == NULL) return E_INVALIDARG;
  kexcts_status hr = rsaDecrypt(pData, key);
  if (hr != S_OK) return hr;
  memcpy(session->key, key, sizeof key);
  session->keyed = 1;
  OPENSSL_cleanse(key, sizeof key);
  return S_OK;
}

/* WDDM 2.4: no flag is defined. The MT twin is the same function, and calls of it come one after the other. */
static kexcts_status negotiateFlags(void *hDevice, void *hCryptoSession, uint32_t flags, uint32_t DataSize,
                                    void *pData) {
  return flags == 0 ? negotiate(hDevice, hCryptoSession, DataSize, pData) : E_INVALIDARG;
}

/* -- Blits: how the suite sees which key is in force ------------------------------------------------------- */

static int fits(const struct kexcts_surface *hSrc, const struct kexcts_surface *hDst, void *hDevice) {
  return hSrc != NULL && hSrc->hDevice == hDevice && hDst->hDevice == hDevice && hSrc->Size == hDst->Size &&
         hSrc->Size % 16 == 0 && hSrc->Protected != hDst->Protected;
}

static void decryptionBlt(void *hDevice, void *hCryptoSession, const struct kexcts_surface *hSrc,
                          const struct kexcts_surface *hDst, uint32_t ContentKeySize, const void *ContentKey,
                          uint32_t IVSize, const void *IV) {
  const struct session *session = sessionOf(hDevice, hCryptoSession);
  kexcts_status hr = E_INVALIDARG;
  (void)ContentKeySize; /* the driver does not have the cap for content keys */
  if (session != NULL && session->keyed && fits(hSrc, hDst, hDevice) && ContentKey == NULL && IVSize == 16)
    hr = aesCtr(session->key, IV, hSrc->pMemory, hDst->pMemory, hSrc->Size);
  if (hr != S_OK) host->setError(hr);
}

static void encryptionBlt(void *hDevice, void *hCryptoSession, const struct kexcts_surface *hSrc,
                          const struct kexcts_surface *hDst, uint32_t IVSize, void *IV) {
  const struct session *session = sessionOf(hDevice, hCryptoSession);
  uint8_t iv[16] = {0};
  kexcts_status hr = E_INVALIDARG;
  if (session != NULL && session->keyed && fits(hSrc, hDst, hDevice) && IVSize == sizeof iv) {
    nextIv++;
    for (int i = 0; i < 8; i++) iv[i] = (uint8_t)(nextIv >> (56 - 8 * i));
    hr = aesCtr(session->key, iv, hSrc->pMemory, hDst->pMemory, hSrc->Size);
  }
  if (hr == S_OK) memcpy(IV, iv, sizeof iv);
  else host->setError(hr);
}

const struct kexcts_driver *kexcts_get_driver(uint32_t version) {
  static const struct kexcts_driver driver = {
      .version = KEXCTS_DRIVER_VERSION,
      .size = sizeof driver,
      .name = "template driver",
      .driverVersion = "1.0.0",
      .OpenAdapter = openAdapter,
      .CloseAdapter = closeAdapter,
      .CreateDevice = createDevice,
      .DestroyDevice = destroyDevice,
      .GetContentProtectionCaps = getCaps,
      .GetCryptoKeyExchangeType = getKeyExchangeType,
      .GetCertificateSize = getCertificateSize,
      .GetCertificate = getCertificate,
      .CreateCryptoSession = createSession,
      .DestroyCryptoSession = destroySession,
      .NegotiateCryptoSessionKeyExchange = negotiate,
      .NegotiateCryptoSessionKeyExchangeFlags = negotiateFlags,
      .NegotiateCryptoSessionKeyExchangeMT = negotiateFlags,
      .DecryptionBlt = decryptionBlt,
      .EncryptionBlt = encryptionBlt,
  };
  return version == KEXCTS_DRIVER_VERSION ? &driver : NULL;
}
