// Buffers for the driver, laid out so that what it touches beyond them is seen: bytes beside them are watched, and
// behind those lie pages that cannot be touched.
import type { Placement } from '../../core/protocol/adapter.ts';
import type { Pages, System } from './system.ts';

/** Bytes on each side of a buffer that are looked at after the call (adapter protocol, section 4). */
const watched = 64;
/** Inaccessible pages on each side, so that long strides are caught too. */
const guardPages = 16;
const usualSize = 64 * 1024;
const alignment = 16;
/** What a buffer holds after the call. */
const overwritten = 0x11;

/** What watched bytes hold, on either side. */
const pattern = Uint8Array.from({ length: watched }, (_, index) => 0xa5 ^ ((index * 7) & 0xff));

interface Region extends Pages {
  /** What the pages should hold: a copy that the driver does not know. */
  readonly copy: Buffer;
  /** The last buffer here, which serves again for one of its size and placement. */
  last: PlacedBuffer | undefined;
}

/** Zeros, hexadecimal digits, or bytes. */
export type Content = number | string | Uint8Array;

function sizeOf(content: Content): number {
  if (typeof content === 'number') return content;
  return typeof content === 'string' ? Math.ceil(content.length / 2) : content.length;
}

/** Bytes where the driver finds them. */
export class PlacedBuffer {
  readonly size: number;
  readonly region: Region;
  readonly address: number;
  /** The bytes themselves, not a copy. */
  readonly bytes: Buffer;
  readonly #placement: Placement | undefined;
  readonly #copy: Buffer;
  /** What is watched, the buffer included; and how much of it lies before the buffer. */
  readonly #watched: Buffer;
  readonly #watchedCopy: Buffer;
  readonly #before: number;
  #intact: boolean | undefined;

  constructor(region: Region, size: number, placement: Placement | undefined) {
    const { length } = region.bytes;
    const plain = watched + (placement === 'unaligned' ? 1 : 0);
    const start = placement === 'guard-after' ? length - size : placement === 'guard-before' ? 0 : plain;
    const end = start + size;
    const from = placement === 'guard-before' ? start : start - watched;
    const to = placement === 'guard-after' ? end : end + watched;
    this.region = region;
    this.size = size;
    this.address = region.address + start;
    this.bytes = region.bytes.subarray(start, end);
    this.#placement = placement;
    this.#copy = region.copy.subarray(start, end);
    this.#watched = region.bytes.subarray(from, to);
    this.#watchedCopy = region.copy.subarray(from, to);
    this.#before = start - from;
    for (const bytes of [this.#watched, this.#watchedCopy]) {
      // There is room for all of it, or for nothing.
      if (from < start) bytes.set(pattern, 0);
      if (end < to) bytes.set(pattern, end - from);
    }
  }

  /** Whether the driver cannot write to it. */
  get readOnly(): boolean {
    return this.#placement === 'read-only';
  }

  /** Whether it can serve as a buffer of that size and placement. */
  serves(size: number, placement: Placement | undefined): boolean {
    return this.size === size && this.#placement === placement;
  }

  /** Puts content there; false where digits are not hexadecimal, two a byte. */
  fill(content: Content): boolean {
    const { bytes } = this;
    if (typeof content === 'number') bytes.fill(0);
    else if (typeof content !== 'string') bytes.set(content);
    else if (bytes.write(content, 'hex') * 2 !== content.length) return false;
    this.#copy.set(bytes);
    this.#intact = undefined;
    return true;
  }

  /** Whether the driver changed neither the buffer nor the bytes beside it: mostly so, and then one look is enough. */
  get #isIntact(): boolean {
    return (this.#intact ??= this.#watched.equals(this.#watchedCopy));
  }

  /** Whether the driver changed the buffer. */
  get changed(): boolean {
    return !this.#isIntact && !this.bytes.equals(this.#copy);
  }

  /** How many bytes beside the buffer the driver changed. */
  get overrun(): number {
    if (this.#isIntact) return 0;
    // What is watched has to be laid out anew.
    this.region.last = undefined;
    let count = 0;
    for (let at = 0; at < this.#watched.length; at += 1) {
      if (at === this.#before) at += this.size;
      if (this.#watched[at] !== this.#watchedCopy[at]) count += 1;
    }
    return count;
  }

  /** The bytes in lower-case hexadecimal. */
  get hex(): string {
    return this.bytes.toString('hex');
  }

  /** So that a driver that kept the pointer is found out. */
  overwrite(): void {
    // Not Buffer's, which takes five times as long.
    Uint8Array.prototype.fill.call(this.bytes, overwritten);
  }
}

/** Hands out buffers, and takes them back for later calls: pages are made once. */
export class BufferPool {
  readonly #system: System;
  readonly #free: Region[] = [];

  constructor(system: System) {
    this.#system = system;
  }

  /**
   * A buffer with the given content. A read-only one is so from now on.
   * @throws RangeError where digits are not hexadecimal, two a byte; Error where memory has run out.
   */
  place(content: Content, placement?: Placement): PlacedBuffer {
    const size = sizeOf(content);
    const region = this.#region(size + 2 * watched + alignment);
    const { last } = region;
    const buffer = last?.serves(size, placement) === true ? last : new PlacedBuffer(region, size, placement);
    region.last = buffer;
    if (!buffer.fill(content)) {
      this.#free.push(buffer.region);
      throw new RangeError('expected hexadecimal digits, two a byte');
    }
    if (buffer.readOnly) this.protect(buffer, true);
    return buffer;
  }

  /** Takes away, or gives back, the right to write to a buffer. */
  protect({ region }: PlacedBuffer, readOnly: boolean): void {
    this.#system.protectPages(region.address, region.bytes.length, readOnly);
  }

  /** Takes a buffer back. The one that came back first is used next, so that the last ones keep their bytes for a while. */
  release(buffer: PlacedBuffer): void {
    this.#free.push(buffer.region);
  }

  #region(size: number): Region {
    for (let at = 0; at < this.#free.length; at += 1) {
      const region = this.#free[at];
      if (region === undefined || region.bytes.length < size) continue;
      this.#free.splice(at, 1);
      return region;
    }
    return this.#allocate(size);
  }

  #allocate(size: number): Region {
    const { pageSize } = this.#system;
    const whole = Math.ceil(Math.max(size, usualSize) / pageSize) * pageSize;
    const pages = this.#system.allocatePages(whole, guardPages * pageSize);
    return { ...pages, copy: Buffer.alloc(whole), last: undefined };
  }
}
