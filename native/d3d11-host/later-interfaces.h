/* Interfaces that the cross compiler's headers lack, or declare in another order than Windows has them. */
#ifndef KEXCTS_D3D11_HOST_LATER_INTERFACES_H
#define KEXCTS_D3D11_HOST_LATER_INTERFACES_H

#define COBJMACROS
#include <windows.h>

#include <d3d11_1.h>
#include <dxgi.h>

/* ID3D11VideoDevice2: two methods behind the 24 of ID3D11VideoDevice1. */
extern const GUID iidVideoDevice2;
enum { VIDEO_DEVICE2_NEGOTIATE_MT = 25, VIDEO_DEVICE2_METHODS = 26 };

/* NegotiateCryptoSessionKeyExchangeMT(this, pCryptoSession, flags, DataSize, pData) */

/* IOPMVideoOutput, behind IUnknown. The cross compiler's header has these in alphabetical order. */
enum {
    OPM_OUTPUT_START_INITIALIZATION = 3, /* (this, OPM_RANDOM_NUMBER *, BYTE **ppbCertificate, ULONG *pulCertificateLength) */
    OPM_OUTPUT_FINISH_INITIALIZATION = 4, /* (this, const OPM_ENCRYPTED_INITIALIZATION_PARAMETERS *) */
    OPM_OUTPUT_GET_INFORMATION = 5       /* (this, const OPM_GET_INFO_PARAMETERS *, OPM_REQUESTED_INFORMATION *) */
};

enum { OPM_SEMANTICS = 1 };

enum { OPM_RANDOM_NUMBER_BYTES = 16, OPM_ENCRYPTED_PARAMETERS_BYTES = 256, OPM_PARAMETERS_BYTES = 4112, OPM_INFORMATION_BYTES = 4096 };

typedef HRESULT(WINAPI *OpmGetVideoOutputsFromMonitor)(HMONITOR monitor, int semantics, ULONG *count, IUnknown ***outputs);

/* The method in a slot of a COM object. */
static inline void *comMethod(void *object, unsigned slot)
{
    return (*(void ***)object)[slot];
}

static inline void comRelease(void *object)
{
    ((ULONG(WINAPI *)(void *))comMethod(object, 2))(object);
}

#endif
