// Whether two values of the protocol say the same.

/** Compares values of JSON; what a call is said to have taken (`ns`) is not looked at. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  let members = 0;
  for (const name in a) {
    if (name !== 'ns' && !(name in b && isSame(a[name as keyof typeof a], b[name as keyof typeof b])))
      return false;
    members += 1;
  }
  return members === Object.keys(b).length;
}
