// The driver's objects by the handles that the wire knows them under; none is ever used again (adapter protocol, section 2).
import type { PlacedBuffer } from './buffers.ts';
import type { Word } from './koffi.ts';

export type ObjectKind = 'device' | 'session' | 'channel' | 'output' | 'surface';

export interface DriverObject {
  readonly kind: ObjectKind;
  /** Its handle on the wire. */
  readonly name: string;
  /** The driver's own handle; of a surface, the address of its memory. */
  readonly handle: Word;
  /** The device on which it was made; of devices and outputs undefined. */
  readonly device: DriverObject | undefined;
  /** A surface's memory. */
  readonly memory?: PlacedBuffer;
}

export class Objects {
  readonly #living = new Map<string, DriverObject>();
  /** Of each kind the one asked for last, which mostly is asked for again: the map would have to hash the name. */
  readonly #last: Partial<Record<ObjectKind, DriverObject | undefined>> = {};
  #count = 0;

  add(kind: ObjectKind, handle: Word, device: DriverObject | undefined, memory?: PlacedBuffer): DriverObject {
    this.#count += 1;
    const name = `${kind}-${this.#count}`;
    const object = { kind, name, handle, device, ...(memory === undefined ? {} : { memory }) };
    this.#living.set(name, object);
    return object;
  }

  find(kind: ObjectKind, name: string): DriverObject | undefined {
    const last = this.#last[kind];
    if (last?.name === name) return last;
    const object = this.#living.get(name);
    if (object?.kind !== kind) return undefined;
    this.#last[kind] = object;
    return object;
  }

  remove(object: DriverObject): void {
    this.#living.delete(object.name);
    if (this.#last[object.kind] === object) this.#last[object.kind] = undefined;
  }

  /** Those of a kind, in the order in which they were made; with a device, those on it. */
  list(kind: ObjectKind, device?: DriverObject): readonly DriverObject[] {
    return [...this.#living.values()].filter(
      (object) => object.kind === kind && (device === undefined || object.device === device),
    );
  }
}
