/* Protected outputs behind their handles: internal to driver/. */
#ifndef OPENSSL_C_DRIVER_OPM_H
#define OPENSSL_C_DRIVER_OPM_H

#include "objects.h"

typedef struct {
  DXGKMDT_OPM_RANDOM_NUMBER randomNumber;
  KeySlot signingKey;
  UINT statusSequence;  /* of the next OPMGetInformation */
  UINT commandSequence; /* of the next command */
} ProtectedOutput;

/* A failure of the driver's own functions as the status that stands for it. */
NTSTATUS opmStatus(HRESULT hr);

#endif
