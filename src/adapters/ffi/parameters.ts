// Parameters of a request, each read by its name and refused with a sentence that says what must stand there.
import { placements, type Params, type Placement } from '../../core/protocol/adapter.ts';
import { isGuid, isUint32, shown } from '../../core/protocol/values.ts';
import { guidBytes } from '../../core/windows/guids.ts';
import type { DriverObject, ObjectKind, Objects } from './objects.ts';
import { RequestError, errorCodes } from '../../core/protocol/json-rpc.ts';

/** Bytes that fit a line of the wire as hexadecimal digits, with room for the rest of an answer. */
const mostBytes = 512 * 1024 - 1024;

function wrong(name: string, what: string, value: unknown): RequestError {
  return new RequestError(errorCodes.invalidParams, `${name} must be ${what}; got ${shown(value)}`);
}

export function readUint32(params: Params, name: string): number {
  const value = params[name];
  if (isUint32(value)) return value;
  throw wrong(name, 'an integer from 0 to 4294967295', value);
}

/** The size of a buffer that is to come back over the wire. */
export function readSize(params: Params, name: string): number {
  const size = readUint32(params, name);
  if (size <= mostBytes) return size;
  throw new RequestError(
    errorCodes.failed,
    `${name} is ${size}; more than ${mostBytes} bytes do not fit a line`,
  );
}

/** The 16 bytes of a GUID. */
export function readGuid(params: Params, name: string): Buffer {
  const value = params[name];
  if (isGuid(value)) return guidBytes(value);
  throw wrong(name, 'a GUID such as "C1949895-D72A-4A1D-8E5D-ED857D171520"', value);
}

/** Hexadecimal digits; whether they are such is found when they are placed. */
export function readDigits(params: Params, name: string, size?: number): string {
  const value = params[name];
  if (typeof value !== 'string') {
    throw wrong(name, 'bytes, as a hexadecimal string of two digits a byte', value);
  }
  if (size === undefined || value.length === 2 * size) return value;
  throw wrong(name, `${size} bytes, as a hexadecimal string`, value);
}

/** As {@link readDigits}, or undefined for null. */
export function readDigitsOrNull(params: Params, name: string, size?: number): string | undefined {
  return params[name] === null ? undefined : readDigits(params, name, size);
}

export function readPlacement(params: Params): Placement | undefined {
  const value = params['buffer'];
  if (value === undefined) return undefined;
  const placement = placements.find((one) => one === value);
  if (placement !== undefined) return placement;
  throw wrong('buffer', `one of ${placements.join(', ')}`, value);
}

/** The object of a handle; undefined for the null handle. */
export function readObject(
  objects: Objects,
  params: Params,
  name: string,
  kind: ObjectKind,
): DriverObject | undefined {
  const value = params[name];
  if (value === null) return undefined;
  const object = typeof value === 'string' ? objects.find(kind, value) : undefined;
  if (object !== undefined) return object;
  throw wrong(name, `null, or the handle of a living ${kind}`, value);
}
