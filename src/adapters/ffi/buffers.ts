// Buffers for the driver, laid out so that what it touches beyond them is seen: bytes beside them are watched, and
// behind those lie pages that cannot be touched.
import type { Placement } from '../../protocol/adapter.ts';
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
  /** What the pages should hold around the buffer: a copy that the driver does not know. */
  readonly copy: Buffer;
  /** Where the last buffer lay, as long as the bytes beside it are as they should be. */
  watchedFrom: number;
  watchedTo: number;
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
  /** Whether the driver cannot write to it. */
  readonly readOnly: boolean;
  readonly #start: number;
  readonly #end: number;
  /** Of what is watched, the buffer included. */
  readonly #from: number;
  readonly #to: number;

  constructor(region: Region, size: number, placement: Placement | undefined) {
    const { length } = region.bytes;
    const plain = watched + (placement === 'unaligned' ? 1 : 0);
    this.region = region;
    this.size = size;
    this.readOnly = placement === 'read-only';
    this.#start = placement === 'guard-after' ? length - size : placement === 'guard-before' ? 0 : plain;
    this.#end = this.#start + size;
    this.#from = placement === 'guard-before' ? this.#start : this.#start - watched;
    this.#to = placement === 'guard-after' ? this.#end : this.#end + watched;
    if (region.watchedFrom === this.#start && region.watchedTo === this.#end) return;
    this.#watch(region.bytes);
    this.#watch(region.copy);
    region.watchedFrom = this.#start;
    region.watchedTo = this.#end;
  }

  #watch(bytes: Buffer): void {
    // There is room for all of it, or for nothing.
    if (this.#from < this.#start) bytes.set(pattern, this.#from);
    if (this.#end < this.#to) bytes.set(pattern, this.#end);
  }

  get address(): number {
    return this.region.address + this.#start;
  }

  /** The bytes themselves, not a copy. */
  get bytes(): Buffer {
    return this.region.bytes.subarray(this.#start, this.#end);
  }

  /** Puts content there; false where digits are not hexadecimal, two a byte. */
  fill(content: Content): boolean {
    const { bytes, copy } = this.region;
    if (typeof content === 'number') bytes.fill(0, this.#start, this.#end);
    else if (typeof content !== 'string') bytes.set(content, this.#start);
    else if (bytes.write(content, this.#start, this.size, 'hex') * 2 !== content.length) return false;
    bytes.copy(copy, this.#start, this.#start, this.#end);
    return true;
  }

  /** Whether the driver changed the buffer. */
  get changed(): boolean {
    const { bytes, copy } = this.region;
    return bytes.compare(copy, this.#start, this.#end, this.#start, this.#end) !== 0;
  }

  /** How many bytes beside the buffer the driver changed. */
  get overrun(): number {
    const { bytes, copy } = this.region;
    if (bytes.compare(copy, this.#from, this.#to, this.#from, this.#to) === 0) return 0;
    this.region.watchedFrom = -1;
    let count = 0;
    for (let at = this.#from; at < this.#to; at += 1) {
      if (at === this.#start) at = this.#end;
      if (at < this.#to && bytes[at] !== copy[at]) count += 1;
    }
    return count;
  }

  /** The bytes in lower-case hexadecimal. */
  get hex(): string {
    return this.region.bytes.toString('hex', this.#start, this.#end);
  }

  /** So that a driver that kept the pointer is found out. */
  overwrite(): void {
    // Not Buffer's, which takes five times as long.
    Uint8Array.prototype.fill.call(this.region.bytes, overwritten, this.#start, this.#end);
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
    const buffer = new PlacedBuffer(this.#region(size + 2 * watched + alignment), size, placement);
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
      this.#free.copyWithin(at, at + 1).pop();
      return region;
    }
    return this.#allocate(size);
  }

  #allocate(size: number): Region {
    const { pageSize } = this.#system;
    const whole = Math.ceil(Math.max(size, usualSize) / pageSize) * pageSize;
    const pages = this.#system.allocatePages(whole, guardPages * pageSize);
    return { ...pages, copy: Buffer.alloc(whole), watchedFrom: -1, watchedTo: -1 };
  }
}
