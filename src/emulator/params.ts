// Reading the parameters of a call by hand: the protocol's values (section 2), with a refusal that names what is wrong.
import { placements, type Params, type Placement } from '../core/protocol/adapter.ts';
import { badParams } from './refusal.ts';
import type { RequestError } from '../core/protocol/json-rpc.ts';

/** Bytes that fit an answer of one line beside its other members. */
const largestAnswerBytes = 400_000;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}

function wrong(name: string, expected: string, value: unknown): RequestError {
  return badParams(`${name}: expected ${expected}, got ${shown(value)}`);
}

/** The living object that a handle stands for. */
export function objectParam<T>(params: Params, name: string, living: ReadonlyMap<string, T>): T {
  const value = params[name];
  const object = typeof value === 'string' ? living.get(value) : undefined;
  if (object === undefined) throw wrong(name, 'the handle of a living object', value);
  return object;
}

/** An unsigned 32-bit integer. */
export function uintParam(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== 'number' || value >>> 0 !== value) {
    throw wrong(name, 'an integer from 0 to 4294967295', value);
  }
  return value;
}

/** As `uintParam`, or undefined where the parameter is absent. */
export function optionalUintParam(params: Params, name: string): number | undefined {
  return params[name] === undefined ? undefined : uintParam(params, name);
}

/** A number of bytes that the answer is to hold. */
export function answerBytesParam(params: Params, name: string): number {
  const value = uintParam(params, name);
  if (value > largestAnswerBytes) {
    throw wrong(name, `at most ${largestAnswerBytes} bytes, which fit an answer`, value);
  }
  return value;
}

/** Bytes, in a buffer of their own. */
export function bytesParam(params: Params, name: string, length?: number): Buffer {
  const value = params[name];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'hex');
    // Buffer.from stops silently at the first bad digit, so the length shows it.
    if (bytes.length * 2 === value.length && (length === undefined || bytes.length === length)) return bytes;
  }
  throw wrong(name, `${length === undefined ? 'bytes' : `${length} bytes`} in hexadecimal`, value);
}

/** Bytes, or null for a null pointer. */
export function pointerParam(params: Params, name: string, length?: number): Buffer | null {
  return params[name] === null ? null : bytesParam(params, name, length);
}

const guidForm = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** A GUID, in upper case. */
export function guidParam(params: Params, name: string): string {
  const value = params[name];
  if (typeof value !== 'string' || !guidForm.test(value)) throw wrong(name, 'a GUID', value);
  return value.toUpperCase();
}

/** The placement of a buffer, or undefined where none is asked for. */
export function placementParam(params: Params): Placement | undefined {
  const value = params['buffer'];
  if (value === undefined) return undefined;
  const placement = placements.find((name) => name === value);
  if (placement === undefined) throw wrong('buffer', `one of ${placements.join(', ')}`, value);
  return placement;
}
