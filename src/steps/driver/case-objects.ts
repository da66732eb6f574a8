// The objects of one case: their handles, and what the observer needs of each to make the next call.
import { PrerequisiteMissing } from './driver-session.ts';

export interface SessionObject {
  readonly kind: 'session';
  readonly handles: { readonly hDevice: string; readonly hCryptoSession: string };
  readonly destroyedBy: 'DestroyCryptoSession';
  /** A call said that a key was set. */
  keyed: boolean;
  /** The key that was seen last, in hexadecimal. */
  lastKey?: string;
}
export interface OutputObject {
  readonly kind: 'output';
  readonly handles: { readonly hProtectedOutput: string };
  readonly destroyedBy: 'OPMDestroyProtectedOutput';
  random?: Buffer;
  /** The signing key that was accepted, and the status sequence number of the next request. */
  signing?: { readonly key: Buffer; sequence: number };
}
export interface ChannelObject {
  readonly kind: 'channel';
  readonly handles: { readonly hDevice: string; readonly hAuthChannel: string };
  readonly destroyedBy: 'DestroyAuthenticatedChannel';
  readonly hChannel: Buffer;
  key?: Buffer;
  sequence: { configure: number; query: number };
  /** The sequence numbers of the last requests that succeeded since INITIALIZE. */
  lastAccepted: { configure?: number; query?: number };
}
export interface DeviceObject {
  readonly kind: 'device';
  readonly handles: { readonly hDevice: string };
  readonly destroyedBy: 'DestroyDevice';
}
export type CaseObject = SessionObject | OutputObject | ChannelObject | DeviceObject;
export type ObjectKind = CaseObject['kind'];
export type ObjectOf<K extends ObjectKind> = Extract<CaseObject, { readonly kind: K }>;

/** Objects by their names in the recipe, in the order of their making. */
export class CaseObjects {
  private readonly byName = new Map<string, CaseObject>();

  add(name: string, object: CaseObject): void {
    this.byName.set(name, object);
  }

  remove(name: string): void {
    this.byName.delete(name);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  entries(): [string, CaseObject][] {
    return [...this.byName];
  }

  /**
   * The object of that name and kind.
   * @throws PrerequisiteMissing where no step made one.
   */
  get<K extends ObjectKind>(name: string, kind: K): ObjectOf<K> {
    const object = this.byName.get(name);
    if (object?.kind === kind) return object as ObjectOf<K>;
    throw new PrerequisiteMissing(`there is no ${kind === 'output' ? 'protected output' : kind} "${name}"`);
  }
}
