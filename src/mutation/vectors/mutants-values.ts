// Mutants that go wrong for some values only: numbers, shapes, contents and lengths that code has a way of its own for.
import { keyHeaders } from '../../vectors/sets/messages.ts';
import { sizeSteps } from '../../vectors/sets/sizes.ts';
import { rightParts, type Input } from './decoder.ts';
import { keyBytes, mutant, type Mutant } from './mutant.ts';

const zeroKey = Buffer.alloc(keyBytes);
const startsWith = (bytes: Buffer, ...first: readonly number[]): boolean =>
  first.every((byte, at) => bytes[at] === byte);
const endsWith = (bytes: Buffer, ...last: readonly number[]): boolean =>
  bytes.subarray(bytes.length - last.length).equals(Buffer.from(last));

/** Refuses blocks that `fits` holds for. */
const refusesBlocks = (name: string, fits: (block: Buffer) => boolean): Mutant =>
  mutant(`refused: ${name}`, {
    inRange: (block, key) => rightParts.inRange(block, key) && !fits(block),
  });

export function* numberMutants(): Generator<Mutant> {
  yield mutant('a number of n or more reduced', { inRange: () => true });
  yield mutant('only the first byte of a number compared with that of n', {
    inRange: (block, key) => (block[0] ?? 0) <= (key.modulus[0] ?? 0),
  });
  for (const [name, value] of [
    ['0', (): bigint => 0n],
    ['1', (): bigint => 1n],
    ['n - 1', (n: bigint): bigint => n - 1n],
    ['n', (n: bigint): bigint => n],
    ['n + 1', (n: bigint): bigint => n + 1n],
    ['2^2048 - 1', (): bigint => 2n ** 2048n - 1n],
  ] as const) {
    let special = false;
    yield mutant(`the number ${name} answered with S_OK and a key all 00`, {
      inRange(block, key) {
        special = BigInt(`0x${block.toString('hex')}`) === value(key.n);
        return special || rightParts.inRange(block, key);
      },
      messageIn: (rest) => (special ? zeroKey : rightParts.messageIn(rest)),
      leadingByteFits: (Y) => special || rightParts.leadingByteFits(Y),
      labelHashFits: (seen, right) => special || rightParts.labelHashFits(seen, right),
    });
  }
}

export function* shapeMutants(): Generator<Mutant> {
  yield refusesBlocks('ciphertexts that begin with one 00', (block) => block[0] === 0 && block[1] !== 0);
  yield refusesBlocks('ciphertexts that begin with 00 00', (block) => startsWith(block, 0, 0));
  yield refusesBlocks('ciphertexts that end in 00', (block) => endsWith(block, 0));
  yield refusesBlocks('ciphertexts in whose first 64 bytes 00 01 stand', (block) =>
    block.subarray(0, 64).includes(Buffer.of(0, 1)),
  );
  const refusesEM = (name: string, fits: (EM: Buffer) => boolean): Mutant =>
    mutant(`refused: encoded messages that ${name}`, { refusesEM: fits });
  yield refusesEM('begin with 00 00', (EM) => startsWith(EM, 0, 0) && EM[2] !== 0);
  yield refusesEM('begin with 00 00 00', (EM) => startsWith(EM, 0, 0, 0));
  yield refusesEM('end in 00', (EM) => endsWith(EM, 0));
  yield refusesEM('begin with 00 02', (EM) => startsWith(EM, 0, 2));
  for (const hLen of [20, 32, 64])
    yield refusesEM(`have 00 at offset ${1 + hLen}, where maskedDB begins`, (EM) => EM[1 + hLen] === 0);
  for (const byte of [0x00, 0xff])
    yield mutant(`refused: seeds all ${byte.toString(16)}`, {
      refusesSeed: (seed) => seed.every((one) => one === byte),
    });
}

const isText = (key: Buffer): boolean => key.every((byte) => byte >= 0x20 && byte < 0x7f);

/** Contents of a key that decoders mishandle. */
const contents: readonly (readonly [name: string, fits: (key: Buffer) => boolean])[] = [
  ['are all 00', (key) => key.every((byte) => byte === 0)],
  ['are all 01', (key) => key.every((byte) => byte === 1)],
  ['are all FF', (key) => key.every((byte) => byte === 0xff)],
  ['begin with one 00', (key) => key[0] === 0 && (key[1] ?? 0) > 1],
  ['begin with one 01', (key) => key[0] === 1 && (key[1] ?? 0) > 1],
  ['begin with 00 01', (key) => startsWith(key, 0, 1) && key[2] !== 2],
  ['begin with 01 00', (key) => startsWith(key, 1, 0)],
  ['are 00 but for 01 at the end', (key) => key.subarray(0, 15).every((byte) => byte === 0) && key[15] === 1],
  ['end in one 00', (key) => key[15] === 0 && key[14] !== 0],
  ['end in 01 behind something', (key) => key[15] === 1 && (key[14] ?? 0) > 1],
  ['end in several 00, behind several bytes', (key) => endsWith(key, 0, 0) && key[1] !== 0],
  ['hold 00 in their middle', (key) => key.indexOf(0) === 7 && key[15] !== 0],
  ['are one bit at the front', (key) => key[0] === 0x80 && key.subarray(1).every((byte) => byte === 0)],
  ['rise by one', (key) => key.every((byte, at) => byte === at)],
  ['are text', isText],
  ['hold a line feed as their fifth byte', (key) => key.indexOf(0x0a) === 4],
  ['end as PKCS #7 padding does', (key) => key.subarray(8).every((byte) => byte === 8)],
  ['are the same 8 bytes twice', (key) => key.subarray(0, 8).equals(key.subarray(8)) && key[0] !== key[1]],
];

export function* contentMutants(): Generator<Mutant> {
  for (const [name, fits] of contents) {
    yield mutant(`mishandled: keys that ${name}`, {
      keyIn(M, input) {
        const key = rightParts.keyIn(M, input);
        const bytes = key?.subarray(0, keyBytes);
        return key === null || bytes === undefined || !fits(bytes) ? key : null;
      },
    });
  }
}

export function* lengthMutants(longest: number): Generator<Mutant> {
  const of = (name: string, keyIn: (M: Buffer) => Buffer | null): Mutant =>
    mutant(`message: ${name}`, {
      keyIn: (M, input) => rightParts.keyIn(M, input) ?? (input.random === undefined ? keyIn(M) : null),
    });
  for (let n = 0; n < keyBytes; n += 1)
    yield of(`${n} bytes filled up with 00`, (M) =>
      M.length === n ? Buffer.concat([M, zeroKey]).subarray(0, keyBytes) : null,
    );
  for (const [what, text] of keyHeaders) {
    const header = Buffer.from(text, 'hex');
    const { length } = header;
    yield of(`the key taken of "${what}"`, (M) =>
      M.length === length + keyBytes && M.subarray(0, length).equals(header) ? M.subarray(length) : null,
    );
  }
  yield of('hexadecimal digits read', (M) => {
    const text = M.toString('latin1');
    return /^[0-9a-f]{32}$/.test(text) ? Buffer.from(text, 'hex') : null;
  });
  for (const n of [24, longest])
    yield of(`the last 16 bytes of ${n}`, (M) => (M.length === n ? M.subarray(-keyBytes) : null));
  yield of('the second 16 bytes of 32', (M) => (M.length === 32 && !isText(M) ? M.subarray(keyBytes) : null));
  yield of('the last 16 bytes of 40', (M) => (M.length === 40 ? M.subarray(24) : null));
}

/** Mutants of DataSize: sizes that are taken for a block's, and what is made of the bytes. */
export function* sizeMutants(): Generator<Mutant> {
  const takes = (name: string, find: (input: Input, k: number) => Buffer | null): Mutant =>
    mutant(`DataSize: ${name}`, { block: (input, k) => rightParts.block(input, k) ?? find(input, k) });
  const whole = (fits: (dataSize: number) => boolean): ((input: Input, k: number) => Buffer | null) => {
    return ({ ct, dataSize }, k) => (ct.length === k && fits(dataSize) ? ct : null);
  };
  for (const n of sizeSteps.less)
    yield takes(
      `${n} accepted`,
      whole((size) => size === n),
    );
  for (const [name, fits] of [
    ['512 cut to 8 bits, and 0 for nothing to check', (size: number): boolean => size === 512],
    [
      'cut to 16 bits',
      (size: number): boolean => size > 0xffff && size < 0x80000000 && (size & 0xffff) === 256,
    ],
    ['cut to 31 bits', (size: number): boolean => size >= 0x80000000 && (size & 0x7fffffff) === 256],
    ['-1 for "all there is"', (size: number): boolean => size === 0xffffffff],
  ] as const)
    yield takes(name, whole(fits));
  const part = (name: string, fits: (ct: Buffer, k: number) => Buffer | null): Mutant =>
    takes(name, ({ ct }, k) => fits(ct, k));
  const filled = (ct: Buffer, k: number, front: boolean): Buffer => {
    const zeros = Buffer.alloc(k - ct.length);
    return Buffer.concat(front ? [zeros, ct] : [ct, zeros]);
  };
  yield part('one byte missing in front filled up', (ct, k) =>
    ct.length === k - 1 ? filled(ct, k, true) : null,
  );
  yield part('one byte missing behind filled up', (ct, k) =>
    ct.length === k - 1 ? filled(ct, k, false) : null,
  );
  const cut = (
    name: string,
    length: number,
    from: number,
    more: (ct: Buffer) => boolean = () => true,
  ): Mutant => part(name, (ct, k) => (ct.length === length && more(ct) ? ct.subarray(from, from + k) : null));
  yield cut('one byte behind cut off', 257, 0);
  yield cut('one byte in front cut off', 257, 1);
  yield cut('16 bytes behind cut off', 272, 0);
  yield cut('a length in front skipped, little-endian', 260, 4, (ct) => startsWith(ct, 0, 1, 0, 0));
  yield cut('a length in front skipped, big-endian', 260, 4, (ct) => startsWith(ct, 0, 0, 1, 0));
  for (const more of sizeSteps.behind) yield cut(`${more} bytes behind cut off`, 256 + more, 0);
  for (const more of sizeSteps.inFront)
    yield cut(`${more} bytes 00 in front skipped`, 256 + more, more, (ct) =>
      ct.subarray(0, more).every((byte) => byte === 0),
    );
  yield cut('counted in bits', 2048, 0);
  yield cut('the front of a page taken', 4096, 0);
  yield cut('the front of 512 bytes taken', 512, 0, (ct) => ct[0] !== 0);
  yield cut('the back of 512 bytes taken, behind zeros', 512, 256, (ct) =>
    ct.subarray(0, 256).every((byte) => byte === 0),
  );
  const reads = (name: string, readsAhead: (input: Input) => number): Mutant =>
    mutant(`read before DataSize is looked at: ${name}`, { readsAhead });
  yield reads('what is less than a block, in words of eight bytes', ({ dataSize }) =>
    dataSize < 256 ? Math.ceil(dataSize / 8) * 8 : 0,
  );
  yield reads('a byte behind a block', ({ dataSize }) => (dataSize === 256 ? 257 : 0));
  for (const n of [0, 1, 128]) {
    // Nothing can be decoded from so few bytes; the call succeeds all the same.
    yield mutant(`DataSize: ${n} bytes answered with S_OK`, {
      answers: ({ ct, dataSize }) => ct.length === n && dataSize === n,
    });
  }
}
