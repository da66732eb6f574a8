// vectors/sizes.json: DataSize other than 256, with bytes from which a careless decoder makes a right block all the same.
import { modulusLength } from '../../core/windows/lengths.ts';
import type { CallOptions } from '../../steps/block-to-send.ts';
import type { Finish, Shape } from '../../ciphertexts/block.ts';
import type { Flag } from '../notes.ts';
import { plainBlock, vector, type DraftVector, type VectorSet } from './set.ts';

/** What a driver takes by mistake is as long as a structure, or as another key: multiples of four bytes. */
function multiplesOfFour(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / 4 + 1 }, (_, n) => from + 4 * n);
}

/** Sizes that vectors have, for their check: less than a block has, and how much is more, behind it and in front of it. */
export const sizeSteps = {
  less: [1, modulusLength - 1, ...multiplesOfFour(0, modulusLength - 4)],
  // 16 bytes behind a block are others than 00 below.
  behind: multiplesOfFour(4, modulusLength / 2).filter((more) => more !== 16),
  inFront: multiplesOfFour(4, modulusLength / 8),
} as const;

function* vectors(): Generator<DraftVector> {
  const of = (
    flag: Flag,
    what: string,
    { until, finish, ...options }: CallOptions & { until?: Shape; finish?: readonly Finish[] },
  ): DraftVector => {
    const block = {
      ...plainBlock(`sizes/${what}`),
      ...(until === undefined ? {} : { until }),
      ...(finish === undefined ? {} : { finish }),
    };
    return vector(flag, what, { block, declares: {} }, { options });
  };
  const size = (what: string, ...finish: readonly Finish[]): DraftVector => of('WrongSize', what, { finish });
  for (const DataSize of sizeSteps.less)
    yield of('WrongSize', `DataSize ${DataSize}, and a whole block at pData`, { DataSize });
  yield size('Nothing at all', { op: 'truncate', to: 0 });
  yield size('The first byte of a block', { op: 'truncate', to: 1 });
  yield size('The first 128 bytes of a block', { op: 'truncate', to: 128 });
  yield of('WrongSize', 'A block that begins with 00, without that byte', {
    until: 'c-leading-zero',
    finish: [{ op: 'drop-front', bytes: 1 }],
  });
  yield of('WrongSize', 'A block that ends in 00, without that byte', {
    until: 'c-trailing-zero',
    finish: [{ op: 'truncate', to: modulusLength - 1 }],
  });
  yield size('A block, then one byte 00', { op: 'append', bytes: '00' });
  yield size('One byte 00, then a block', { op: 'prepend', bytes: '00' });
  yield size('A block, then 16 bytes', { op: 'append', bytes: '5a'.repeat(16) });
  yield size('A length of four bytes, little-endian, then a block', { op: 'prepend', bytes: '00010000' });
  yield size('A length of four bytes, big-endian, then a block', { op: 'prepend', bytes: '00000100' });
  for (const more of sizeSteps.behind)
    yield size(`A block, then ${more} bytes 00`, { op: 'append', bytes: '00'.repeat(more) });
  for (const more of sizeSteps.inFront)
    yield size(`${more} bytes 00, then a block`, { op: 'prepend', bytes: '00'.repeat(more) });
  yield size('A block twice', { op: 'repeat', to: 2 * modulusLength });
  yield size('A block eight times: as many bytes as it has bits', { op: 'repeat', to: 8 * modulusLength });
  yield size('A block over and over: a page of 4096 bytes', { op: 'repeat', to: 4096 });
  yield size('256 bytes of 00, then a block', { op: 'prepend', bytes: '00'.repeat(modulusLength) });
  for (const DataSize of [
    2 * modulusLength,
    0x10000 + modulusLength,
    0x80000000 + modulusLength,
    0xffffffff,
  ]) {
    yield of('ClaimedSize', `DataSize ${DataSize}, and a block of 256 bytes before an inaccessible page`, {
      DataSize,
      buffer: 'guard-after',
    });
  }
  yield of('GuardedEnd', 'A block without its last byte, before an inaccessible page', {
    finish: [{ op: 'truncate', to: modulusLength - 1 }],
    buffer: 'guard-after',
  });
}

export const sizesSet: VectorSet = {
  name: 'sizes',
  type: 'CryptoSessionKeyExchange',
  profile: 'opm-sha512',
  header: [
    'DataSize other than 256 for NegotiateCryptoSessionKeyExchange on a session of key-exchange type RSAES_OAEP.',
    'dataSize is DataSize, whatever the length of ct; msg is what a decoder that overlooks the size would find.',
  ],
  vectors,
};
