/* The fault that this build has: KEXCTS_FAULT is set by the Makefile for fault.c, and FAULT_NONE for the reference itself. */
#ifndef KEXCTS_REFERENCE_UMD_FAULTS_H
#define KEXCTS_REFERENCE_UMD_FAULTS_H

typedef enum Fault {
    FAULT_NONE,
    FAULT_READS_PAST_END,        /* a byte behind pData */
    FAULT_READS_BEFORE_SIZE_CHECK, /* pData[255], whatever DataSize says */
    FAULT_WRITES_PAST_END,       /* a byte behind pData */
    FAULT_KEEPS_POINTER,         /* decodes when the key is first needed */
    FAULT_FOUR_ARGUMENTS,        /* the four-argument function in table 7 */
    FAULT_STATIC_BUFFER,         /* one workspace for all threads */
    FAULT_LEAKS_ON_FAILURE,      /* 4 kB at each refusal */
    FAULT_OVERFLOWS_PRIVATE,     /* CalcPrivateCryptoSessionSize answers too little */
    FAULT_HOLDS_LOCK,            /* a refusal leaves the device locked */
    FAULT_LEAKS_HANDLES,         /* an event at each call */
    FAULT_SETS_ERROR,            /* pfnSetErrorCb as well as the return value */
    FAULT_CHATTERS,              /* prints to standard output, and reads standard input */
    FAULT_NULL_SLOT,             /* no Negotiate in its tables */
    FAULT_NO_OAEP,               /* lists no key-exchange type */
    FAULT_NO_VIDEO,              /* RetrieveSubObject refuses */
    FAULT_FAILS_DEVICE           /* CreateDevice refuses */
} Fault;

extern const Fault driverFault;
extern const char driverName[];

#define HAS_FAULT(fault) (driverFault == (fault))

#endif
