/* The driver's DLL and its adapter: loaded, asked for its versions, opened. */
#ifndef KEXCTS_UMD_HOST_DRIVER_H
#define KEXCTS_UMD_HOST_DRIVER_H

#include <stdbool.h>

#include "../abi/test-hooks.h"
#include "../abi/umd-ddi.h"
#include "../guard/driver-call.h"

typedef struct Adapter {
    D3D10DDI_HADAPTER hAdapter;
    D3D10_2DDI_ADAPTERFUNCS functions;
    UINT interfaceVersion;
    UINT version; /* low half of the supported word: build << 16 */
    UINT flags;   /* of CreateDevice */
} Adapter;

/* How far opening came. */
typedef struct Opening {
    bool done;
    bool notOffered; /* the driver lacks what leads to the entry point: "not applicable", not a failure */
    char reason[320];
    uint32_t hr;     /* of the step that failed, where the driver returned one */
    DriverCall call; /* holds the fault, where there was one */
} Opening;

/* Loads the DLL; false, with the reason on standard error and in `reason`, where Windows refuses. */
bool driverLoad(char *reason, size_t reasonSize);

/* OpenAdapter10_2, versions, caps; fills `opening`. */
void driverOpen(Opening *opening);
void driverClose(void);

const Adapter *driverAdapter(void);

/* NULL for a driver without the export of abi/test-hooks.h. */
const KexctsTestHooks *driverHooks(void);

/* The member `driver` of initialize's answer is begun: name, version, vendor, sha256, interface. */
void writeDriverFacts(Call *call);

#endif
