/*
 * One request on its way through the host: its parameters are read, the driver's function is run, its answer is
 * written. The three steps of each method stand in a row of a table (Method).
 */
#ifndef OPENSSL_C_HOST_CALL_H
#define OPENSSL_C_HOST_CALL_H

#include "../driver/driver.h"
#include "guard.h"
#include "handles.h"
#include "json-writer.h"
#include "json.h"
#include "placement.h"

#define SET_ERRORS_MAX 64u
#define ID_TEXT_MAX 256u

/* Codes of JSON-RPC 2.0, section 5.1, and the adapter's own. */
typedef enum {
  ERROR_PARSE = -32700,
  ERROR_INVALID_REQUEST = -32600,
  ERROR_METHOD_NOT_FOUND = -32601,
  ERROR_INVALID_PARAMS = -32602,
  ERROR_ADAPTER = -32000,
} ErrorCode;

typedef struct Call Call;

typedef enum {
  METHOD_HOST,   /* initialize and the test hooks: not a call of the driver's interface */
  METHOD_DRIVER, /* a DDI or OPM call: counted, timed, guarded, and subject to test/failAllocation */
  METHOD_MT,     /* such a call that may run beside others of its kind */
} MethodKind;

typedef struct {
  const char *name;
  MethodKind kind;
  bool (*read)(Call *call);   /* parameters; false: callFail was called. NULL: there are none */
  void (*invoke)(Call *call); /* the driver's function; NULL for METHOD_HOST */
  void (*answer)(Call *call); /* members of result; NULL: there are none */
} Method;

/* Arguments under the names of the DDI; each method uses some. */
typedef struct {
  Object *hDevice, *hCryptoSession, *hSurface, *hAuthChannel, *hProtectedOutput;
  GUID CryptoType, DecodeProfile, KeyExchangeType;
  D3D11_1DDI_CERTIFICATE_INFO certificate;
  UINT Index, CertificateType, ChannelType, DataSize, flags;
  bool hasFlags, hasIv;
  BYTE IV[16];
  DRIVER_RESOURCE clear, encrypted; /* of a blit */
} Arguments;

/* What the driver gave back. */
typedef struct {
  int32_t code; /* HRESULT or NTSTATUS */
  UINT number;
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps;
  GUID guid;
  HANDLE handle;
  BYTE bytes[16];
  Object *created;
} Results;

struct Call {
  const Method *method;
  char id[ID_TEXT_MAX];    /* as written in the request */
  const JsonValue *params; /* while parameters are read; NULL afterwards */
  JsonWriter out;

  ErrorCode error; /* 0: none */
  char message[256];

  Arguments in;
  Results result;
  Placement input, output; /* bytes for the driver, bytes from it */
  Placement contentKey;

  Fault fault;
  int64_t ns;
  bool failsAllocation;
  int64_t failAfter; /* negative: no allocation is to fail */
  AllocationRecord allocations;
  HRESULT setErrors[SET_ERRORS_MAX];
  unsigned setErrorCount;

  Call *next; /* in a queue */
};

/* Makes the call answer with an error; the first one stands. Returns false. */
bool callFail(Call *call, ErrorCode code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Runs method->invoke under guard, and takes down what it did. */
void callInvoke(Call *call);

/* Writes the whole answer, line end included, into call->out. */
void callAnswer(Call *call);

/* Members of a result that many methods have. */
void writeCode(Call *call, const char *name, int32_t code); /* HRESULT or NTSTATUS, unsigned */
void writeHandle(Call *call, const char *name, const Object *object);
void writeCreated(Call *call, const char *codeName, const char *handleName); /* forgets the object where it failed */
void writeChangedInput(Call *call); /* pDataAfter, where the driver changed pData */

/* Overwrites the buffers; they stay mapped until callRelease. */
void callScribble(Call *call);

/* Frees what the call holds. */
void callRelease(Call *call);

/* For pfnSetErrorCb: notes a code with the call that this thread is running. */
void callNoteError(HRESULT hr);

#endif
