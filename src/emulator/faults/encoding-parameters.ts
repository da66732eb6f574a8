// Faults of the OAEP parameters: the hash, MGF1 and its hash, the label.
import type { OaepBehaviour } from '../behaviour.ts';
import type { Variation } from '../driver.ts';
import type { HashName, OaepParameters } from '../profiles.ts';
import { decoding, type FaultTable } from './family.ts';

const parameters = (hash: HashName, mgfHash: HashName, label = ''): OaepParameters => ({
  hash,
  mgfHash,
  label,
});

const decodedBy =
  (only: OaepParameters): Variation =>
  () => ({ parameterCandidates: () => [only] });

/** These parameters have their turn where the right ones fail. */
const triedToo =
  (...others: readonly OaepParameters[]): Variation =>
  (correct) => ({ parameterCandidates: (purpose) => [...correct.parameterCandidates(purpose), ...others] });

/** MGF1 with another counter. */
const countedBy =
  (counter: (index: number) => Buffer): Variation =>
  () => ({ mgf1Counter: counter });

/** The masks are made in another way where the right one fails. */
const maskedToo =
  (change: (correct: OaepBehaviour) => Partial<Pick<OaepBehaviour, 'mgf1' | 'mgf1Counter'>>): Variation =>
  (correct) => {
    const changed = { ...correct, ...change(correct) };
    let second = false;
    return {
      mgf1: (...args) => (second ? changed : correct).mgf1(...args),
      mgf1Counter: (index) => (second ? changed : correct).mgf1Counter(index),
      decodeEncodedMessage(em, given) {
        const first = correct.decodeEncodedMessage(em, given);
        if (first.defect === null) return first;
        second = true;
        try {
          return correct.decodeEncodedMessage(em, given);
        } finally {
          second = false;
        }
      },
    };
  };

const fourBytes = (index: number): Buffer => Buffer.of(index >>> 24, index >>> 16, index >>> 8, index);
const littleEndian = (index: number): Buffer => fourBytes(index).reverse();
const fromOne = (index: number): Buffer => fourBytes(index + 1);
const oneByte = (index: number): Buffer => Buffer.of(index);
const noCounter = (): Buffer => Buffer.alloc(0);

const hLen = 64;

export const encodingParameterFaults = decoding({
  'hash-sha1': decodedBy(parameters('sha1', 'sha1')),
  'hash-sha256': decodedBy(parameters('sha256', 'sha256')),
  'hash-sha384': decodedBy(parameters('sha384', 'sha384')),
  'mgf-hash-sha1': decodedBy(parameters('sha512', 'sha1')),
  'mgf-hash-sha256': decodedBy(parameters('sha512', 'sha256')),
  'label-hash-sha1': decodedBy(parameters('sha1', 'sha512')),
  'sha1-tried-too': triedToo(parameters('sha1', 'sha1')),
  'sha256-tried-too': triedToo(parameters('sha256', 'sha256')),
  'every-hash-tried': triedToo(
    parameters('sha384', 'sha384'),
    parameters('sha256', 'sha256'),
    parameters('sha1', 'sha1'),
  ),
  'mgf-hash-sha1-tried-too': triedToo(parameters('sha512', 'sha1')),
  'mgf-hash-sha256-tried-too': triedToo(parameters('sha512', 'sha256')),
  'label-hash-sha1-tried-too': triedToo(parameters('sha1', 'sha512')),

  'lhash-sha256-mgf-sha1-tried-too': triedToo(parameters('sha256', 'sha1')),
  'lhash-sha384-mgf-sha1-tried-too': triedToo(parameters('sha384', 'sha1')),
  'lhash-sha1-mgf-sha256-tried-too': triedToo(parameters('sha1', 'sha256')),
  'label-of-two-nuls-tried-too': triedToo(parameters('sha512', 'sha512', '\0\0')),
  'seed-of-one-byte-value-refused': (correct) => {
    let isUniform = false;
    return {
      mgf1(hash, seed, bytes) {
        isUniform = seed.every((byte) => byte === seed[0]);
        return correct.mgf1(hash, seed, bytes);
      },
      leadingByteFits: (y) => y === 0 && !isUniform,
    };
  },
  'label-of-one-nul': decodedBy(parameters('sha512', 'sha512', '\0')),
  'label-of-one-nul-tried-too': triedToo(parameters('sha512', 'sha512', '\0')),
  'label-opm-tried-too': triedToo(parameters('sha512', 'sha512', 'OPM')),
  'label-hash-never-set': () => ({ labelHash: () => Buffer.alloc(hLen) }),

  'mgf-counter-little-endian': countedBy(littleEndian),
  'mgf-counter-from-one': countedBy(fromOne),
  'mgf-counter-of-one-byte': countedBy(oneByte),
  'mgf-without-counter': countedBy(noCounter),
  'mgf-counter-little-endian-tried-too': maskedToo(() => ({ mgf1Counter: littleEndian })),
  'mgf-counter-from-one-tried-too': maskedToo(() => ({ mgf1Counter: fromOne })),
  'seed-in-clear-tried-too': maskedToo((correct) => ({
    mgf1: (hash, seed, bytes) => (bytes === hLen ? Buffer.alloc(bytes) : correct.mgf1(hash, seed, bytes)),
  })),
  'db-in-clear-tried-too': maskedToo((correct) => ({
    mgf1: (hash, seed, bytes) => (bytes === hLen ? correct.mgf1(hash, seed, bytes) : Buffer.alloc(bytes)),
  })),
} as const satisfies FaultTable);
