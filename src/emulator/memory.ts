// A buffer as the driver sees it: bytes in simulated memory, with what lies around them (adapter protocol, section 4).
import type { Placement } from '../core/protocol/adapter.ts';

export type Access = 'read' | 'write' | 'execute';

/** The driver touched memory that it may not touch; answered as `fault`. */
export class AccessFault extends Error {
  override readonly name = 'AccessFault';
  readonly access: Access;
  /** Bytes from the start of pData, or null where the address lies elsewhere. */
  readonly offset: number | null;

  constructor(access: Access, offset: number | null) {
    super(
      `access violation: ${access} at ${offset === null ? 'an address outside of pData' : `pData + ${offset}`}`,
    );
    this.access = access;
    this.offset = offset;
  }
}

/** Bytes on each side of the buffer in which the adapter looks for changes. */
const watchedBytes = 64;
const pageBytes = 4096;
/** What lies around the buffer. */
const surrounding = 0xa5;
const pageAddress = 0x10000;

/**
 * The memory that `pData`, or another buffer of the caller, lies in.
 * `read` and `write` obey the placement; offsets count bytes from the start of the buffer and may be negative.
 */
export class Memory {
  readonly length: number;
  readonly placement: Placement | undefined;
  /** Simulated address of the first byte. */
  readonly address: number;
  readonly #bytes: Buffer;
  #before: Buffer | null = null;
  #outside: Map<number, number> | null = null;
  #mapped = true;

  /** Takes `bytes` over: the caller must not use them any more. */
  constructor(bytes: Buffer, placement: Placement | undefined) {
    this.#bytes = bytes;
    this.length = bytes.length;
    this.placement = placement;
    this.address =
      placement === 'unaligned'
        ? pageAddress + 1
        : placement === 'guard-after'
          ? pageAddress + pageBytes - (bytes.length % pageBytes)
          : pageAddress;
  }

  /**
   * `length` bytes from `offset`. Inside the buffer it is a view, to be read only: it shows what the buffer holds later.
   * @throws AccessFault where the bytes are not accessible.
   */
  read(offset: number, length: number): Buffer {
    this.#check('read', offset, length);
    if (offset >= 0 && offset + length <= this.length) return this.#bytes.subarray(offset, offset + length);
    const copy = Buffer.alloc(length, surrounding);
    for (let at = 0; at < length; at++) {
      copy[at] = this.#bytes[offset + at] ?? this.#outside?.get(offset + at) ?? surrounding;
    }
    return copy;
  }

  /**
   * Writes bytes at `offset`.
   * @throws AccessFault where the bytes are not accessible, or not writable.
   */
  write(offset: number, bytes: Uint8Array): void {
    this.#check('write', offset, bytes.length);
    this.#before ??= Buffer.from(this.#bytes);
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      const target = offset + at;
      if (target >= 0 && target < this.length) this.#bytes[target] = byte;
      else (this.#outside ??= new Map()).set(target, byte);
    }
  }

  /** The buffer's bytes where the driver changed them, or null. */
  changed(): Buffer | null {
    return this.#before === null || this.#before.equals(this.#bytes) ? null : Buffer.from(this.#bytes);
  }

  /** Number of bytes found changed within 64 bytes on each side of the buffer. */
  overrun(): number {
    let count = 0;
    if (this.#outside === null) return count;
    for (const [offset, byte] of this.#outside) {
      if (byte !== surrounding && offset >= -watchedBytes && offset < this.length + watchedBytes) count++;
    }
    return count;
  }

  /** After the driver's return: the caller uses the buffer for something else. */
  overwrite(value: number): void {
    this.#bytes.fill(value);
  }

  /** From now on every access is a fault. */
  unmap(): void {
    this.#mapped = false;
  }

  #check(access: Access, offset: number, length: number): void {
    const end = offset + length;
    if (!this.#mapped) throw new AccessFault(access, null);
    if (length === 0) return;
    const first = this.placement === 'guard-before' ? 0 : -pageBytes;
    const last = this.placement === 'guard-after' ? this.length : this.length + pageBytes;
    if (offset < first) throw new AccessFault(access, offset);
    if (end > last) throw new AccessFault(access, Math.max(offset, last));
    if (access === 'write' && this.placement === 'read-only' && offset < this.length && end > 0) {
      throw new AccessFault(access, Math.max(offset, 0));
    }
  }
}
