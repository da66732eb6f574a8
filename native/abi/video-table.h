/*
 * The video function tables of a Direct3D 11.1 user-mode driver, by slot. Written from counted facts: slots 0 to 80 are
 * the same in every table but for the types of slot 11 and slot 65; later tables append.
 */
#ifndef KEXCTS_ABI_VIDEO_TABLE_H
#define KEXCTS_ABI_VIDEO_TABLE_H

#include <stddef.h>

/* Every slot's member, in order. */
#define VIDEO_TABLE_SLOTS(SLOT) \
    SLOT(GetVideoDecoderProfileCount) SLOT(GetVideoDecoderProfile) SLOT(CheckVideoDecoderFormat) \
    SLOT(GetVideoDecoderConfigCount) SLOT(GetVideoDecoderConfig) SLOT(GetVideoDecoderBufferTypeCount) \
    SLOT(GetVideoDecoderBufferInfo) SLOT(CalcPrivateVideoDecoderSize) SLOT(CreateVideoDecoder) \
    SLOT(DestroyVideoDecoder) SLOT(VideoDecoderExtension) SLOT(VideoDecoderBeginFrame) SLOT(VideoDecoderEndFrame) \
    SLOT(VideoDecoderSubmitBuffers) SLOT(CalcPrivateVideoProcessorEnumSize) SLOT(CreateVideoProcessorEnum) \
    SLOT(DestroyVideoProcessorEnum) SLOT(CheckVideoProcessorFormat) SLOT(GetVideoProcessorCaps) \
    SLOT(GetVideoProcessorRateConversionCaps) SLOT(GetVideoProcessorCustomRate) SLOT(GetVideoProcessorFilterRange) \
    SLOT(CalcPrivateVideoProcessorSize) SLOT(CreateVideoProcessor) SLOT(DestroyVideoProcessor) \
    SLOT(VideoProcessorSetOutputTargetRect) SLOT(VideoProcessorSetOutputBackgroundColor) \
    SLOT(VideoProcessorSetOutputColorSpace) SLOT(VideoProcessorSetOutputAlphaFillMode) \
    SLOT(VideoProcessorSetOutputConstriction) SLOT(VideoProcessorSetOutputStereoMode) \
    SLOT(VideoProcessorSetOutputExtension) SLOT(VideoProcessorGetOutputExtension) \
    SLOT(VideoProcessorSetStreamFrameFormat) SLOT(VideoProcessorSetStreamColorSpace) \
    SLOT(VideoProcessorSetStreamOutputRate) SLOT(VideoProcessorSetStreamSourceRect) \
    SLOT(VideoProcessorSetStreamDestRect) SLOT(VideoProcessorSetStreamAlpha) SLOT(VideoProcessorSetStreamPalette) \
    SLOT(VideoProcessorSetStreamPixelAspectRatio) SLOT(VideoProcessorSetStreamLumaKey) \
    SLOT(VideoProcessorSetStreamStereoFormat) SLOT(VideoProcessorSetStreamAutoProcessingMode) \
    SLOT(VideoProcessorSetStreamFilter) SLOT(VideoProcessorSetStreamExtension) \
    SLOT(VideoProcessorGetStreamExtension) SLOT(VideoProcessorBlt) SLOT(CalcPrivateVideoDecoderOutputViewSize) \
    SLOT(CreateVideoDecoderOutputView) SLOT(DestroyVideoDecoderOutputView) \
    SLOT(CalcPrivateVideoProcessorInputViewSize) SLOT(CreateVideoProcessorInputView) \
    SLOT(DestroyVideoProcessorInputView) SLOT(CalcPrivateVideoProcessorOutputViewSize) \
    SLOT(CreateVideoProcessorOutputView) SLOT(DestroyVideoProcessorOutputView) \
    SLOT(VideoProcessorInputViewReadAfterWriteHazard) SLOT(GetContentProtectionCaps) SLOT(GetCryptoKeyExchangeType) \
    SLOT(CalcPrivateCryptoSessionSize) SLOT(CreateCryptoSession) SLOT(DestroyCryptoSession) SLOT(GetCertificateSize) \
    SLOT(GetCertificate) SLOT(NegotiateCryptoSessionKeyExchange) SLOT(EncryptionBlt) SLOT(DecryptionBlt) \
    SLOT(StartSessionKeyRefresh) SLOT(FinishSessionKeyRefresh) SLOT(GetEncryptionBltKey) \
    SLOT(CalcPrivateAuthenticatedChannelSize) SLOT(CreateAuthenticatedChannel) SLOT(DestroyAuthenticatedChannel) \
    SLOT(NegotiateAuthenticatedChannelKeyExchange) SLOT(QueryAuthenticatedChannel) \
    SLOT(ConfigureAuthenticatedChannel) SLOT(VideoDecoderGetHandle) SLOT(CryptoSessionGetHandle) \
    SLOT(VideoProcessorSetStreamRotation) SLOT(GetCaptureHandle) SLOT(GetDataForNewHardwareKey) \
    SLOT(CheckCryptoSessionStatus) SLOT(VideoDecoderSubmitBuffersLater) SLOT(QueryVideoCapabilities) \
    SLOT(CheckVideoProcessorFormatConversion) SLOT(VideoDecoderEnableDownsampling) \
    SLOT(VideoDecoderUpdateDownsampling) SLOT(VideoProcessorSetStreamMirror) \
    SLOT(VideoProcessorSetOutputColorSpace1) SLOT(VideoProcessorSetStreamColorSpace1) \
    SLOT(VideoProcessorSetOutputShaderUsage) SLOT(VideoProcessorGetBehaviorHints) \
    SLOT(GetCryptoSessionPrivateDataSize) SLOT(VideoProcessorSetOutputHDRMetaData) \
    SLOT(VideoProcessorSetStreamHDRMetaData) SLOT(NegotiateCryptoSessionKeyExchangeMT)

typedef enum VideoSlot {
#define SLOT(name) SLOT_##name,
    VIDEO_TABLE_SLOTS(SLOT)
#undef SLOT
    VIDEO_SLOT_COUNT
} VideoSlot;

/* Ids of RetrieveSubObject, and the number of members of the table that each fills. */
enum {
    SUBOBJECT_D3D11_1 = 2,
    SUBOBJECT_WDDM2_0 = 3,
    SUBOBJECT_WDDM2_1 = 5,
    SUBOBJECT_WDDM2_4_RS4_0 = 6,
    SUBOBJECT_WDDM2_4 = 7, /* the only one whose slot 65 takes five arguments, and that has slot 96 */

    SLOTS_D3D11_1 = 81,
    SLOTS_WDDM2_0 = 94,
    SLOTS_WDDM2_1 = 96,
    SLOTS_WDDM2_4_RS4_0 = 96,
    SLOTS_WDDM2_4 = 97
};

/* Storage for the longest table; a table of fewer slots has its first members. */
typedef struct VideoTable {
    void *slot[VIDEO_SLOT_COUNT];
} VideoTable;

#endif
