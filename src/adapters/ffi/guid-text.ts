/** Text of a GUID's 16 bytes as they lie in memory: three little-endian integers, then eight bytes. */
export function guidText(bytes: Buffer): string {
  const ordered = Buffer.from(bytes);
  ordered.subarray(0, 4).reverse();
  ordered.subarray(4, 6).reverse();
  ordered.subarray(6, 8).reverse();
  const [a, b, c, d, e] = [
    [0, 4],
    [4, 6],
    [6, 8],
    [8, 10],
    [10, 16],
  ].map(([from, to]) => ordered.toString('hex', from, to));
  return [a, b, c, d, e].join('-').toUpperCase();
}
