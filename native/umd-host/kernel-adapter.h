/* The kernel's side of the adapter: D3DKMT functions of gdi32, on Windows alone. */
#ifndef KEXCTS_UMD_HOST_KERNEL_ADAPTER_H
#define KEXCTS_UMD_HOST_KERNEL_ADAPTER_H

#include "../abi/umd-ddi.h"

/* pfnQueryAdapterInfoCb: the driver's private query, to D3DKMTQueryAdapterInfo; E_NOTIMPL where there is no kernel adapter. */
HRESULT APIENTRY forwardQueryAdapterInfo(HANDLE hAdapter, const D3DDDICB_QUERYADAPTERINFO *pData);

#endif
