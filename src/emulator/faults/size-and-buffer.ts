// Faults of DataSize and of the memory that pData points to.
import { statusCodes } from '../../core/windows/hresult.ts';
import type { Variation } from '../driver.ts';
import type { Memory } from '../memory.ts';
import { DriverCrash } from '../refusal.ts';
import type { Attempt } from '../state.ts';
import { shownWhere, type FaultTable, type ShownWhere } from './family.ts';
import { restrictedTo } from './restricted.ts';
import { failsWith } from './fails-with.ts';

const blockBytes = 256;
/** ERROR_INVALID_PARAMETER of winerror.h, which is no HRESULT. */
const win32InvalidParameter = 87;

const anotherFits =
  (fits: (size: number) => boolean): ShownWhere =>
  ({ sizes }) =>
    [...sizes].some((size) => fits(size) !== (size === blockBytes));

const sizeIs = (fits: (size: number) => boolean): Variation =>
  shownWhere(anotherFits(fits), () => ({ sizeFits: ({ dataSize }) => fits(dataSize) }));

/** Sizes that pass, and the block that is made of so many bytes. */
const sizeAndBlock = (
  fits: (size: number) => boolean,
  block: (data: Memory, size: number) => Buffer,
): Variation =>
  shownWhere(anotherFits(fits), (correct) => ({
    sizeFits: ({ dataSize }) => fits(dataSize),
    readBlock: (data, attempt) =>
      attempt.dataSize === blockBytes ? correct.readBlock(data, attempt) : block(data, attempt.dataSize),
  }));

/** Looks at the buffer before anything is known of its size. */
const looking =
  (look: (data: Memory, attempt: Attempt) => void): Variation =>
  (correct) => ({
    sizeFits(attempt) {
      if (attempt.data !== null) look(attempt.data, attempt);
      return correct.sizeFits(attempt);
    },
  });

const writing =
  (write: (data: Memory, attempt: Attempt) => void): Variation =>
  () => ({ finishWithData: write });

/** What happens at an address that is not a multiple of 16. */
const atOddAddresses =
  (happens: (correct: () => Buffer, data: Memory) => Buffer): Variation =>
  (correct) => ({
    readBlock: (data, attempt) =>
      data.address % 16 === 0 || data.placement !== 'unaligned'
        ? correct.readBlock(data, attempt)
        : happens(() => correct.readBlock(data, attempt), data),
  });

const nullAndZero = (attempt: Attempt): boolean => attempt.data === null && attempt.dataSize === 0;

export const sizeAndBufferFaults = {
  'size-ignored': sizeIs(() => true),
  'size-above-front-used': sizeIs((size) => size >= blockBytes),
  'size-above-back-used': sizeAndBlock(
    (size) => size >= blockBytes,
    (data, size) => data.read(size - blockBytes, blockBytes),
  ),
  'size-of-whole-blocks': sizeIs((size) => size > 0 && size % blockBytes === 0),
  'size-of-larger-keys': sizeIs((size) => size === 256 || size === 384 || size === 512),
  'size-one-above': sizeIs((size) => size === 256 || size === 257),
  'size-one-below': sizeAndBlock(
    (size) => size === 255 || size === 256,
    (data, size) => Buffer.concat([Buffer.alloc(blockBytes - size), data.read(0, size)]),
  ),
  'size-below-zeros-behind': sizeAndBlock(
    (size) => size <= blockBytes,
    (data, size) => Buffer.concat([data.read(0, size), Buffer.alloc(blockBytes - size)]),
  ),
  'size-below-zeros-in-front': sizeAndBlock(
    (size) => size <= blockBytes,
    (data, size) => Buffer.concat([Buffer.alloc(blockBytes - size), data.read(0, size)]),
  ),
  'size-above-leading-zeros-skipped': sizeAndBlock(
    (size) => size >= blockBytes,
    (data, size) => {
      const bytes = data.read(0, size);
      const surplus = size - blockBytes;
      return bytes.subarray(0, surplus).every((byte) => byte === 0)
        ? bytes.subarray(surplus)
        : bytes.subarray(0, 1);
    },
  ),
  'size-zero-means-256': sizeIs((size) => size === 0 || size === blockBytes),
  'size-128-means-bits': sizeIs((size) => size === 128 || size === blockBytes),
  'size-in-bits': sizeIs((size) => size === blockBytes || size === 8 * blockBytes),
  'size-cut-to-8-bits': sizeIs((size) => (size & 0xff) === 0),
  'size-of-a-page-too': sizeIs((size) => size === blockBytes || size === 4096),
  'size-cut-to-16-bits': sizeIs((size) => (size & 0xffff) === blockBytes),
  'size-cut-to-24-bits': sizeIs((size) => (size & 0xffffff) === blockBytes),
  'size-cut-to-31-bits': sizeIs((size) => (size & 0x7fffffff) === blockBytes),
  'size-compared-as-signed': sizeIs((size) => size >= blockBytes && (size | 0) <= blockBytes),
  'size-200-too': sizeIs((size) => size === 200 || size === blockBytes),
  'size-300-too': sizeIs((size) => size === 300 || size === blockBytes),
  'size-with-4-bytes-in-front': sizeAndBlock(
    (size) => size === blockBytes || size === blockBytes + 4,
    (data) => data.read(4, blockBytes),
  ),
  'size-of-a-simple-blob-too': sizeAndBlock(
    (size) => size === blockBytes || size === blockBytes + 12,
    (data) => data.read(12, blockBytes),
  ),
  'size-rounded-up': sizeIs((size) => size > 240 && size <= blockBytes),
  'size-rounded-down': sizeIs((size) => size >= blockBytes && size < blockBytes + 16),

  'size-told-as-e-fail': failsWith({ size: statusCodes.E_FAIL }),
  'size-told-as-ntstatus': failsWith({ size: statusCodes.STATUS_INVALID_PARAMETER }),
  'size-told-as-win32-code': failsWith({ size: win32InvalidParameter }),
  'size-told-as-s-false': failsWith({ size: statusCodes.S_FALSE }),
  'size-told-as-bad-length': failsWith({ size: statusCodes.NTE_BAD_LEN }),
  'size-told-as-insufficient-buffer': failsWith({ size: statusCodes.ERROR_INSUFFICIENT_BUFFER }),
  'size-told-as-invalid-call': failsWith({ size: statusCodes.D3DDDIERR_INVALIDCALL }),
  'size-told-as-no-memory': failsWith({ size: statusCodes.E_OUTOFMEMORY }),
  'huge-size-told-as-no-memory': (correct) => ({
    failureCode: (reason, attempt) =>
      reason === 'size' && attempt.dataSize > 0xffff
        ? statusCodes.E_OUTOFMEMORY
        : correct.failureCode(reason, attempt),
  }),
  'size-above-told-as-no-memory': (correct) => ({
    failureCode: (reason, attempt) =>
      reason === 'size' && attempt.dataSize > blockBytes
        ? statusCodes.E_OUTOFMEMORY
        : correct.failureCode(reason, attempt),
  }),
  'size-zero-told-as-no-memory': (correct) => ({
    failureCode: (reason, attempt) =>
      reason === 'size' && attempt.dataSize === 0
        ? statusCodes.E_OUTOFMEMORY
        : correct.failureCode(reason, attempt),
  }),
  'size-zero-is-no-error': (correct) => ({
    failureCode: (reason, attempt) =>
      reason === 'size' && attempt.dataSize === 0 ? statusCodes.S_OK : correct.failureCode(reason, attempt),
  }),
  'size-told-by-callback': (correct, driver) => ({
    failureCode(reason, attempt) {
      if (reason === 'size') driver.setError(statusCodes.E_INVALIDARG);
      return correct.failureCode(reason, attempt);
    },
  }),

  'null-and-zero-is-a-query': (correct) => ({
    failureCode: (reason, attempt) =>
      nullAndZero(attempt) ? statusCodes.S_OK : correct.failureCode(reason, attempt),
  }),
  'null-and-zero-told-as-pointer': (correct) => ({
    failureCode: (reason, attempt) =>
      nullAndZero(attempt) ? statusCodes.E_POINTER : correct.failureCode(reason, attempt),
  }),
  'null-and-zero-crashes': (correct) => ({
    sizeFits(attempt) {
      if (nullAndZero(attempt)) throw new DriverCrash('access violation: read at address 0');
      return correct.sizeFits(attempt);
    },
  }),

  'null-and-zero-crashes-on-sessions': restrictedTo('session', (correct) => ({
    sizeFits(attempt) {
      if (nullAndZero(attempt)) throw new DriverCrash('access violation: read at address 0');
      return correct.sizeFits(attempt);
    },
  })),

  'block-read-before-the-size-is-checked': looking((data) => data.read(0, blockBytes)),
  'first-words-read-before-the-size-is-checked': looking((data, { dataSize }) =>
    data.read(0, Math.ceil(dataSize / 8) * 8),
  ),
  'byte-behind-read': (correct) => ({
    readBlock(data, attempt) {
      data.read(blockBytes, 1);
      return correct.readBlock(data, attempt);
    },
  }),
  'byte-in-front-read': (correct) => ({
    readBlock(data, attempt) {
      data.read(-1, 1);
      return correct.readBlock(data, attempt);
    },
  }),
  'byte-behind-written': writing((data, { dataSize }) => data.write(dataSize, Buffer.of(0))),
  'byte-in-front-written': writing((data) => data.write(-1, Buffer.of(0))),
  'byte-behind-written-at-odd-addresses': restrictedTo(
    'session',
    writing((data, { dataSize }) => {
      if (data.placement === 'unaligned') data.write(dataSize, Buffer.of(0));
    }),
  ),
  'line-behind-written-on-success': writing((data, attempt) => {
    if (attempt.key !== null) data.write(blockBytes, Buffer.alloc(64));
  }),
  '256-bytes-wiped-whatever-the-size': writing((data) => data.write(0, Buffer.alloc(blockBytes))),
  'plaintext-left-in-the-buffer': (correct) => {
    let seen: Memory | null = null;
    return {
      readBlock(data, attempt) {
        seen = data;
        return correct.readBlock(data, attempt);
      },
      storeKey(slot, key) {
        const data = seen;
        seen = null;
        if (data === null || data.placement === 'read-only') {
          correct.storeKey(slot, key);
          return;
        }
        // The session points into the caller's memory.
        data.write(0, key);
        correct.storeKey(slot, data.read(0, key.length));
      },
    };
  },
  'odd-address-refused': atOddAddresses(() => Buffer.alloc(blockBytes)),
  'odd-address-crashes': atOddAddresses(() => {
    throw new DriverCrash('misaligned operand of a vector instruction');
  }),
} as const satisfies FaultTable;
