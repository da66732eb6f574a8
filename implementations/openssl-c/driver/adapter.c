/* The adapter: keys, certificates, and what all devices share. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "oaep.h"
#include "objects.h"
#include "test-keys.h"

static const struct {
  const char *name;
  TestKey testKey;
} uses[IDENTITY_COUNT] = {
    [IDENTITY_SESSION] = {"kexcts test crypto session", TEST_KEY_SESSION},
    [IDENTITY_CHANNEL] = {"kexcts test authenticated channel", TEST_KEY_CHANNEL},
    [IDENTITY_OPM] = {"kexcts test output protection", TEST_KEY_OPM},
};

EVP_PKEY *adapterGenerateKey(void) {
  return EVP_RSA_gen(RSA_BYTES * 8);
}

static BOOL isRsa2048(EVP_PKEY *key) {
  return EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_size(key) == (int)RSA_BYTES;
}

static EVP_PKEY *readKeyFile(const char *path, const char **problem) {
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    *problem = "the key file cannot be opened";
    return NULL;
  }
  EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, (void *)"");
  fclose(file);
  ERR_clear_error();
  if (key != NULL && isRsa2048(key)) return key;
  *problem = "the key file holds no unencrypted RSA-2048 private key in PEM";
  EVP_PKEY_free(key);
  return NULL;
}

static Identity *issueFor(DriverAdapter *adapter, IdentityUse use, EVP_PKEY *key) {
  if (key == NULL) return NULL;
  Identity *identity = identityCreate(adapter->authority, key, uses[use].name, &adapter->options);
  if (identity == NULL) EVP_PKEY_free(key);
  return identity;
}

Identity *adapterGenerateIdentity(DriverAdapter *adapter, IdentityUse use, EVP_PKEY *key) {
  if (key == NULL) {
    key = adapter->options.key == KEY_FRESH ? adapterGenerateKey() : testKeyLoad(uses[use].testKey);
  }
  return issueFor(adapter, use, key);
}

static HRESULT makeIdentities(DriverAdapter *adapter, const char **problem) {
  EVP_PKEY *fileKey = NULL;
  if (adapter->options.keyFile[0] != '\0' && (fileKey = readKeyFile(adapter->options.keyFile, problem)) == NULL)
    return E_INVALIDARG;
  Identity **made = adapter->identities;
  made[IDENTITY_SESSION] = adapterGenerateIdentity(adapter, IDENTITY_SESSION, fileKey);
  if (made[IDENTITY_SESSION] == NULL) return fileKey == NULL ? E_OUTOFMEMORY : E_INVALIDARG;
  made[IDENTITY_CHANNEL] = adapterGenerateIdentity(adapter, IDENTITY_CHANNEL, NULL);
  made[IDENTITY_OPM] = adapter->options.ownOpmCertificate
                           ? adapterGenerateIdentity(adapter, IDENTITY_OPM, NULL)
                           : identityShare(made[IDENTITY_SESSION]);
  return made[IDENTITY_CHANNEL] != NULL && made[IDENTITY_OPM] != NULL ? S_OK : E_OUTOFMEMORY;
}

HRESULT ddiOpenAdapter(const DriverOptions *options, DriverAdapter **result, const char **problem) {
  *problem = "memory ran out";
  DriverAdapter *adapter = allocateZeroed(sizeof *adapter);
  if (adapter == NULL) return E_OUTOFMEMORY;
  adapter->options = *options;
  atomic_init(&adapter->nextHandle, 1);
  adapter->lock = CRYPTO_THREAD_lock_new();
  UINT64 firstIv;
  HRESULT hr = adapter->lock == NULL ? E_OUTOFMEMORY : symmetricOpen(&adapter->algorithms);
  if (!FAILED(hr)) hr = randomBytes(&firstIv, sizeof firstIv);
  if (hr == E_FAIL) *problem = "libcrypto offers no AES-128, CMAC or random numbers";
  if (!FAILED(hr)) {
    atomic_init(&adapter->nextIv, firstIv);
    adapter->authority = certificateAuthorityCreate();
    hr = adapter->authority == NULL ? E_OUTOFMEMORY : makeIdentities(adapter, problem);
  }
  if (FAILED(hr)) {
    ddiCloseAdapter(adapter);
    return hr;
  }
  *result = adapter;
  return S_OK;
}

static void dropIdentities(Identity **identities) {
  for (int use = 0; use < IDENTITY_COUNT; use++) identityRelease(identities[use]);
}

void ddiCloseAdapter(DriverAdapter *adapter) {
  if (adapter == NULL) return;
  dropIdentities(adapter->identities);
  certificateAuthorityDestroy(adapter->authority);
  symmetricClose(&adapter->algorithms);
  CRYPTO_THREAD_lock_free(adapter->lock);
  release(adapter);
}

Identity *adapterIdentity(DriverAdapter *adapter, const Device *device, IdentityUse use) {
  if (!CRYPTO_THREAD_read_lock(adapter->lock)) return NULL;
  Identity *identity = adapter->identities[use];
  if (!adapter->provisioned && device != NULL && device->identity != NULL) {
    identity = use == IDENTITY_CHANNEL ? device->channelIdentity : device->identity;
  }
  identityShare(identity);
  CRYPTO_THREAD_unlock(adapter->lock);
  return identity;
}

HANDLE adapterNewHandle(DriverAdapter *adapter) {
  return (HANDLE)(uintptr_t)atomic_fetch_add_explicit(&adapter->nextHandle, 1, memory_order_relaxed);
}

static EVP_PKEY *readPkcs8(const BYTE *pkcs8, SIZE_T size) {
  const BYTE *cursor = pkcs8;
  PKCS8_PRIV_KEY_INFO *info = size > INT32_MAX ? NULL : d2i_PKCS8_PRIV_KEY_INFO(NULL, &cursor, (long)size);
  EVP_PKEY *key = info == NULL || cursor != pkcs8 + size ? NULL : EVP_PKCS82PKEY(info);
  PKCS8_PRIV_KEY_INFO_free(info);
  ERR_clear_error();
  if (key != NULL && isRsa2048(key)) return key;
  EVP_PKEY_free(key);
  return NULL;
}

HRESULT hookProvisionKey(DriverAdapter *adapter, const BYTE *pkcs8, SIZE_T size) {
  EVP_PKEY *key = readPkcs8(pkcs8, size);
  if (key == NULL) return E_INVALIDARG;
  Identity *issued[IDENTITY_COUNT] = {0};
  BOOL done = 1;
  for (int use = 0; done && use < IDENTITY_COUNT; use++) {
    if (use == IDENTITY_OPM && !adapter->options.ownOpmCertificate) {
      issued[use] = identityShare(issued[IDENTITY_SESSION]);
    } else if (EVP_PKEY_up_ref(key)) {
      issued[use] = issueFor(adapter, use, key);
    }
    done = issued[use] != NULL;
  }
  EVP_PKEY_free(key);
  if (done && CRYPTO_THREAD_write_lock(adapter->lock)) {
    Identity *before[IDENTITY_COUNT];
    memcpy(before, adapter->identities, sizeof before);
    memcpy(adapter->identities, issued, sizeof issued);
    memcpy(issued, before, sizeof before);
    adapter->provisioned = 1;
    CRYPTO_THREAD_unlock(adapter->lock);
  }
  dropIdentities(issued);
  return done ? S_OK : E_INVALIDARG;
}
