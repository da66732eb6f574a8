// One spelling for values that the protocol lets an adapter spell in two ways (section 2), so that they compare equal.
import { isStatus, unsigned32 } from '../windows/hresult.ts';
import type { Result } from './adapter.ts';
import { methods } from './methods.ts';

const upper = /[A-F]/;

function spelled(value: unknown, kind: string | undefined): unknown {
  if (typeof value === 'string' && kind?.startsWith('hex') && upper.test(value)) return value.toLowerCase();
  return value;
}

/**
 * Lower-case bytes and unsigned statuses, in the object itself, which must be the caller's own.
 * Values of other kinds, and members that the protocol does not name, are unchanged.
 */
export function normalizeResult(method: string, result: Result): Result {
  const own = result as Record<string, unknown>;
  const row = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (row === undefined) return result;
  const status = row.status === undefined ? undefined : own[row.status];
  if (row.status !== undefined && isStatus(status) && status < 0) own[row.status] = unsigned32(status);
  const setError = own['setError'];
  if (Array.isArray(setError)) {
    own['setError'] = setError.map((code: unknown) => (isStatus(code) ? unsigned32(code) : code));
  }
  for (const name in row.result) {
    const value = own[name];
    const same = spelled(value, row.result[name]?.kind);
    if (same !== value) own[name] = same;
  }
  return result;
}
