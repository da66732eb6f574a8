#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime.h"

AdapterChoice chosenAdapter;

static const GUID iidFactory1 = {0x770AAE78, 0xF26F, 0x4DBA, {0xA8, 0x29, 0x25, 0x3C, 0x83, 0xD1, 0xB3, 0x87}};
static const GUID iidDxgiDevice = {0x54EC77FA, 0x1377, 0x44E6, {0x8C, 0x32, 0x88, 0xFD, 0x5F, 0x44, 0xC8, 0x4C}};

static bool contains(const char *text, const char *part)
{
    size_t length = strlen(part);
    for (; *text != 0; text++) {
        if (_strnicmp(text, part, length) == 0) return true;
    }
    return false;
}

static bool isWanted(const char *wanted, unsigned index, const DXGI_ADAPTER_DESC1 *description, const char *name)
{
    unsigned long high, low;
    char *end, rest;
    if (wanted == NULL) return true;
    if (sscanf(wanted, "%lx:%lx%c", &high, &low, &rest) == 2) {
        return (unsigned long)description->AdapterLuid.HighPart == high && description->AdapterLuid.LowPart == low;
    }
    unsigned long number = strtoul(wanted, &end, 10);
    return *wanted != 0 && *end == 0 ? number == index : contains(name, wanted);
}

/* The user-mode driver's version is told by an old question that still has an answer. */
static void readVersion(IDXGIAdapter1 *adapter)
{
    LARGE_INTEGER version;
    if (IDXGIAdapter1_CheckInterfaceSupport(adapter, &iidDxgiDevice, &version) != S_OK) return;
    snprintf(chosenAdapter.version, sizeof chosenAdapter.version, "%u.%u.%u.%u", HIWORD(version.HighPart), LOWORD(version.HighPart),
             HIWORD(version.LowPart), LOWORD(version.LowPart));
}

bool chooseAdapter(const char *wanted)
{
    HRESULT(WINAPI *createFactory)(REFIID, void **) = NULL;
    HMODULE dxgi = LoadLibraryW(L"dxgi.dll");
    IDXGIFactory1 *factory = NULL;
    IDXGIAdapter1 *adapter;
    if (dxgi != NULL) createFactory = (HRESULT(WINAPI *)(REFIID, void **))(void *)GetProcAddress(dxgi, "CreateDXGIFactory1");
    HRESULT hr = createFactory != NULL ? createFactory(&iidFactory1, (void **)&factory) : E_NOINTERFACE;
    if (FAILED(hr)) {
        snprintf(chosenAdapter.reason, sizeof chosenAdapter.reason, "CreateDXGIFactory1 returned 0x%08lX", (unsigned long)hr);
        return false;
    }
    unsigned index = 0;
    for (; IDXGIFactory1_EnumAdapters1(factory, index, &adapter) == S_OK; index++) {
        DXGI_ADAPTER_DESC1 description;
        if (IDXGIAdapter1_GetDesc1(adapter, &description) == S_OK) {
            WideCharToMultiByte(CP_UTF8, 0, description.Description, -1, chosenAdapter.name, sizeof chosenAdapter.name, NULL, NULL);
            if (isWanted(wanted, index, &description, chosenAdapter.name)) {
                chosenAdapter.adapter = adapter;
                chosenAdapter.index = index;
                snprintf(chosenAdapter.vendor, sizeof chosenAdapter.vendor, "PCI 0x%04X", description.VendorId);
                readVersion(adapter);
                IDXGIFactory1_Release(factory);
                return true;
            }
        }
        IDXGIAdapter1_Release(adapter);
    }
    IDXGIFactory1_Release(factory);
    chosenAdapter.name[0] = 0;
    snprintf(chosenAdapter.reason, sizeof chosenAdapter.reason, "none of the %u DXGI adapters is %.150s", index, wanted != NULL ? wanted : "usable");
    return false;
}
