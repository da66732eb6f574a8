// Mutants of OPM's plaintext: the random number, the order of fields, how many bytes there must be.
import { rightParts } from './decoder.ts';
import { bits, equalUnder, keyBytes, mutant, type Mutant } from './mutant.ts';

const opmBytes = 40;

function randomNumberMutant(name: string, fits: (seen: Buffer, right: Buffer) => boolean): Mutant {
  return mutant(`random number: ${name}`, {
    keyIn(M, { random: right }) {
      if (right === undefined || M.length < opmBytes || !fits(M.subarray(0, keyBytes), right)) return null;
      return M.subarray(keyBytes, opmBytes);
    },
  });
}

/** Fields that lie elsewhere: `places` are the offsets of random number, key and sequence numbers. */
function layoutMutant(
  name: string,
  at: { readonly random: number; readonly key: number; readonly numbers: number },
): Mutant {
  return mutant(`fields: ${name} taken too`, {
    keyIn(M, input) {
      const right = rightParts.keyIn(M, input);
      if (right !== null || input.random === undefined || M.length < opmBytes) return right;
      if (!M.subarray(at.random, at.random + keyBytes).equals(input.random)) return null;
      return Buffer.concat([M.subarray(at.key, at.key + keyBytes), M.subarray(at.numbers, at.numbers + 8)]);
    },
  });
}

export function* opmMutants(): Generator<Mutant> {
  for (let at = 0; at < keyBytes; at += 1)
    yield randomNumberMutant(
      `byte ${at} ignored`,
      equalUnder((one) => (one === at ? 0 : 0xff)),
    );
  for (const at of [0, keyBytes - 1])
    for (const bit of bits)
      yield randomNumberMutant(
        `bit ${bit} of byte ${at} ignored`,
        equalUnder((one) => (one === at ? ~bit : 0xff)),
      );
  const ends = (bytes: Buffer): number => ((bytes[0] ?? 0) + (bytes[15] ?? 0)) & 0xff;
  const inner = (bytes: Buffer): Buffer => bytes.subarray(1, 15);
  yield randomNumberMutant(
    'ends compared by their sum',
    (seen, right) => ends(seen) === ends(right) && inner(seen).equals(inner(right)),
  );
  yield randomNumberMutant(
    'first two bytes compared by their XOR',
    (seen, right) =>
      ((seen[0] ?? 0) ^ (seen[1] ?? 0)) === ((right[0] ?? 0) ^ (right[1] ?? 0)) &&
      seen.subarray(2).equals(right.subarray(2)),
  );
  yield randomNumberMutant(
    'with every bit turned accepted too',
    (seen, right) => seen.equals(right) || seen.every((byte, at) => byte === 0xff - (right[at] ?? 0)),
  );
  yield randomNumberMutant(
    'all 00 accepted too',
    (seen, right) => seen.equals(right) || seen.every((byte) => byte === 0),
  );
  yield randomNumberMutant(
    'in reverse order accepted too',
    (seen, right) => seen.equals(right) || Buffer.from(seen).reverse().equals(right),
  );
  yield layoutMutant('key, random number, sequence numbers', { random: 16, key: 0, numbers: 32 });
  yield layoutMutant('sequence numbers, random number, key', { random: 8, key: 24, numbers: 0 });
  yield layoutMutant('key, sequence numbers, random number', { random: 24, key: 0, numbers: 16 });
  yield layoutMutant('one byte later', { random: 1, key: 17, numbers: 32 });
  for (const n of [0, 16, 32, 36, 39]) {
    yield mutant(`fields: ${n} bytes filled up with 00`, {
      keyIn(M, input) {
        const right = rightParts.keyIn(M, input);
        if (right !== null || input.random === undefined || M.length !== n) return right;
        return M.subarray(0, keyBytes).equals(input.random.subarray(0, M.length)) ? Buffer.alloc(24) : null;
      },
    });
  }
  const longer = (name: string, keyIn: (M: Buffer) => Buffer | null): Mutant =>
    mutant(`fields: ${name}`, {
      keyIn(M, input) {
        const right = rightParts.keyIn(M, input);
        return right === null || input.random === undefined || M.length === opmBytes ? right : keyIn(M);
      },
    });
  for (const n of [41, 56])
    yield longer(`${n} bytes refused`, (M) => (M.length === n ? null : M.subarray(16, 40)));
  yield longer('the longest plaintext refused', (M) => (M.length === 126 ? null : M.subarray(16, 40)));
  yield longer('the second of two sets taken', (M) =>
    M.subarray(M.length === 80 ? 56 : 16, M.length === 80 ? 80 : 40),
  );
  const numbers = (
    name: string,
    change: (status: number, command: number) => readonly [number, number],
  ): Mutant =>
    mutant(`sequence numbers: ${name}`, {
      keyIn(M, input) {
        const right = rightParts.keyIn(M, input);
        if (right === null || input.random === undefined) return right;
        const made = Buffer.from(right);
        const [status, command] = change(right.readUInt32LE(16), right.readUInt32LE(20));
        made.writeUInt32LE(status >>> 0, 16);
        made.writeUInt32LE(command >>> 0, 20);
        return made;
      },
    });
  yield numbers('status 0 taken for none, and set to command', (status, command) => [
    status === 0 ? command : status,
    command,
  ]);
  yield numbers('command 0 taken for none, and set to status where that is 1', (status, command) => [
    status,
    command === 0 && status === 1 ? status : command,
  ]);
  yield numbers('status cut to 31 bits, all ones', (status, command) => [
    status === 0xffffffff ? status >>> 1 : status,
    command,
  ]);
  yield numbers('command cut to 31 bits', (status, command) => [
    status,
    command === 0x80000000 ? 0 : command,
  ]);
  yield numbers('read in halves, exchanged, where they count up', (status, command) => [
    status === 0x01020304 ? 0x03040102 : status,
    command,
  ]);
}
