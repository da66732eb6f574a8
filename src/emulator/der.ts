// Writing DER (X.690): the few types that a certificate and its PKCS #7 container need.
// Ours and not a library's, since the start of the program has no time to load one and calls are synchronous.

/** A type-length-value with the given tag octet around the parts. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const digits = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
  const header = Buffer.alloc(2 + digits);
  header[0] = tag;
  header[1] = 0x80 | digits;
  header.writeUIntBE(length, 2, digits);
  return Buffer.concat([header, content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, ...parts);
export const octetString = (bytes: Uint8Array): Buffer => tagged(0x04, bytes);
export const utf8String = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'));
export const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text, 'latin1'));
export const booleanTrue = Buffer.of(0x01, 0x01, 0xff);
export const nullValue = Buffer.of(0x05, 0x00);

/** A non-negative INTEGER from its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const minimal = bytes.subarray(start);
  return (minimal[0] ?? 0) < 0x80 ? tagged(0x02, minimal) : tagged(0x02, Buffer.of(0), minimal);
}

/** A BIT STRING; `unused` bits at the end do not count. */
export function bitString(bytes: Uint8Array, unused = 0): Buffer {
  return tagged(0x03, Buffer.of(unused), bytes);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...others]) {
    const digits = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
      digits.unshift((rest % 128) | 0x80);
    octets.push(...digits);
  }
  return tagged(0x06, Buffer.from(octets));
}
