/* All that differs between the builds. */
#include "faults.h"

const Fault driverFault = KEXCTS_FAULT;
const char driverName[] = KEXCTS_UMD_NAME;
