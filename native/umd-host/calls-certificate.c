#include <string.h>

#include "calls.h"
#include "../guard/content-protection.h"
#include "../guard/sent-buffer.h"

static bool readInfo(Call *call, D3D11_1DDI_CERTIFICATE_INFO *info)
{
    uint32_t type, channel;
    GUID session;
    memset(info, 0, sizeof *info);
    if (!paramUint32(call, "CertificateType", &type)) return false;
    info->CertificateType = type;
    if (type == CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL) {
        if (!paramUint32(call, "ChannelType", &channel)) return false;
        info->ChannelType = channel;
    } else {
        if (!paramGuidOf(call, "CryptoSessionType", &session)) return false;
        info->CryptoSessionType = session;
    }
    return true;
}

void serveGetCertificateSize(Call *call)
{
    DriverCall driverCall;
    Device *device;
    D3D11_1DDI_CERTIFICATE_INFO info;
    UINT size = 0;
    void *function = beginVideoCall(&driverCall, call, SLOT_GetCertificateSize, &device);
    if (function == NULL || !readInfo(call, &info)) return;
    ENTER(&driverCall, "pfnGetCertificateSize", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&info), ARGUMENT(&size));
    if (driverCallEnd(&driverCall)) resultUint(call, "CertificateSize", size);
}

void serveGetCertificate(Call *call)
{
    DriverCall driverCall;
    Device *device;
    D3D11_1DDI_CERTIFICATE_INFO info;
    uint32_t size;
    GuardedBlock certificate = {0};
    void *function = beginVideoCall(&driverCall, call, SLOT_GetCertificate, &device);
    if (function == NULL || !readInfo(call, &info) || !paramUint32(call, "CertificateSize", &size)) return;
    if (!receivingBufferPlace(&certificate, call, size)) return;
    driverCall.data = &certificate;
    ENTER(&driverCall, "pfnGetCertificate", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&info), size, ARGUMENT(certificate.data));
    inspectBlock(&driverCall, &certificate);
    if (driverCallEnd(&driverCall)) resultHex(call, "Certificate", certificate.data, size);
    retireBlock(&certificate);
}
