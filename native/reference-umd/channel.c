/* Authenticated channels: key exchange, INITIALIZE, PROTECTION, and the queries of a driver without decoders. */
#include <string.h>

#include "driver.h"

#define MEMBER(function) ((void *)(uintptr_t)(function))
#define KEY_BUFFER_BYTES 256
#define KNOWN_PROTECTION_FLAGS 3u

static const GUID configureInitialize = {0x06114BDB, 0x3523, 0x470A, {0x8D, 0xCA, 0xFB, 0xC2, 0x84, 0x51, 0x54, 0xF0}};
static const GUID configureProtection = {0x50455658, 0x3F47, 0x4362, {0xBF, 0x99, 0xBF, 0xDF, 0xCD, 0xE9, 0xED, 0x29}};
static const GUID queryProtection = {0xA84EB584, 0xC495, 0x48AA, {0xB9, 0x4D, 0x8B, 0xD2, 0xD6, 0xFB, 0xCE, 0x05}};
static const GUID queryChannelType = {0xBC1B18A5, 0xB1FB, 0x42AB, {0xBD, 0x94, 0xB5, 0x82, 0x8B, 0x4B, 0xF7, 0xBE}};
static const GUID queryDeviceHandle = {0xEC1C539D, 0x8CFF, 0x4E2A, {0xBC, 0xC4, 0xF5, 0x69, 0x2F, 0x99, 0xF4, 0x80}};

/* Answers of the queries: the common part, and eight bytes behind it. */
typedef struct QueryAnswer {
    D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT output;
    uint64_t value;
} QueryAnswer;

_Static_assert(sizeof(QueryAnswer) == 56, "the outputs of all three queries have 56 bytes");

static SIZE_T APIENTRY calcPrivateAuthenticatedChannelSize(D3D10DDI_HDEVICE hDevice, const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData)
{
    (void)hDevice;
    (void)pCreateData;
    return sizeof(Channel);
}

static HRESULT APIENTRY createAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData,
                                                   D3D11_1DDI_HAUTHCHANNEL hAuthChannel, D3D11_1DDI_HRTAUTHCHANNEL hRTAuthChannel)
{
    Channel *channel = hAuthChannel.pDrvPrivate;
    (void)hRTAuthChannel;
    if (pCreateData->ChannelType != CHANNEL_TYPE_DRIVER_SOFTWARE && pCreateData->ChannelType != CHANNEL_TYPE_DRIVER_HARDWARE) return E_INVALIDARG;
    memset(channel, 0, sizeof *channel);
    channel->device = hDevice.pDrvPrivate;
    channel->type = pCreateData->ChannelType;
    pCreateData->hChannel = channel;
    return S_OK;
}

static void APIENTRY destroyAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel)
{
    (void)hDevice;
    SecureZeroMemory(hAuthChannel.pDrvPrivate, sizeof(Channel));
}

static HRESULT APIENTRY negotiateAuthenticatedChannelKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel, UINT DataSize, void *pData)
{
    Channel *channel = hAuthChannel.pDrvPrivate;
    KeySlot fresh = {.set = true};
    if (channel->device != hDevice.pDrvPrivate || DataSize != KEY_BUFFER_BYTES || pData == NULL) return E_INVALIDARG;
    if (channel->key.set && driverOptions.refuseRenegotiation) return E_INVALIDARG;
    HRESULT hr = decryptKey(pData, fresh.key);
    if (hr == S_OK) channel->key = fresh;
    return hr;
}

/* Fills the members that both outputs share, and signs `size` bytes. */
static HRESULT answer(const Channel *channel, void *structure, size_t size, const GUID *type, UINT sequence)
{
    D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT *output = structure;
    output->QueryType = *type;
    output->hChannel = (HANDLE)(uintptr_t)channel;
    output->SequenceNumber = sequence;
    output->ReturnCode = S_OK;
    return aesCmac(channel->key.key, (const uint8_t *)structure + sizeof output->omac, size - sizeof output->omac, output->omac) ? S_OK : E_OUTOFMEMORY;
}

static HRESULT APIENTRY queryAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel, UINT InputDataSize, const void *pInputData,
                                                  UINT OutputDataSize, void *pOutputData)
{
    Channel *channel = hAuthChannel.pDrvPrivate;
    D3D11_1DDI_AUTHENTICATED_QUERY_INPUT input;
    QueryAnswer given = {0};
    if (channel->device != hDevice.pDrvPrivate || !channel->initialized || InputDataSize < sizeof input) return E_INVALIDARG;
    memcpy(&input, pInputData, sizeof input);
    if (input.hChannel != channel || input.SequenceNumber < channel->nextQuery) return E_INVALIDARG;
    if (sameGuid(&input.QueryType, &queryProtection)) given.value = channel->protection;
    else if (sameGuid(&input.QueryType, &queryChannelType)) given.value = channel->type;
    else if (sameGuid(&input.QueryType, &queryDeviceHandle)) given.value = (uint64_t)(uintptr_t)channel->device;
    else return E_FAIL;
    if (OutputDataSize < sizeof given) return E_INVALIDARG;
    HRESULT hr = answer(channel, &given, sizeof given, &input.QueryType, input.SequenceNumber);
    if (hr != S_OK) return hr;
    channel->nextQuery = (uint64_t)input.SequenceNumber + 1;
    memcpy(pOutputData, &given, sizeof given);
    return S_OK;
}

static bool sequenceRises(const Channel *channel, const D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT *input)
{
    if (!channel->initialized) return sameGuid(&input->ConfigureType, &configureInitialize);
    return input->SequenceNumber >= channel->nextConfigure;
}

/* Carries the command out: S_OK, E_FAIL for one that is not known, E_INVALIDARG for one that is too short. */
static HRESULT configure(Channel *channel, const D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT *input, UINT size, const uint8_t *bytes)
{
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT numbers; /* PROTECTION's flags stand where its first number does */
    bool initialize = sameGuid(&input->ConfigureType, &configureInitialize);
    if (!initialize && !sameGuid(&input->ConfigureType, &configureProtection)) return E_FAIL;
    if (size < sizeof numbers) return E_INVALIDARG;
    memcpy(&numbers, bytes, sizeof numbers);
    if (!initialize) {
        channel->protection = numbers.StartSequenceQuery & KNOWN_PROTECTION_FLAGS;
        channel->nextConfigure = (uint64_t)input->SequenceNumber + 1;
        return S_OK;
    }
    channel->initialized = true;
    channel->nextQuery = numbers.StartSequenceQuery;
    /* A client that counts this command as the first has used its start number up. */
    channel->nextConfigure = (uint64_t)numbers.StartSequenceConfigure + (input->SequenceNumber == numbers.StartSequenceConfigure);
    return S_OK;
}

static HRESULT APIENTRY configureAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel, UINT InputDataSize,
                                                      const void *pInputData, D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *pOutputData)
{
    Channel *channel = hAuthChannel.pDrvPrivate;
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT input;
    uint8_t mac[16];
    if (channel->device != hDevice.pDrvPrivate || !channel->key.set || InputDataSize < sizeof input) return E_INVALIDARG;
    memcpy(&input, pInputData, sizeof input);
    if (!aesCmac(channel->key.key, (const uint8_t *)pInputData + sizeof mac, InputDataSize - sizeof mac, mac)) return E_OUTOFMEMORY;
    if (memcmp(mac, input.omac, sizeof mac) != 0 || input.hChannel != channel || !sequenceRises(channel, &input)) return E_INVALIDARG;
    HRESULT hr = configure(channel, &input, InputDataSize, pInputData);
    if (hr != S_OK) return hr;
    memset(pOutputData, 0, sizeof *pOutputData);
    return answer(channel, pOutputData, sizeof *pOutputData, &input.ConfigureType, input.SequenceNumber);
}

void fillChannelSlots(void **slots)
{
    slots[SLOT_CalcPrivateAuthenticatedChannelSize] = MEMBER(calcPrivateAuthenticatedChannelSize);
    slots[SLOT_CreateAuthenticatedChannel] = MEMBER(createAuthenticatedChannel);
    slots[SLOT_DestroyAuthenticatedChannel] = MEMBER(destroyAuthenticatedChannel);
    slots[SLOT_NegotiateAuthenticatedChannelKeyExchange] = MEMBER(negotiateAuthenticatedChannelKeyExchange);
    slots[SLOT_QueryAuthenticatedChannel] = MEMBER(queryAuthenticatedChannel);
    slots[SLOT_ConfigureAuthenticatedChannel] = MEMBER(configureAuthenticatedChannel);
}
