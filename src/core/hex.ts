// Bytes on the wire: lower-case hexadecimal, two digits a byte (adapter protocol, section 2).

const pattern = /^(?:[0-9a-fA-F]{2})*$/;

/** Whether a value is bytes by the protocol; upper case is accepted on reading. */
export function isHex(value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** Lower-case hexadecimal of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/**
 * Bytes of a hexadecimal string.
 * @throws RangeError where it is not hexadecimal with two digits a byte.
 */
export function fromHex(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  // Buffer.from stops silently at the first bad digit, so the length shows it.
  if (bytes.length * 2 !== hex.length)
    throw new RangeError(`expected hexadecimal bytes, got "${hex.slice(0, 40)}"`);
  return bytes;
}
