// HRESULT and NTSTATUS values by name: facts of Windows, for reading and printing. What is expected stands in spec/ alone.

/** Names and unsigned 32-bit values (winerror.h, d3dumddi.h, ntstatus.h). */
export const statusCodes = {
  S_OK: 0x00000000,
  S_FALSE: 0x00000001,
  DXGI_STATUS_NO_REDIRECTION: 0x087a0004,
  E_NOTIMPL: 0x80004001,
  E_NOINTERFACE: 0x80004002,
  E_POINTER: 0x80004003,
  E_ABORT: 0x80004004,
  E_FAIL: 0x80004005,
  E_UNEXPECTED: 0x8000ffff,
  E_ACCESSDENIED: 0x80070005,
  E_HANDLE: 0x80070006,
  E_OUTOFMEMORY: 0x8007000e,
  E_INVALIDARG: 0x80070057,
  ERROR_INSUFFICIENT_BUFFER: 0x8007007a,
  NTE_BAD_LEN: 0x80090004,
  NTE_BAD_DATA: 0x80090005,
  NTE_INVALID_PARAMETER: 0x80090027,
  D3DDDIERR_OUTOFVIDEOMEMORY: 0x8876017c,
  D3DDDIERR_WASSTILLDRAWING: 0x8876021c,
  D3DDDIERR_NOTAVAILABLE: 0x8876086a,
  D3DDDIERR_INVALIDCALL: 0x8876086c,
  D3DDDIERR_DEVICEREMOVED: 0x88760870,
  D3DDDIERR_INVALIDHANDLE: 0x88760873,
  D3DERR_DEVICEHUNG: 0x88760874,
  D3DDDIERR_INVALIDUSERBUFFER: 0x88760879,
  D3DERR_CANNOTPROTECTCONTENT: 0x8876087d,
  D3DDDIERR_UNSUPPORTEDCRYPTO: 0x8876087e,
  D3DDDIERR_APPLICATIONERROR: 0x88760885,
  D3DDDIERR_OUTOFHWPROTECTEDMEMORY: 0x88760887,
  DXGI_ERROR_INVALID_CALL: 0x887a0001,
  DXGI_ERROR_NOT_FOUND: 0x887a0002,
  DXGI_ERROR_UNSUPPORTED: 0x887a0004,
  DXGI_ERROR_DEVICE_REMOVED: 0x887a0005,
  DXGI_ERROR_DEVICE_HUNG: 0x887a0006,
  DXGI_ERROR_DEVICE_RESET: 0x887a0007,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR: 0x887a0020,
  DXGI_ERROR_CANNOT_PROTECT_CONTENT: 0x887a002a,
  DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY: 0x887a0030,
  DXGI_DDI_ERR_WASSTILLDRAWING: 0x887b0001,
  DXGI_DDI_ERR_UNSUPPORTED: 0x887b0002,
  DXGI_DDI_ERR_NONEXCLUSIVE: 0x887b0003,
  STATUS_UNSUCCESSFUL: 0xc0000001,
  STATUS_ACCESS_VIOLATION: 0xc0000005,
  STATUS_INVALID_PARAMETER: 0xc000000d,
  STATUS_NO_MEMORY: 0xc0000017,
  STATUS_INSUFFICIENT_RESOURCES: 0xc000009a,
  STATUS_GRAPHICS_OPM_NOT_SUPPORTED: 0xc01e0500,
  STATUS_GRAPHICS_COPP_NOT_SUPPORTED: 0xc01e0501,
  STATUS_GRAPHICS_UAB_NOT_SUPPORTED: 0xc01e0502,
  STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS: 0xc01e0503,
  STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH: 0xc01e050e,
  STATUS_GRAPHICS_PVP_HFS_FAILED: 0xc01e0511,
  ERROR_GRAPHICS_OPM_NOT_SUPPORTED: 0xc0262500,
  ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS: 0xc0262503,
  ERROR_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH: 0xc026250e,
  ERROR_GRAPHICS_PVP_HFS_FAILED: 0xc0262511,
  ERROR_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR: 0xc026251e,
} as const;

export type StatusName = keyof typeof statusCodes;

const namesByCode = new Map<number, string>();
for (const [name, code] of Object.entries(statusCodes))
  if (!namesByCode.has(code)) namesByCode.set(code, name);

/** An HRESULT or NTSTATUS as unsigned 32 bits; a signed value means the same (adapter protocol, section 2). */
export function unsigned32(value: number): number {
  return value >>> 0;
}

/** Whether a value from the wire is a 32-bit status, signed or unsigned. */
export function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -0x80000000 && (value as number) <= 0xffffffff;
}

/** Whether the top bit, the severity of a failure, is set. */
export function isFailure(code: number): boolean {
  return unsigned32(code) >= 0x80000000;
}

/** The name of a code, or undefined where it has none here. */
export function statusName(code: number): string | undefined {
  return namesByCode.get(unsigned32(code));
}

/** `E_INVALIDARG (0x80070057)`, or the bare number where the code has no name here. */
export function describeStatus(code: number): string {
  const number = `0x${unsigned32(code).toString(16).toUpperCase().padStart(8, '0')}`;
  const name = statusName(code);
  return name === undefined ? number : `${name} (${number})`;
}

/** The code that a name or a `0x…` number stands for, or undefined. */
export function parseStatus(text: string): number | undefined {
  if (/^0x[0-9a-fA-F]{1,8}$/.test(text)) return Number.parseInt(text.slice(2), 16);
  return (statusCodes as Readonly<Record<string, number>>)[text];
}
