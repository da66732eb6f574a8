// Whether a `result` keeps to the adapter protocol, sections 2 and 4 to 6: neither narrower nor wider than its text.
import { isFailure, isStatus } from '../windows/hresult.ts';
import type { Fault, Params, Result } from './adapter.ts';
import { isHex } from '../hex.ts';
import { methods, type MemberKind, type Method, type ResultMember } from './methods.ts';
import { isGuid, isObject, isUint32, isUint64, shown } from './values.ts';

const kinds: Readonly<Record<MemberKind, { readonly what: string; is(value: unknown): boolean }>> = {
  hex: { what: 'bytes in hexadecimal, two digits a byte', is: isHex },
  'hex-or-null': {
    what: 'bytes in hexadecimal, two digits a byte, or null',
    is: (value) => value === null || isHex(value),
  },
  handle: {
    what: 'a handle: a non-empty string, or null',
    is: (value) => value === null || (typeof value === 'string' && value !== ''),
  },
  guid: { what: 'a GUID like "C1949895-D72A-4A1D-8E5D-ED857D171520"', is: isGuid },
  uint32: { what: 'an unsigned 32-bit integer', is: isUint32 },
  'uint32-or-null': {
    what: 'an unsigned 32-bit integer, or null',
    is: (value) => value === null || isUint32(value),
  },
  uint64: { what: 'an unsigned integer', is: isUint64 },
};

/** Members that an answer to any call may hold (section 4, and `test/failAllocation` in section 6). */
const anywhere: readonly (readonly [name: string, what: string, is: (value: unknown) => boolean])[] = [
  [
    'setError',
    'an array of 32-bit codes',
    (value) => Array.isArray(value) && value.every((code) => isStatus(code)),
  ],
  ['ns', 'a number of nanoseconds', (value) => typeof value === 'number' && value >= 0],
  ['overrun', 'a number of bytes', isUint64],
  ['allocationFailed', 'true or false', (value) => typeof value === 'boolean'],
  ['allocations', 'a number of allocations', isUint64],
];

const faultShape = '{"access":"read"|"write"|"execute","offset": an integer or null}';

function isFault(value: unknown): value is Fault {
  if (!isObject(value)) return false;
  const { access, offset } = value;
  return (
    (access === 'read' || access === 'write' || access === 'execute') &&
    (offset === null || Number.isInteger(offset))
  );
}

/** The access violation that a checked result reports in place of `hr`, if it does. */
export function faultOf(result: Result): Fault | undefined {
  return isFault(result['fault']) ? result['fault'] : undefined;
}

function checkMember(name: string, member: ResultMember, params: Params, result: Result, failed: boolean) {
  const value = result[name];
  if (value === undefined && (failed || member.optional)) return undefined;
  // What a failed function leaves in its out parameters means nothing, so what the protocol does not say about them is allowed.
  if (value === null && failed) return undefined;
  const kind = kinds[member.kind];
  if (!kind.is(value)) return `"${name}" must be ${kind.what}; got ${shown(value)}`;
  if (member.bytes === undefined || failed) return undefined;
  const bytes = typeof member.bytes === 'number' ? member.bytes : params[member.bytes];
  const got = String(value).length / 2;
  if (typeof bytes !== 'number' || got === bytes) return undefined;
  const why = typeof member.bytes === 'number' ? '' : `, as ${member.bytes} in the request says`;
  return `"${name}" must be exactly ${bytes} bytes${why}; got ${got} bytes`;
}

function checkSigningKey(result: Result): string | undefined {
  const members = ['key', 'statusSequence', 'commandSequence'];
  const nulls = members.filter((name) => result[name] === null);
  if (nulls.length === 0 || nulls.length === members.length) return undefined;
  return `"key", "statusSequence" and "commandSequence" are all null, or none of them is; null here: ${nulls.join(', ')}`;
}

function checkStatus(method: Method, result: Result): string | undefined {
  if (method.status === undefined) return undefined;
  const value = result[method.status];
  if (isStatus(value)) return undefined;
  return `"${method.status}" must be an integer of 32 bits, unsigned or signed; got ${shown(value)}`;
}

/**
 * Checks the `result` of an answer against the protocol. Members that it does not name are ignored.
 * Where the driver failed, its other outputs may be missing or null; their lengths are not looked at.
 * @returns undefined where all is well, or a sentence that names the member, what must stand there, and what came.
 */
export function checkResult(method: string, params: Params, result: Result): string | undefined {
  for (const [name, what, is] of anywhere) {
    const value = result[name];
    if (value !== undefined && !is(value)) return `"${name}" must be ${what}; got ${shown(value)}`;
  }
  const row = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (row === undefined) return undefined;
  if (result['fault'] !== undefined) {
    return isFault(result['fault'])
      ? undefined
      : `"fault" must be ${faultShape}; got ${shown(result['fault'])}`;
  }
  const wrongStatus = checkStatus(row, result);
  if (wrongStatus !== undefined) return wrongStatus;
  const failed = row.status !== undefined && isFailure(result[row.status] as number);
  for (const name in row.result) {
    const member = row.result[name];
    if (member === undefined) continue;
    const wrong = checkMember(name, member, params, result, failed);
    if (wrong !== undefined) return wrong;
  }
  return method === 'test/probeSigningKey' ? checkSigningKey(result) : undefined;
}
