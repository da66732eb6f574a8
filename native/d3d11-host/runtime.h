/* Devices of the Direct3D 11 runtime, and what is made on them. */
#ifndef KEXCTS_D3D11_HOST_RUNTIME_H
#define KEXCTS_D3D11_HOST_RUNTIME_H

#include <stdbool.h>

#include "../guard/driver-call.h"
#include "../wire/request.h"
#include "later-interfaces.h"

typedef enum ObjectKind { OBJECT_SESSION, OBJECT_CHANNEL, OBJECT_SURFACE } ObjectKind;

typedef struct RuntimeDevice RuntimeDevice;

typedef struct RuntimeObject {
    ObjectKind kind;
    uint64_t serial; /* 0: the host's own, to read a certificate from */
    RuntimeDevice *device;
    struct RuntimeObject *next;
    union {
        IUnknown *com;
        ID3D11CryptoSession *session;
        ID3D11AuthenticatedChannel *channel;
        ID3D11Texture2D *texture;
    };
    GUID cryptoType;  /* of a session that is the host's own */
    UINT channelType; /* of such a channel */
    uint32_t size;    /* of a surface's data, in bytes */
} RuntimeObject;

struct RuntimeDevice {
    uint64_t serial;
    ID3D11Device *device;
    ID3D11DeviceContext *context;
    ID3D11VideoDevice *video;         /* NULL: the driver has no video device */
    ID3D11VideoContext *videoContext;
    void *video2;                     /* ID3D11VideoDevice2, or NULL */
    HRESULT videoHr, videoContextHr;
    RuntimeObject *children;
    RuntimeDevice *next;
};

/* The chosen adapter. */
typedef struct AdapterChoice {
    IDXGIAdapter1 *adapter;
    char name[512]; /* UTF-8 */
    char version[64];
    char vendor[16];
    unsigned index;
    char reason[256]; /* why there is none */
} AdapterChoice;

extern AdapterChoice chosenAdapter;

/* By index, LUID (HIGH:LOW, hexadecimal) or part of the name; NULL: the first. False, with `reason`, where there is none. */
bool chooseAdapter(const char *wanted);

/* NULL where D3D11CreateDevice failed (`*hr`), or no memory was left. */
RuntimeDevice *runtimeDeviceCreate(DriverCall *driverCall, HRESULT *hr);
void runtimeDeviceDestroy(DriverCall *driverCall, RuntimeDevice *device);
void runtimeDeviceDestroyAll(DriverCall *driverCall);

/* `com` becomes the object's; NULL where there is no memory (and `com` is released). */
RuntimeObject *runtimeObjectCreate(RuntimeDevice *device, ObjectKind kind, void *com, bool onWire);
void runtimeObjectDestroy(DriverCall *driverCall, RuntimeObject *object);

void resultRuntimeObject(Call *call, const char *name, const RuntimeObject *object);
void resultRuntimeDevice(Call *call, const char *name, const RuntimeDevice *device);
RuntimeDevice *paramRuntimeDevice(Call *call, const char *name);
RuntimeObject *paramRuntimeObject(Call *call, const char *name, ObjectKind kind);

/* hDevice with a video device and a video context, and the call begun; NULL with an error otherwise. */
RuntimeDevice *beginVideoCall(DriverCall *driverCall, Call *call);

/* False, with an error, before initialize. */
bool initialized(Call *call);

#define METHOD(object, name) (void *)(uintptr_t)((object)->lpVtbl->name)

/* D3D11 takes NULL where the wire, as the DDI, has the null GUID. */
const GUID *optionalGuid(const GUID *guid);

bool opmOffered(void);

#endif
