// What a method of the protocol is to the runner, and what several of them share.
import type { Params } from '../../core/protocol/adapter.ts';
import type { BufferPool, PlacedBuffer } from './buffers.ts';
import { handleIn, type Call } from './call.ts';
import type { Driver } from './driver.ts';
import type { FunctionName } from './driver-functions.ts';
import type { NativeFunction, Word } from './koffi.ts';
import type { DriverObject, ObjectKind, Objects } from './objects.ts';
import { readDigitsOrNull, readObject, readPlacement, readUint32 } from './parameters.ts';
import { isFailure } from '../../core/windows/hresult.ts';
import { RequestError, errorCodes } from '../../core/protocol/json-rpc.ts';

export interface Host {
  readonly driver: Driver;
  readonly objects: Objects;
  readonly pool: BufferPool;
  /** Bytes of a pointer. */
  readonly pointerSize: number;
  /** Bytes of struct kexcts_caps, and where its 64-bit member lies. */
  readonly caps: { readonly size: number; readonly ProtectedMemorySize: number };
}

/** A result that is made for one answer, to which more is added. */
export type CallResult = Record<string, unknown>;

/** Reads its parameters, calls the driver, and says what came of it. A promise: calls of its kind may run beside it. */
export type Method = (host: Host, call: Call, params: Params) => CallResult | Promise<CallResult>;
export type Methods = Readonly<Record<string, Method>>;

/** A function of the driver's; without it there is no such method. */
export function functionOf({ driver }: Host, name: FunctionName): NativeFunction {
  const found = driver.functions[name];
  if (found !== undefined) return found;
  throw new RequestError(errorCodes.noSuchMethod, `the driver has no ${name}`);
}

/** The driver's own handle; the null handle is 0. */
export function handleOf(object: DriverObject | undefined): Word {
  return object?.handle ?? 0;
}

export function readDevice({ objects }: Host, params: Params): DriverObject | undefined {
  return readObject(objects, params, 'hDevice', 'device');
}

/** An object on a device, and that device, by their driver's handles and as they are. */
export function readOnDevice(
  host: Host,
  params: Params,
  name: string,
  kind: ObjectKind,
): { device: DriverObject | undefined; object: DriverObject | undefined; handles: readonly [Word, Word] } {
  const device = readDevice(host, params);
  const object = readObject(host.objects, params, name, kind);
  return { device, object, handles: [handleOf(device), handleOf(object)] };
}

/** Runs a function that makes an object; null is the handle of one that was not made. */
export function create(
  host: Host,
  call: Call,
  kind: ObjectKind,
  device: DriverObject | undefined,
  work: (handle: number) => number,
): { status: number; handle: string | null } {
  const handle = call.place(host.pointerSize, 'handle');
  const status = call.run(() => work(handle.address));
  if (isFailure(status)) return { status, handle: null };
  return { status, handle: host.objects.add(kind, handleIn(handle), device).name };
}

/** Runs a function that destroys an object on a device. With another device than its own it is the driver's to refuse, and it lives on. */
export function destroyOnDevice(
  host: Host,
  call: Call,
  params: Params,
  name: string,
  kind: ObjectKind,
  functionName: FunctionName,
): CallResult {
  const destroy = functionOf(host, functionName);
  const { device, object, handles } = readOnDevice(host, params, name, kind);
  call.run(() => destroy(...handles));
  if (object !== undefined && object.device === device) host.objects.remove(object);
  return {};
}

export interface SentData {
  readonly DataSize: number;
  /** 0 for a null pointer. */
  readonly address: number;
  readonly buffer: PlacedBuffer | undefined;
}

/**
 * `DataSize` and `pData`, independent of one another.
 * @throws CallError where DataSize promises more than there is and no page stands behind it: a driver may read it all.
 */
export function placeData(call: Call, params: Params): SentData {
  const DataSize = readUint32(params, 'DataSize');
  const placement = readPlacement(params);
  const digits = readDigitsOrNull(params, 'pData');
  if (digits === undefined) return { DataSize, address: 0, buffer: undefined };
  if (DataSize * 2 > digits.length && placement !== 'guard-after') {
    const message = 'a DataSize beyond the bytes of pData needs "buffer":"guard-after"';
    throw new RequestError(errorCodes.invalidParams, message);
  }
  const buffer = call.place(digits, 'pData', placement);
  return { DataSize, address: buffer.address, buffer };
}

/** `hr`, and what pData holds where the driver changed it. */
export function negotiated(hr: number, { buffer }: SentData): CallResult {
  return buffer?.changed === true ? { hr, pDataAfter: buffer.hex } : { hr };
}
