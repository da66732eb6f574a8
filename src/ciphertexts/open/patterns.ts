// Encodings that are not OAEP's, by their look.

/** M of EM = 00 || 01 or 02 || eight bytes or more without a zero || 00 || M (RFC 8017, 7.2.1 and 9.2). */
export function pkcs1Message(EM: Buffer): Buffer | undefined {
  if (EM[0] !== 0 || (EM[1] !== 1 && EM[1] !== 2)) return undefined;
  const separator = EM.indexOf(0, 2);
  return separator < 10 ? undefined : EM.subarray(separator + 1);
}

/**
 * M of an EM that has nothing else in it but zeros: before M (half of EM or more), or one before and the others behind M.
 * Zeros at M's own edge cannot be distinguished from those around it: the shortest length that holds the rest is taken.
 */
export function unpaddedMessage(EM: Buffer, lengths: readonly number[]): Buffer | undefined {
  const firstUsed = EM.findIndex((byte) => byte !== 0);
  const lastUsed = EM.findLastIndex((byte) => byte !== 0);
  const lengthOf = (used: number): number => {
    const holding = lengths.filter((length) => length >= used && length < EM.length);
    return holding.length === 0 ? used : Math.min(...holding);
  };
  if (firstUsed < 0) return EM.subarray(EM.length - lengthOf(0));
  if (firstUsed >= EM.length / 2) return EM.subarray(EM.length - lengthOf(EM.length - firstUsed));
  if (firstUsed > 0 && lastUsed < EM.length / 2) return EM.subarray(1, 1 + lengthOf(lastUsed));
  return undefined;
}
