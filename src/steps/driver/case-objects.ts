// The objects of one case: their handles, and what the observer needs of each to make the next call.

export interface SessionObject {
  readonly kind: 'session';
  readonly handle: string;
  readonly hDevice: string;
  /** A call said that a key was set. */
  keyed: boolean;
  /** The key that was seen last, in hexadecimal. */
  lastKey?: string;
}
export interface OutputObject {
  readonly kind: 'output';
  readonly handle: string;
  random?: Buffer;
  /** The signing key that was accepted, and the status sequence number of the next request. */
  signing?: { readonly key: Buffer; sequence: number };
}
export interface ChannelObject {
  readonly kind: 'channel';
  readonly handle: string;
  readonly hDevice: string;
  readonly hChannel: Buffer;
  key?: Buffer;
  sequence: { configure: number; query: number };
  /** The sequence numbers of the last requests that succeeded since INITIALIZE. */
  lastAccepted: { configure?: number; query?: number };
}
export interface DeviceObject {
  readonly kind: 'device';
  readonly handle: string;
}
export type CaseObject = SessionObject | OutputObject | ChannelObject | DeviceObject;

/** Objects by their names in the recipe, in the order of their making. */
export class CaseObjects {
  private readonly byName = new Map<string, CaseObject>();

  add(name: string, object: CaseObject): void {
    this.byName.set(name, object);
  }

  remove(name: string): void {
    this.byName.delete(name);
  }

  entries(): [string, CaseObject][] {
    return [...this.byName];
  }

  /** The object of that name and kind; undefined where an earlier step failed to make it. */
  get<K extends CaseObject['kind']>(name: string, kind: K): Extract<CaseObject, { kind: K }> | undefined {
    const object = this.byName.get(name);
    return object?.kind === kind ? (object as Extract<CaseObject, { kind: K }>) : undefined;
  }
}
