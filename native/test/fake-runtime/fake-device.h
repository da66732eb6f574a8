/* One device of the stand-in, and what is made on it. */
#ifndef KEXCTS_TEST_FAKE_DEVICE_H
#define KEXCTS_TEST_FAKE_DEVICE_H

#include "fake-runtime.h"

typedef struct FakeDevice FakeDevice;

/* The interfaces of one device, each with methods of its own. */
typedef struct Face {
    const void *methods;
    FakeDevice *device;
} Face;

struct FakeDevice {
    Counted counted; /* ID3D11Device */
    Face context, video, videoContext;
    Device driver; /* the driver's private memory */
    void *functions[DEVICE_SLOTS_D3D11_1];
    VideoTable table;
};

typedef struct FakeSession {
    Counted counted;
    FakeDevice *device;
    Session driver;
} FakeSession;

typedef struct FakeChannel {
    Counted counted;
    FakeDevice *device;
    Channel driver;
    HANDLE handle;
} FakeChannel;

typedef struct FakeTexture {
    Counted counted;
    FakeDevice *device;
    Resource driver;
} FakeTexture;

/* The driver's function in a slot, under its type. */
#define TABLE(device, type, name) ((type)(device)->table.slot[SLOT_##name])
#define FUNCTION(device, type, name) ((type)(device)->functions[DEVICE_SLOT_##name])
#define HANDLE_OF(object) {&(object)->driver}

/* How often the driver called pfnSetErrorCb: functions without a return value fail in this way. */
extern LONG errorsSet;

extern const ID3D11CryptoSessionVtbl sessionMethods;
extern const ID3D11AuthenticatedChannelVtbl channelMethods;

/* Releasing the last reference destroys the driver's session. */
void finishSession(void *object);

HRESULT STDMETHODCALLTYPE createTexture(FakeDevice *device, const D3D11_TEXTURE2D_DESC *description, const void *data, void **made);

#endif
