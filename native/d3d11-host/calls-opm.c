/* OPM through OPMGetVideoOutputsFromHMONITOR, on the primary monitor. Statuses are the API's HRESULTs. */
#include <string.h>

#include <objbase.h>

#include "../guard/memory-use.h"
#include "../wire/handle-table.h"
#include "calls.h"
#include "runtime.h"

typedef struct ProtectedOutput {
    uint64_t serial;
    IUnknown *com;
    uint8_t random[OPM_RANDOM_NUMBER_BYTES];
    BYTE *certificate;
    ULONG certificateSize;
} ProtectedOutput;

static const char outputKind[] = "output";

static OpmGetVideoOutputsFromMonitor entry(void)
{
    static OpmGetVideoOutputsFromMonitor found;
    static bool looked;
    if (!looked) {
        HMODULE dxva2 = LoadLibraryW(L"dxva2.dll");
        if (dxva2 != NULL) found = (OpmGetVideoOutputsFromMonitor)(void *)GetProcAddress(dxva2, "OPMGetVideoOutputsFromHMONITOR");
        looked = true;
    }
    return found;
}

/* Asked once: it may take a desktop to be made. */
static HMONITOR primaryMonitor(void)
{
    static HMONITOR found;
    if (found == NULL) found = MonitorFromPoint((POINT){0, 0}, MONITOR_DEFAULTTOPRIMARY);
    return found;
}

/* A new output of the primary monitor, its random number and certificate read: each output is initialised once. */
static HRESULT openOutput(DriverCall *driverCall, ProtectedOutput *output)
{
    IUnknown **outputs = NULL;
    ULONG count = 0;
    memset(output, 0, sizeof *output);
    HRESULT hr = (HRESULT)ENTER(driverCall, "OPMGetVideoOutputsFromHMONITOR", entry(), ARGUMENT(primaryMonitor()), OPM_SEMANTICS, ARGUMENT(&count), ARGUMENT(&outputs));
    if (driverCall->frame.faulted || FAILED(hr)) return hr;
    if (count == 0 || outputs == NULL) return E_FAIL;
    output->com = outputs[0];
    for (ULONG i = 1; i < count; i++) comRelease(outputs[i]);
    CoTaskMemFree(outputs);
    return (HRESULT)ENTER(driverCall, "IOPMVideoOutput::StartInitialization", comMethod(output->com, OPM_OUTPUT_START_INITIALIZATION), ARGUMENT(output->com),
                          ARGUMENT(output->random), ARGUMENT(&output->certificate), ARGUMENT(&output->certificateSize));
}

static void closeOutput(DriverCall *driverCall, ProtectedOutput *output)
{
    if (driverCall->frame.faulted) return;
    CoTaskMemFree(output->certificate);
    if (output->com != NULL) ENTER(driverCall, "IOPMVideoOutput::Release", comMethod(output->com, 2), ARGUMENT(output->com));
    memset(output, 0, sizeof *output);
}

bool opmOffered(void)
{
    DriverCall driverCall = {0};
    ProtectedOutput output;
    if (entry() == NULL || driverHasFaulted()) return false;
    bool offered = SUCCEEDED(openOutput(&driverCall, &output)) && !driverCall.frame.faulted;
    closeOutput(&driverCall, &output);
    return offered;
}

static bool beginOpmCall(DriverCall *driverCall, Call *call)
{
    if (!initialized(call)) return false;
    if (entry() == NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "dxva2.dll has no OPMGetVideoOutputsFromHMONITOR");
        return false;
    }
    return driverCallBegin(driverCall, call);
}

static void endOpmCall(DriverCall *driverCall, HRESULT hr)
{
    if (driverCallEnd(driverCall)) resultHresult(driverCall->call, "status", (uint32_t)hr);
}

void serveOPMCreateProtectedOutput(Call *call)
{
    DriverCall driverCall;
    if (!beginOpmCall(&driverCall, call)) return;
    ProtectedOutput *output = HeapAlloc(hostHeap(), HEAP_ZERO_MEMORY, sizeof *output);
    if (output == NULL || (output->serial = handleAdd(outputKind, output)) == 0) {
        if (output != NULL) HeapFree(hostHeap(), 0, output);
        callError(call, ERROR_ADAPTER, "out of memory");
        return;
    }
    uint64_t serial = output->serial;
    HRESULT hr = openOutput(&driverCall, output);
    output->serial = serial;
    endOpmCall(&driverCall, hr);
    if (driverCall.frame.faulted) return;
    if (SUCCEEDED(hr)) {
        resultHandle(call, "hProtectedOutput", outputKind, serial);
        return;
    }
    closeOutput(&driverCall, output);
    handleRemove(serial);
    HeapFree(hostHeap(), 0, output);
}

void serveOPMDestroyProtectedOutput(Call *call)
{
    DriverCall driverCall;
    ProtectedOutput *output = beginOpmCall(&driverCall, call) ? paramHandle(call, "hProtectedOutput", outputKind) : NULL;
    if (output == NULL) return;
    handleRemove(output->serial);
    closeOutput(&driverCall, output);
    endOpmCall(&driverCall, S_OK);
    HeapFree(hostHeap(), 0, output);
}

/* Each reading takes an output of its own, so that a certificate that changes is seen to. */
static bool readCertificate(DriverCall *driverCall, Call *call, ProtectedOutput *output, HRESULT *hr)
{
    uint32_t type;
    if (!beginOpmCall(driverCall, call) || !paramUint32(call, "CertificateType", &type)) return false;
    if (type != 0) {
        callError(call, ERROR_NO_SUCH_CALL, "the API reads no certificate of another type than 0, OPM");
        return false;
    }
    *hr = openOutput(driverCall, output);
    return true;
}

void serveOPMGetCertificateSize(Call *call)
{
    DriverCall driverCall;
    ProtectedOutput output;
    HRESULT hr;
    if (!readCertificate(&driverCall, call, &output, &hr)) return;
    uint32_t size = output.certificateSize;
    closeOutput(&driverCall, &output);
    endOpmCall(&driverCall, hr);
    if (!driverCall.frame.faulted && SUCCEEDED(hr)) resultUint(call, "CertificateSize", size);
}

void serveOPMGetCertificate(Call *call)
{
    DriverCall driverCall;
    ProtectedOutput output;
    uint32_t size;
    HRESULT hr;
    if (!initialized(call) || !paramUint32(call, "CertificateSize", &size) || !readCertificate(&driverCall, call, &output, &hr)) return;
    if (!driverCall.frame.faulted && SUCCEEDED(hr)) {
        if (size == output.certificateSize) resultHex(call, "Certificate", output.certificate, size);
        else callError(call, ERROR_NO_SUCH_CALL, "the API hands the certificate out as a whole, %lu bytes", output.certificateSize);
    }
    closeOutput(&driverCall, &output);
    endOpmCall(&driverCall, hr);
}

void serveOPMGetRandomNumber(Call *call)
{
    DriverCall driverCall;
    const ProtectedOutput *output = beginOpmCall(&driverCall, call) ? paramHandle(call, "hProtectedOutput", outputKind) : NULL;
    if (output == NULL) return;
    endOpmCall(&driverCall, S_OK);
    resultHex(call, "RandomNumber", output->random, sizeof output->random);
}

static bool readExactly(Call *call, const char *name, GuardedBlock *block, size_t wanted)
{
    uint8_t *bytes;
    size_t size;
    if (!paramBytes(call, name, false, &bytes, &size)) return false;
    if (size != wanted) {
        callError(call, ERROR_PARAMS, "expected %s of %u bytes", name, (unsigned)wanted);
        return false;
    }
    if (!guardedAllocate(block, size, PLACE_AMID)) {
        callError(call, ERROR_ADAPTER, "out of memory");
        return false;
    }
    memcpy(block->data, bytes, size);
    return true;
}

void serveOPMSetSigningKeyAndSequenceNumbers(Call *call)
{
    DriverCall driverCall;
    GuardedBlock parameters = {0};
    const ProtectedOutput *output = beginOpmCall(&driverCall, call) ? paramHandle(call, "hProtectedOutput", outputKind) : NULL;
    if (output == NULL || !readExactly(call, "EncryptedParameters", &parameters, OPM_ENCRYPTED_PARAMETERS_BYTES)) return;
    HRESULT hr = (HRESULT)ENTER(&driverCall, "IOPMVideoOutput::FinishInitialization", comMethod(output->com, OPM_OUTPUT_FINISH_INITIALIZATION),
                                ARGUMENT(output->com), ARGUMENT(parameters.data));
    inspectBlock(&driverCall, &parameters);
    endOpmCall(&driverCall, hr);
    retireBlock(&parameters);
}

void serveOPMGetInformation(Call *call)
{
    DriverCall driverCall;
    GuardedBlock parameters = {0}, information = {0};
    const ProtectedOutput *output = beginOpmCall(&driverCall, call) ? paramHandle(call, "hProtectedOutput", outputKind) : NULL;
    if (output == NULL || !readExactly(call, "Parameters", &parameters, OPM_PARAMETERS_BYTES)) return;
    if (!guardedAllocate(&information, OPM_INFORMATION_BYTES, PLACE_AMID)) {
        callError(call, ERROR_ADAPTER, "out of memory");
        guardedFree(&parameters);
        return;
    }
    memset(information.data, 0, information.size);
    HRESULT hr = (HRESULT)ENTER(&driverCall, "IOPMVideoOutput::GetInformation", comMethod(output->com, OPM_OUTPUT_GET_INFORMATION), ARGUMENT(output->com),
                                ARGUMENT(parameters.data), ARGUMENT(information.data));
    inspectBlock(&driverCall, &parameters);
    inspectBlock(&driverCall, &information);
    endOpmCall(&driverCall, hr);
    if (!driverCall.frame.faulted) resultHex(call, "RequestedInformation", information.data, information.size);
    retireBlock(&parameters);
    retireBlock(&information);
}
