// Values on the wire other than bytes and statuses (adapter protocol, section 2), and how a message names them.
import { plainText } from '../plain-text.ts';

const guid = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && guid.test(value);
}

/** A JSON object: neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff;
}

/** An unsigned 64-bit integer as far as a JSON number can hold it: 2^64 - 1 is read as 2^64. */
export function isUint64(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 2 ** 64;
}

/** A value from the wire for a sentence, shortened and safe to print. What is nested is not shown: it may be deep. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return plainText(JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value), 60);
}
