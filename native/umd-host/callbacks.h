/* What the host answers where the driver calls back. */
#ifndef KEXCTS_UMD_HOST_CALLBACKS_H
#define KEXCTS_UMD_HOST_CALLBACKS_H

#include "../abi/umd-ddi.h"

/* Tables of more slots than any version has: every slot is a function that refuses, and says so once. */
extern const D3DDDI_ADAPTERCALLBACKS adapterCallbacks;
const void *kernelCallbacks(void);
const void *dxgiCallbacks(void);
const void *coreLayerCallbacks(void);

#endif
