/* The video tables with sub-object ids 2 and 7. Slots that have nothing to do with content protection stay null. */
#include <string.h>

#include "driver.h"

#define MEMBER(function) ((void *)(uintptr_t)(function))

static void APIENTRY getVideoDecoderProfileCount(D3D10DDI_HDEVICE hDevice, UINT *pProfileCount)
{
    (void)hDevice;
    *pProfileCount = 1;
}

static void APIENTRY getVideoDecoderProfile(D3D10DDI_HDEVICE hDevice, UINT Index, GUID *pProfile)
{
    const Device *device = hDevice.pDrvPrivate;
    if (Index == 0) *pProfile = profileH264;
    else setError(device, E_INVALIDARG);
}

void fillVideoTable(void **slots, unsigned count, UINT subObject)
{
    memset(slots, 0, count * sizeof *slots);
    slots[SLOT_GetVideoDecoderProfileCount] = MEMBER(getVideoDecoderProfileCount);
    slots[SLOT_GetVideoDecoderProfile] = MEMBER(getVideoDecoderProfile);
    fillSessionSlots(slots);
    fillBlitSlots(slots);
    fillChannelSlots(slots);
    if (HAS_FAULT(FAULT_NULL_SLOT)) return;
    bool five = subObject == SUBOBJECT_WDDM2_4 && !HAS_FAULT(FAULT_FOUR_ARGUMENTS);
    slots[SLOT_NegotiateCryptoSessionKeyExchange] = five ? MEMBER(negotiateFive) : MEMBER(negotiateFour);
    if (subObject == SUBOBJECT_WDDM2_4) slots[SLOT_NegotiateCryptoSessionKeyExchangeMT] = slots[SLOT_NegotiateCryptoSessionKeyExchange];
}
