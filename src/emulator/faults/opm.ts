// Faults of the OPM calls: what is taken for the four fields, what is compared, and what is answered.
import { statusCodes } from '../../core/windows/hresult.ts';
import type { OpmBehaviour } from '../behaviour.ts';
import type { Variation } from '../driver.ts';
import { poolKey } from '../keys.ts';
import type { OpmReason, SigningFields } from '../state.ts';
import { answerSigned, requestOmacCompared, topBitsIgnored, xorFolded } from './request-omac.ts';
import { restrictedTo } from './restricted.ts';
import type { FaultTable } from './family.ts';

/** ntstatus.h. */
const STATUS_ACCESS_DENIED = 0xc0000022;
const STATUS_BUFFER_TOO_SMALL = 0xc0000023;

/** How the random number of a block is compared with the output's. */
const randomCompared =
  (matches: OpmBehaviour['opmRandomMatches']): Variation =>
  () => ({ opmRandomMatches: matches });

/** The four fields where they are not. */
const fieldsFrom =
  (change: (fields: SigningFields, message: Buffer) => Partial<SigningFields>): Variation =>
  (correct) => ({
    opmFields(message) {
      const fields = correct.opmFields(message);
      return { ...fields, ...change(fields, message) };
    },
  });

const failsWith =
  (codes: Readonly<Partial<Record<OpmReason, number>>>): Variation =>
  (correct) => ({ opmFailureCode: (reason) => codes[reason] ?? correct.opmFailureCode(reason) });

const keyBytes = 16;

/** Of a request's sequence number some bits are compared. */
const statusSequenceIn =
  (bits: number): Variation =>
  () => ({
    statusSequenceFits: (sequence, { statusSequence }) => (sequence & bits) === (statusSequence & bits),
  });

export const opmFaults = {
  'opm-padding-ignored': restrictedTo('opm', () => ({
    leadingByteFits: () => true,
    labelHashMatches: () => true,
  })),
  'opm-range-unchecked': restrictedTo('opm', () => ({ integerInRange: () => true })),
  'opm-pkcs1-tried-too': restrictedTo('opm', () => ({
    decodeOtherwise(em) {
      const end = em.indexOf(0, 2);
      return em[0] === 0 && em[1] === 2 && end > 9 ? em.subarray(end + 1) : null;
    },
  })),
  'opm-sha1-tried-too': restrictedTo('opm', (correct) => ({
    parameterCandidates: (purpose) => [
      ...correct.parameterCandidates(purpose),
      { hash: 'sha1', mgfHash: 'sha1', label: '' },
    ],
  })),
  'opm-y-ignored': restrictedTo('opm', () => ({ leadingByteFits: () => true })),
  'opm-lhash-first-20-bytes-only': restrictedTo('opm', () => ({
    labelHashMatches: (seen, expected) => seen.subarray(0, 20).equals(expected.subarray(0, 20)),
  })),
  'opm-ps-ignored': restrictedTo('opm', (correct) => ({
    findSeparator: (db, start) =>
      db[db.length - 41] === 1 ? db.length - 41 : correct.findSeparator(db, start),
  })),
  'opm-little-endian-tried-too': restrictedTo('opm', () => ({
    ciphertextCandidates: (block) => [block, Buffer.from(block).reverse()],
  })),
  'opm-padding-told-as-access-denied': failsWith({
    'leading-byte': STATUS_ACCESS_DENIED,
    'label-hash': STATUS_ACCESS_DENIED,
    separator: STATUS_ACCESS_DENIED,
    'too-short': STATUS_ACCESS_DENIED,
  }),
  'opm-range-told-as-invalid': failsWith({ range: statusCodes.STATUS_INVALID_PARAMETER }),
  'opm-y-told-apart': failsWith({ 'leading-byte': STATUS_ACCESS_DENIED }),
  'opm-length-told-as-too-small': failsWith({ 'message-length': STATUS_BUFFER_TOO_SMALL }),
  'opm-random-told-as-access-denied': failsWith({ random: STATUS_ACCESS_DENIED }),
  'opm-random-mismatch-taken': failsWith({ random: 0 }),
  'opm-no-memory-taken': failsWith({ memory: 0 }),

  'opm-session-block-taken': (correct) => ({
    opmMessageFits: (message) => message.length === keyBytes || correct.opmMessageFits(message),
    opmFields: (message) =>
      message.length === keyBytes
        ? { random: Buffer.alloc(keyBytes), key: Buffer.from(message), statusSequence: 0, commandSequence: 0 }
        : correct.opmFields(message),
    opmRandomMatches: (seen, expected) =>
      correct.opmRandomMatches(seen, expected) || seen.every((byte) => byte === 0),
  }),
  'opm-36-bytes-taken': (correct) => ({
    opmMessageFits: (message) => message.length >= 36,
    opmFields: (message) => correct.opmFields(Buffer.concat([message, Buffer.alloc(4)])),
  }),
  'opm-39-bytes-taken': (correct) => ({
    opmMessageFits: (message) => message.length >= 39,
    opmFields: (message) => correct.opmFields(Buffer.concat([message, Buffer.alloc(1)])),
  }),
  'opm-longer-refused': () => ({ opmMessageFits: (message) => message.length === 40 }),
  'opm-longest-refused': () => ({
    opmMessageFits: (message) => message.length >= 40 && message.length < 120,
  }),
  'opm-longer-than-64-refused': () => ({
    opmMessageFits: (message) => message.length >= 40 && message.length <= 64,
  }),
  'opm-last-40-bytes-taken': (correct) => ({
    opmFields: (message) => correct.opmFields(message.subarray(-40)),
  }),

  'opm-random-ignored': randomCompared(() => true),
  'opm-random-first-byte-only': randomCompared((seen, expected) => seen[0] === expected[0]),
  'opm-random-first-8-bytes-only': randomCompared((seen, expected) =>
    seen.subarray(0, 8).equals(expected.subarray(0, 8)),
  ),
  'opm-random-last-byte-skipped': randomCompared((seen, expected) =>
    seen.subarray(0, -1).equals(expected.subarray(0, -1)),
  ),
  'opm-random-byte-6-skipped': randomCompared((seen, expected) =>
    seen.every((byte, at) => at === 5 || byte === expected[at]),
  ),
  'opm-random-second-half-only': randomCompared((seen, expected) =>
    seen.subarray(8).equals(expected.subarray(8)),
  ),
  'opm-random-xor-folded': randomCompared(
    (seen, expected) => seen.reduce((sum, byte, at) => sum ^ byte ^ (expected[at] ?? 0), 0) === 0,
  ),
  'opm-random-zero-taken': randomCompared(
    (seen, expected) => seen.equals(expected) || seen.every((byte) => byte === 0),
  ),
  'opm-random-in-any-order': randomCompared((seen, expected) =>
    Buffer.from(seen).sort().equals(Buffer.from(expected).sort()),
  ),
  'opm-random-of-another-output-taken': (correct, driver) => ({
    opmRandomMatches: (seen, expected) =>
      correct.opmRandomMatches(seen, expected) ||
      [...driver.outputs.values()].some(({ random }) => seen.equals(random)),
  }),
  'opm-random-of-8-bytes': (correct) => ({
    randomOf: (output) => correct.randomOf(output).subarray(0, 8),
  }),
  'opm-random-always-the-same': () => ({ outputRandom: () => Buffer.alloc(keyBytes, 0x77) }),

  'opm-key-in-front': fieldsFrom((_fields, message) => ({
    random: message.subarray(16, 32),
    key: Buffer.from(message.subarray(0, 16)),
  })),
  'opm-key-at-20': fieldsFrom((_fields, message) => ({ key: Buffer.from(message.subarray(20, 36)) })),
  'opm-key-reversed': fieldsFrom(({ key }) => ({ key: key.reverse() })),
  'opm-sequences-exchanged': fieldsFrom(({ statusSequence, commandSequence }) => ({
    statusSequence: commandSequence,
    commandSequence: statusSequence,
  })),
  'opm-sequences-big-endian': fieldsFrom((_fields, message) => ({
    statusSequence: message.readUInt32BE(32),
    commandSequence: message.readUInt32BE(36),
  })),
  'opm-sequences-of-16-bits': fieldsFrom(({ statusSequence, commandSequence }) => ({
    statusSequence: statusSequence & 0xffff,
    commandSequence: commandSequence & 0xffff,
  })),
  'opm-status-sequence-one-more': fieldsFrom(({ statusSequence }) => ({
    statusSequence: (statusSequence + 1) >>> 0,
  })),
  'opm-command-sequence-lost': fieldsFrom(() => ({ commandSequence: 0 })),
  'opm-sequences-from-zero': fieldsFrom(() => ({ statusSequence: 0, commandSequence: 0 })),
  'opm-key-not-stored': () => ({ storeSigningKey: () => undefined }),
  'opm-failure-stores-the-key': (correct) => {
    let fields: SigningFields | null = null;
    return {
      opmFields: (message) => (fields = correct.opmFields(message)),
      afterOpmFailure(output, reason) {
        if (reason === 'random' && fields !== null) correct.storeSigningKey(output, fields);
      },
    };
  },
  'opm-key-becomes-the-sessions': (correct, driver) => ({
    storeSigningKey(output, fields) {
      correct.storeSigningKey(output, fields);
      for (const { slot } of driver.sessions.values()) slot.key = Buffer.from(fields.key);
    },
  }),
  'opm-one-key-for-all-outputs': (correct, driver) => ({
    storeSigningKey(output, fields) {
      for (const other of driver.outputs.values()) correct.storeSigningKey(other, fields);
      correct.storeSigningKey(output, fields);
    },
  }),
  'opm-output-loses-other-keys': (correct, driver) => ({
    outputRandom() {
      for (const { slot } of driver.outputs.values()) slot.key = null;
      return correct.outputRandom();
    },
  }),
  'session-key-becomes-opms': (correct, driver) => ({
    afterSuccess(attempt) {
      correct.afterSuccess(attempt);
      if (attempt.key === null) return;
      for (const { slot } of driver.outputs.values())
        if (slot.key !== null) slot.key = Buffer.from(attempt.key);
    },
  }),

  'opm-answer-unsigned': answerSigned('opm', () => undefined),
  'opm-answer-signed-with-a-zero-key': answerSigned('opm', (correct, _key, answer) =>
    correct.signAnswer(Buffer.alloc(keyBytes), answer),
  ),
  'opm-request-omac-ignored': requestOmacCompared('opm', () => true),
  'opm-request-omac-first-half-only': requestOmacCompared('opm', (seen, expected) =>
    seen.subarray(0, 8).equals(expected.subarray(0, 8)),
  ),
  'opm-request-omac-second-half-only': requestOmacCompared('opm', (seen, expected) =>
    seen.subarray(8).equals(expected.subarray(8)),
  ),
  'opm-request-omac-xor-folded': requestOmacCompared('opm', xorFolded),
  'opm-request-omac-top-bits-ignored': requestOmacCompared('opm', topBitsIgnored),
  'opm-request-omac-of-the-bytes-in-use-too': (correct) => {
    let head: Buffer = Buffer.alloc(0);
    return {
      omac(key, data) {
        head = correct.omac(key, data.subarray(0, 40));
        return correct.omac(key, data);
      },
      omacMatches: (seen, expected) => seen.equals(head) || correct.omacMatches(seen, expected),
    };
  },
  'opm-request-sequence-of-16-bits': statusSequenceIn(0xffff),
  'opm-request-sequence-of-31-bits': statusSequenceIn(0x7fffffff),
  'opm-sequence-rises-in-16-bits': () => ({
    nextSequence: (sequence) => ((sequence & 0xffff0000) | ((sequence + 1) & 0xffff)) >>> 0,
  }),
  'opm-sequence-rises-in-31-bits': () => ({ nextSequence: (sequence) => (sequence + 1) & 0x7fffffff }),
  'opm-request-sequence-ignored': () => ({ statusSequenceFits: () => true }),
  'opm-request-sequence-from-zero': () => ({ statusSequenceFits: (sequence) => sequence === 0 }),
  'opm-sequence-does-not-rise': () => ({ nextSequence: (sequence) => sequence }),
  'opm-private-key-of-another-certificate': (correct) => ({
    certifiedKeyFor: (purpose, device) =>
      purpose === 'opm' ? poolKey('test-rsa2048-b') : correct.certifiedKeyFor(purpose, device),
  }),
  'opm-private-key-not-the-sessions': (correct) => ({
    privateKeyFor: (purpose, device) =>
      purpose === 'opm' ? poolKey('test-rsa2048-c') : correct.privateKeyFor(purpose, device),
    certifiedKeyFor: (_purpose, device) => correct.privateKeyFor('session', device),
  }),
  'opm-takes-blocks-for-the-session': {
    settings: { opmCertificate: 'own' },
    variation: (correct) => ({
      decryptBlock(block, key, purpose) {
        const decoded = correct.decryptBlock(block, key, purpose);
        if (decoded.defect === null || purpose !== 'opm') return decoded;
        return correct.decryptBlock(block, correct.privateKeyFor('session', null), purpose);
      },
    }),
  },
  'session-takes-blocks-for-opm': {
    settings: { opmCertificate: 'own' },
    variation: (correct) => ({
      decryptBlock(block, key, purpose) {
        const decoded = correct.decryptBlock(block, key, purpose);
        if (decoded.defect === null || purpose !== 'session') return decoded;
        return correct.decryptBlock(block, correct.privateKeyFor('opm', null), purpose);
      },
    }),
  },
} as const satisfies FaultTable;
