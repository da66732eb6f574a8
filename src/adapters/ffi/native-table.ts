// A structure in a library's memory, read member by member as far as the library says that it reaches.
import type { Koffi } from './koffi.ts';

/** Integer types, and `void *`, by the names of members in the order of the header. */
export type Layout = Readonly<Record<string, string>>;

export class NativeTable {
  readonly #koffi: Koffi;
  readonly #pointer: unknown;
  readonly #layout: Layout;
  readonly #offsets: Readonly<Record<string, number>>;
  /** Bytes of the structure as this program knows it. */
  readonly fullSize: number;

  /** @param pointer - to the structure, as koffi gives it; not null */
  constructor(koffi: Koffi, pointer: unknown, layout: Layout) {
    const struct = koffi.struct({ ...layout });
    this.#koffi = koffi;
    this.#pointer = pointer;
    this.#layout = layout;
    this.#offsets = Object.fromEntries(
      Object.keys(layout).map((name) => [name, koffi.offsetof(struct, name)]),
    );
    this.fullSize = koffi.sizeof(struct);
  }

  /** Bytes up to the end of a member. */
  endOf(name: string): number {
    return (this.#offsets[name] ?? 0) + this.#koffi.sizeof(this.#layout[name] ?? 'void *');
  }

  /** An integer; 0 where a structure of `size` bytes has no such member. */
  integer(name: string, size = Infinity): number {
    return size < this.endOf(name) ? 0 : Number(this.#decode(name));
  }

  /** A pointer as koffi gives it; null where it is null, or a structure of `size` bytes has no such member. */
  pointer(name: string, size: number): unknown {
    return size < this.endOf(name) ? null : this.#decode(name);
  }

  #decode(name: string): unknown {
    return this.#koffi.decode(this.#pointer, this.#offsets[name] ?? 0, this.#layout[name] ?? 'void *');
  }
}

/** Text up to its zero, at most `most` bytes of it; bytes that are no UTF-8 are replaced. */
export function readText(koffi: Koffi, pointer: unknown, most: number): string {
  const bytes: number[] = [];
  while (bytes.length < most) {
    const byte = Number(koffi.decode(pointer, bytes.length, 'uint8_t'));
    if (byte === 0) break;
    bytes.push(byte);
  }
  return Buffer.from(bytes).toString('utf8');
}

/** A copy of bytes. */
export function readBytes(koffi: Koffi, pointer: unknown, size: number): Buffer {
  return Buffer.from(koffi.decode(pointer, koffi.array('uint8_t', size, 'Typed')) as Uint8Array);
}
