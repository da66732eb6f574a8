// What was made from bytes, found again by equal bytes: for long ones quicker than a map of strings, and no text is made.
import { crc32 } from 'node:zlib';

interface Entry<T> {
  readonly bytes: Buffer;
  readonly value: T;
}

export class ByBytes<T> {
  private readonly entries = new Map<number, Entry<T>[]>();

  get(bytes: Buffer): T | undefined {
    return this.entries.get(crc32(bytes))?.find((entry) => entry.bytes.equals(bytes))?.value;
  }

  /** Keeps a copy of the bytes. */
  set(bytes: Buffer, value: T): void {
    const sum = crc32(bytes);
    const entry = { bytes: Buffer.from(bytes), value };
    this.entries.set(sum, [...(this.entries.get(sum) ?? []), entry]);
  }
}
