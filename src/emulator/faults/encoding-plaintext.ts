// Faults of what lies behind the padding: the length of the message, and the key taken from it.
import { hash } from 'node:crypto';
import type { Variation } from '../driver.ts';
import { decoding, type FaultTable } from './family.ts';
import { restrictedTo } from './restricted.ts';

const keyBytes = 16;

/** The key in a message that is not 16 bytes long; null where that is refused. */
const ofOtherLength =
  (keyOf: (message: Buffer) => Buffer | null): Variation =>
  (correct) => ({
    keyOfMessage: (message) => (message.length === keyBytes ? correct.keyOfMessage(message) : keyOf(message)),
  });

const ofShorter = (keyOf: (message: Buffer) => Buffer | null): Variation =>
  ofOtherLength((message) => (message.length < keyBytes ? keyOf(message) : null));

const ofLonger = (keyOf: (message: Buffer) => Buffer | null): Variation =>
  ofOtherLength((message) => (message.length > keyBytes ? keyOf(message) : null));

/** What is made of a key before it is stored; null refuses it. */
const keyBecomes =
  (change: (key: Buffer) => Buffer | null): Variation =>
  (correct) => ({
    keyOfMessage(message) {
      const key = correct.keyOfMessage(message);
      return key === null ? null : change(key);
    },
  });

const padded = (front: number, message: Buffer): Buffer => {
  const key = Buffer.alloc(keyBytes);
  message.copy(key, front);
  return key;
};

const everyByte = (change: (byte: number) => number): Variation =>
  keyBecomes((key) => Buffer.from(key.map((byte) => change(byte))));

/** Odd parity in the lowest bit, as DES keys have it. */
function withParity(byte: number): number {
  let ones = 0;
  for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
  return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
}

function withoutPadding(key: Buffer): Buffer {
  const count = key[keyBytes - 1] ?? 0;
  const isPadding = count > 0 && count <= keyBytes && key.subarray(-count).every((byte) => byte === count);
  return isPadding ? key.subarray(0, -count) : key;
}

/** The key behind a header, which says what it is. */
const wrapped = (header: string): Variation => {
  const first = Buffer.from(header, 'hex');
  return ofLonger((message) =>
    message.length === first.length + keyBytes && message.subarray(0, first.length).equals(first)
      ? Buffer.from(message.subarray(first.length))
      : null,
  );
};

export const encodingPlaintextFaults = decoding({
  'message-shorter-zeros-behind': ofShorter((message) => padded(0, message)),
  'message-15-bytes-accepted': ofShorter((message) => (message.length === 15 ? padded(0, message) : null)),
  'message-13-bytes-accepted': ofShorter((message) => (message.length === 13 ? padded(3, message) : null)),
  'message-8-bytes-doubled': ofShorter((message) =>
    message.length === 8 ? Buffer.concat([message, message]) : null,
  ),
  'message-empty-zero-key': ofShorter((message) => (message.length === 0 ? Buffer.alloc(keyBytes) : null)),
  'message-empty-s-ok': (correct) => {
    let empty = false;
    return {
      keyOfMessage(message) {
        empty = message.length === 0;
        return correct.keyOfMessage(message);
      },
      failureCode: (reason, attempt) =>
        reason === 'message-length' && empty ? 0 : correct.failureCode(reason, attempt),
    };
  },
  'message-longer-last-16-bytes': ofLonger((message) => Buffer.from(message.subarray(-keyBytes))),
  'message-longer-second-16-bytes': ofLonger((message) =>
    message.length < 32 ? null : Buffer.from(message.subarray(16, 32)),
  ),
  'message-longer-hashed': ofLonger((message) => hash('sha512', message, 'buffer').subarray(0, keyBytes)),
  'message-longer-folded': ofLonger((message) => {
    const key = Buffer.alloc(keyBytes);
    for (const [at, byte] of message.entries()) key[at % keyBytes] = (key[at % keyBytes] ?? 0) ^ byte;
    return key;
  }),
  'message-leading-zeros-skipped': ofLonger((message) => {
    const first = message.findIndex((byte) => byte !== 0);
    return message.length - first === keyBytes ? Buffer.from(message.subarray(first)) : null;
  }),
  'message-length-in-front': ofLonger((message) =>
    message.length === 17 && message[0] === keyBytes ? Buffer.from(message.subarray(1)) : null,
  ),
  'message-octet-string': wrapped('0410'),
  'message-key-data-blob': wrapped('4b44424d0100000010000000'),
  'message-plaintext-key-blob': wrapped('080200000e66000010000000'),
  'message-hexadecimal': ofLonger((message) => {
    const text = message.toString('latin1');
    return /^[0-9a-f]{32}$/i.test(text) ? Buffer.from(text, 'hex') : null;
  }),
  'session-message-opm-key-at-24': restrictedTo(
    'session',
    ofLonger((message) => (message.length === 40 ? Buffer.from(message.subarray(24)) : null)),
  ),
  'message-opm-key-at-24': ofLonger((message) =>
    message.length === 40 ? Buffer.from(message.subarray(24)) : null,
  ),

  'key-bytes-reversed': keyBecomes((key) => key.reverse()),
  'key-pairs-swapped': keyBecomes((key) => key.swap16()),
  'key-words-reversed': keyBecomes((key) => key.swap32()),
  'key-long-words-reversed': keyBecomes((key) => key.swap64()),
  'key-halves-exchanged': keyBecomes((key) => Buffer.concat([key.subarray(8), key.subarray(0, 8)])),
  'key-cut-at-zero': keyBecomes((key) => {
    const zero = key.indexOf(0);
    return zero < 0 ? key : padded(0, key.subarray(0, zero));
  }),
  'key-leading-zeros-lost': keyBecomes((key) => {
    const first = key.findIndex((byte) => byte !== 0);
    return first < 0 ? key : padded(0, key.subarray(first));
  }),
  'key-first-zero-byte-refused': keyBecomes((key) => (key[0] === 0 ? null : key)),
  'key-cut-at-line-feed': keyBecomes((key) => {
    const end = key.indexOf(0x0a);
    return end < 0 ? key : padded(0, key.subarray(0, end));
  }),
  'key-last-byte-lost': keyBecomes((key) => padded(0, key.subarray(0, 15))),
  'key-first-half-only': keyBecomes((key) => padded(0, key.subarray(0, 8))),
  'key-behind-separator-too-early': () => ({ messageOf: (db, separator) => db.subarray(separator, -1) }),
  'key-top-bits-lost': everyByte((byte) => byte & 0x7f),
  'key-parity-set': everyByte(withParity),
  'key-zero-refused': keyBecomes((key) => (key.every((byte) => byte === 0) ? null : key)),
  'key-of-one-byte-value-refused': keyBecomes((key) => (key.every((byte) => byte === key[0]) ? null : key)),
  'key-unpadded-as-pkcs7': keyBecomes((key) => {
    const rest = withoutPadding(key);
    return rest.length === keyBytes ? key : padded(0, rest);
  }),
} as const satisfies FaultTable);
