// EME-PKCS1-v1_5 (RFC 8017, 7.2.1) and messages without any padding: what an OAEP decoder has to refuse.
import type { Field } from './eme-oaep.ts';

/** An encoded message without masks. */
export interface PlainEncoding {
  readonly EM: Buffer;
  readonly fields: readonly Field[];
}

function fieldsOf(parts: readonly (readonly [name: string, length: number])[]): Field[] {
  let offset = 0;
  return parts.map(([name, length]) => {
    const field: Field = { name, offset, length, edited: false };
    offset += length;
    return field;
  });
}

/**
 * EM = 00 || blockType || PS || 00 || M. PS is repeated or cut to the length needed.
 * @throws RangeError where PS has a zero byte or none at all, or M leaves less than 8 bytes for it
 */
export function encodePkcs1(M: Buffer, pattern: Buffer, blockType: 1 | 2, k: number): PlainEncoding {
  const length = k - M.length - 3;
  if (length < 8)
    throw new RangeError(
      `M: ${M.length} bytes were given, at most ${k - 11} fit (PKCS #1 v1.5, ${k} bytes of modulus)`,
    );
  if (pattern.length === 0 || pattern.includes(0))
    throw new RangeError('PS: bytes without a zero among them were expected');
  const PS = Buffer.alloc(length, pattern);
  const EM = Buffer.concat([Buffer.of(0, blockType), PS, Buffer.of(0), M]);
  const fields = fieldsOf([
    ['Y', 1],
    ['block type', 1],
    ['PS', length],
    ['separator', 1],
    ['M', M.length],
  ]);
  return { EM, fields };
}

/**
 * M between zeros. At the `end` M is the integer itself, as textbook RSA has it; at the `start` one zero byte comes before it,
 * so that EM lies below every modulus.
 * @throws RangeError where M does not fit
 */
export function encodeUnpadded(M: Buffer, at: 'start' | 'end', k: number): PlainEncoding {
  const room = at === 'start' ? k - 1 : k;
  if (M.length > room)
    throw new RangeError(`M: ${M.length} bytes were given, at most ${room} fit (unpadded, at the ${at})`);
  const EM = Buffer.alloc(k);
  M.copy(EM, at === 'start' ? 1 : k - M.length);
  const zeros = k - M.length;
  const fields = fieldsOf(
    at === 'start'
      ? [
          ['zeros', 1],
          ['M', M.length],
          ['zeros', zeros - 1],
        ]
      : [
          ['zeros', zeros],
          ['M', M.length],
        ],
  );
  return { EM, fields };
}
