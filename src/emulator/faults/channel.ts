// Faults of authenticated channels: their key exchange, which is the session's over again, and their signed requests.
import { statusCodes } from '../../core/windows/hresult.ts';
import { certificateChain } from '../certificate-chain.ts';
import type { Driver, Variation } from '../driver.ts';
import { poolKey } from '../keys.ts';
import { DriverCrash } from '../refusal.ts';
import type { KeySlot, Reason } from '../state.ts';
import type { FaultTable } from './family.ts';
import { answerSigned, requestOmacCompared, topBitsIgnored, xorFolded } from './request-omac.ts';
import { restrictedTo } from './restricted.ts';
import { failsWith } from './fails-with.ts';

const onChannel = (variation: Variation): Variation => restrictedTo('channel', variation);

const channelFailsWith = (codes: Parameters<typeof failsWith>[0]): Variation => onChannel(failsWith(codes));

const padding = (code: number): Readonly<Partial<Record<Reason, number>>> => ({
  'leading-byte': code,
  'label-hash': code,
  separator: code,
  'too-short': code,
});

const ofOtherLength = (keyOf: (message: Buffer) => Buffer | null): Variation =>
  onChannel((correct) => ({
    keyOfMessage: (message) => (message.length === 16 ? correct.keyOfMessage(message) : keyOf(message)),
  }));

function loseSessionKeys(driver: Driver): void {
  for (const { slot } of driver.sessions.values()) slot.key = null;
}

/** Answers are refused, or given, whatever the sequence number. */
const sequenceIs =
  (fits: (sequence: number, next: number | null) => boolean): Variation =>
  () => ({ channelSequenceFits: fits });

/** Requests of one kind need no INITIALIZE. A command's OMAC is looked at before its sequence number; a query has none. */
const startsByItself =
  (kind: 'query' | 'command'): Variation =>
  (correct) => {
    let command = false;
    return {
      omacMatches(seen, expected) {
        command = true;
        return correct.omacMatches(seen, expected);
      },
      channelSequenceFits(sequence, next) {
        const isKind = command === (kind === 'command');
        command = false;
        return (isKind && next === null) || correct.channelSequenceFits(sequence, next);
      },
    };
  };

export const channelFaults = {
  'channel-not-there': onChannel(() => ({ conclude: () => statusCodes.E_NOTIMPL })),
  'channel-always-s-ok': onChannel(() => ({ validate: () => null, conclude: () => statusCodes.S_OK })),
  'channel-key-reversed': onChannel((correct) => ({
    keyOfMessage: (message) => correct.keyOfMessage(message)?.reverse() ?? null,
  })),
  'channel-key-not-stored': onChannel(() => ({ storeKey: () => undefined })),
  'channel-size-above-front-used': onChannel(() => ({ sizeFits: ({ dataSize }) => dataSize >= 256 })),
  'channel-size-told-as-e-fail': channelFailsWith({ size: statusCodes.E_FAIL }),
  'channel-size-told-as-no-memory': channelFailsWith({ size: statusCodes.E_OUTOFMEMORY }),
  'channel-padding-ignored': onChannel(() => ({ leadingByteFits: () => true, labelHashMatches: () => true })),
  'channel-lhash-first-20-bytes-only': onChannel(() => ({
    labelHashMatches: (seen, expected) => seen.subarray(0, 20).equals(expected.subarray(0, 20)),
  })),
  'channel-ps-ignored': onChannel((correct) => ({
    findSeparator: (db, start) =>
      db[db.length - 17] === 1 ? db.length - 17 : correct.findSeparator(db, start),
  })),
  'channel-sha1-tried-too': onChannel((correct) => ({
    parameterCandidates: (purpose) => [
      ...correct.parameterCandidates(purpose),
      { hash: 'sha1', mgfHash: 'sha1', label: '' },
    ],
  })),
  'channel-little-endian-tried-too': onChannel(() => ({
    ciphertextCandidates: (block) => [block, Buffer.from(block).reverse()],
  })),
  'channel-pkcs1-tried-too': onChannel(() => ({
    decodeOtherwise(em) {
      const end = em.indexOf(0, 2);
      return em[0] === 0 && em[1] === 2 && end > 9 ? em.subarray(end + 1) : null;
    },
  })),
  'channel-padding-told-as-no-memory': channelFailsWith(padding(statusCodes.E_OUTOFMEMORY)),
  'channel-y-told-apart': channelFailsWith({ 'leading-byte': statusCodes.E_OUTOFMEMORY }),
  'channel-range-unchecked': onChannel(() => ({ integerInRange: () => true })),
  'channel-range-told-as-no-memory': channelFailsWith({ range: statusCodes.E_OUTOFMEMORY }),
  'channel-shorter-message-taken': ofOtherLength((message) =>
    message.length < 16 ? Buffer.concat([message, Buffer.alloc(16 - message.length)]) : null,
  ),
  'channel-longer-message-last-16-bytes': ofOtherLength((message) =>
    message.length > 16 && message.length !== 40 ? Buffer.from(message.subarray(-16)) : null,
  ),
  'channel-opm-block-last-16-bytes': ofOtherLength((message) =>
    message.length === 40 ? Buffer.from(message.subarray(-16)) : null,
  ),
  'channel-other-device-accepted': onChannel(() => ({ deviceFits: () => true })),
  'channel-other-device-told-as-handle': channelFailsWith({ device: statusCodes.E_HANDLE }),
  'channel-failure-loses-the-key': onChannel(() => ({
    afterFailure({ owner }) {
      owner.slot.key = null;
    },
  })),
  'channel-no-memory-told-as-s-ok': channelFailsWith({ memory: statusCodes.S_OK }),
  'channel-byte-behind-written': onChannel(() => ({
    finishWithData: (data, { dataSize }) => data.write(dataSize, Buffer.of(0)),
  })),
  'channel-byte-behind-read': onChannel((correct) => ({
    readBlock(data, attempt) {
      data.read(256, 1);
      return correct.readBlock(data, attempt);
    },
  })),
  'channel-failure-told-by-callback': onChannel((correct, driver) => ({
    failureCode(reason, attempt) {
      driver.setError(statusCodes.E_INVALIDARG);
      return correct.failureCode(reason, attempt);
    },
  })),
  'channel-empty-message-crashes': onChannel((correct) => ({
    keyOfMessage(message) {
      if (message.length === 0) throw new DriverCrash('access violation: read of an empty message');
      return correct.keyOfMessage(message);
    },
  })),
  'channel-null-and-zero-crashes': onChannel((correct) => ({
    sizeFits(attempt) {
      if (attempt.data === null && attempt.dataSize === 0)
        throw new DriverCrash('access violation: read at address 0');
      return correct.sizeFits(attempt);
    },
  })),
  'channel-negotiation-loses-session-keys': onChannel((correct, driver) => ({
    afterSuccess(attempt) {
      correct.afterSuccess(attempt);
      loseSessionKeys(driver);
    },
  })),
  'channel-created-loses-session-keys': (correct, driver) => ({
    newKeySlot(device, purpose) {
      if (purpose === 'channel') loseSessionKeys(driver);
      return correct.newKeySlot(device, purpose);
    },
  }),
  'channel-one-key-for-all': (correct) => {
    let shared: KeySlot | undefined;
    return {
      newKeySlot: (device, purpose) =>
        purpose === 'channel'
          ? (shared ??= correct.newKeySlot(device, purpose))
          : correct.newKeySlot(device, purpose),
    };
  },
  'channel-private-key-of-another-certificate': (correct) => ({
    certifiedKeyFor: (purpose, device) =>
      purpose === 'channel' ? poolKey('test-rsa2048-b') : correct.certifiedKeyFor(purpose, device),
  }),
  'channel-certificate-changes': (correct, driver) => {
    let reads = 0;
    return {
      certificateFor(purpose, device) {
        if (purpose !== 'channel') return correct.certificateFor(purpose, device);
        const longer = Math.floor(reads++ / 2) % 2 === 1;
        const key = driver.behaviour.certifiedKeyFor(purpose, device);
        return certificateChain(key, driver.settings.container, longer ? 4 : 3);
      },
    };
  },

  'channel-request-omac-ignored': requestOmacCompared('channel', () => true),
  'channel-request-omac-last-byte-skipped': requestOmacCompared('channel', (seen, expected) =>
    seen.subarray(0, -1).equals(expected.subarray(0, -1)),
  ),
  'channel-request-omac-first-half-only': requestOmacCompared('channel', (seen, expected) =>
    seen.subarray(0, 8).equals(expected.subarray(0, 8)),
  ),
  'channel-request-omac-xor-folded': requestOmacCompared('channel', xorFolded),
  'channel-request-omac-top-bits-ignored': requestOmacCompared('channel', topBitsIgnored),
  'channel-request-omac-zeros-accepted': requestOmacCompared(
    'channel',
    (seen, expected) => seen.equals(expected) || seen.every((byte) => byte === 0),
  ),
  'channel-answer-unsigned': answerSigned('channel', () => undefined),
  'channel-sequence-ignored': sequenceIs(() => true),
  'channel-sequence-of-16-bits': sequenceIs(
    (sequence, next) => next !== null && (sequence & 0xffff) >= (next & 0xffff),
  ),
  'channel-sequence-signed': sequenceIs((sequence, next) => next !== null && (sequence | 0) >= (next | 0)),
  'channel-sequence-may-stay': sequenceIs((sequence, next) => next !== null && sequence + 1 >= next),
  'channel-sequence-starts-by-itself': sequenceIs((sequence, next) => next === null || sequence >= next),
  'channel-queries-start-by-themselves': startsByItself('query'),
  'channel-commands-start-by-themselves': startsByItself('command'),
  'channel-first-omac-ignored': (correct, driver) => {
    let first = false;
    return {
      omac(key, data) {
        first = [...driver.channels.values()].some(
          ({ slot, nextConfigure }) => nextConfigure === null && slot.key?.equals(key) === true,
        );
        return correct.omac(key, data);
      },
      omacMatches: (seen, expected) => first || correct.omacMatches(seen, expected),
    };
  },
  'channel-bad-padding-loses-the-key': onChannel(() => ({
    afterFailure({ owner }, reason) {
      if (reason === 'label-hash' || reason === 'leading-byte') owner.slot.key = null;
    },
  })),
  'channel-byte-behind-written-at-odd-addresses': onChannel(() => ({
    finishWithData(data, { dataSize }) {
      if (data.placement === 'unaligned') data.write(dataSize, Buffer.of(0));
    },
  })),
  'channel-sequence-must-not-jump': sequenceIs((sequence, next) => next !== null && sequence === next),
  'channel-sequence-must-jump': sequenceIs((sequence, next) => next !== null && sequence > next),
} as const satisfies FaultTable;
