// Negotiation on a session of type HW_PROTECTION: a transport for structures, not a key exchange.
import { statusCodes } from '../core/windows/hresult.ts';
import type { Attempt } from './state.ts';

/** Size of KEY_EXCHANGE_HW_PROTECTION_DATA and offset of its Status, with 8-byte and with 4-byte pointers. */
const layouts = [
  { bytes: 32, status: 24 },
  { bytes: 16, status: 12 },
] as const;

/**
 * Takes a structure and writes its Status. There is no secure environment behind the emulator, so its two pointers are never followed
 * and no command is carried out.
 */
export function transport({ device, owner, dataSize, data }: Attempt): number {
  const layout = layouts.find(({ bytes }) => bytes === dataSize);
  if (device !== owner.device || data === null || layout === undefined) return statusCodes.E_INVALIDARG;
  const status = Buffer.alloc(4);
  status.writeUInt32LE(statusCodes.S_OK);
  data.write(layout.status, status);
  return statusCodes.S_OK;
}
