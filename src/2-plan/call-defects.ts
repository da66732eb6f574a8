// Single defects of a call under test: those of its block, and those of its other arguments and circumstances.
import type { DeclaredPoint } from '../steps/declared-point.ts';
import type { OaepBlock } from '../ciphertexts/block.ts';
import { blockDefects, applyDefect, type BlockDefect } from './block-defects.ts';
import { deterministicBytes } from '../core/deterministic-bytes.ts';
import type { CallOptions, BlockToSend } from '../steps/block-to-send.ts';
import { contractBound, sizeBelowBound, longestMessage } from './lengths.ts';
import type { PlanContext } from './property.ts';

/** One thing wrong with a call. */
export interface CallDefect {
  readonly name: string;
  readonly what: string;
  /** The variables of the point that it sets, as far as they do not follow from the call itself. */
  readonly sets: DeclaredPoint;
  /** Whether the bytes themselves are wrong: sent anywhere, they are refused. */
  readonly inBlock: boolean;
  /** What is sent in place of a block with nothing wrong; null is the null pointer. */
  readonly data: (block: OaepBlock) => BlockToSend | null;
  readonly options: CallOptions;
}

/** A defect of the block as a defect of the call. */
export function fromBlockDefect(defect: BlockDefect): CallDefect {
  return {
    name: defect.name,
    what: defect.what,
    sets: defect.declares,
    inBlock: true,
    data: (block) => applyDefect(defect, block),
    options: {},
  };
}

/** A plaintext of another length; its first bytes are a key. */
export function messageLengthDefect(bytes: number, what: string, sets: DeclaredPoint): CallDefect {
  return {
    name: `message-${bytes}`,
    what,
    sets,
    inBlock: true,
    data: (block) => ({ block: { ...block, M: resized(block, bytes) }, declares: {} }),
    options: {},
  };
}

function resized(block: OaepBlock, bytes: number): string {
  const M = typeof block.M === 'string' ? block.M : '';
  return (M + deterministicBytes(`rest/${M}`, bytes)).slice(0, bytes * 2);
}

function unchangedBlock(block: OaepBlock): BlockToSend {
  return { block, declares: {} };
}

function argumentDefect(name: string, what: string, sets: DeclaredPoint, options: CallOptions): CallDefect {
  return { name, what, sets, inBlock: false, data: unchangedBlock, options };
}

/** The wrong device: the other one of the two that are always there. */
export const otherDevice = argumentDefect(
  'other-device',
  'hDevice of another device',
  { device: 'other' },
  { device: 'd1' },
);

export const nullPointer: CallDefect = {
  name: 'null-pointer',
  what: 'pData null',
  sets: { pointer: 'null' },
  inBlock: false,
  data: () => null,
  options: {},
};

/** DataSize 0 and one less than the bound, with all bytes there; one more, with a byte behind the block. */
export function sizeDefects(context: Pick<PlanContext, 'contract'>): CallDefect[] {
  const bound = contractBound(context, 'size');
  const below = sizeBelowBound(context);
  return [
    argumentDefect('size-zero', 'DataSize 0', { size: 'zero' }, { DataSize: 0 }),
    argumentDefect('size-below', `DataSize ${below}`, { size: 'below' }, { DataSize: below }),
    {
      name: 'size-above',
      what: `DataSize ${bound + 1}, the block in front`,
      sets: { size: 'above' },
      inBlock: true,
      data: (block) => ({
        block: { ...block, finish: [{ op: 'repeat', to: bound + 1 }] },
        declares: {},
      }),
      options: { DataSize: bound + 1 },
    },
  ];
}

/** One defect of each kind that the contract's variables know, but for exhausted memory. */
export function callDefects(context: Pick<PlanContext, 'contract' | 'dialect' | 'profile'>): CallDefect[] {
  const bound = contractBound(context, 'message');
  return [
    ...blockDefects(context).map(fromBlockDefect),
    messageLengthDefect(bound - 1, `a message of ${bound - 1} bytes`, { message: 'below' }),
    ...sizeDefects(context),
    otherDevice,
    ...unspecifiedDefects(context),
  ];
}

/** What the documents leave open: a longer message, the layout of OPM, a null pointer, unknown flags. */
export function unspecifiedDefects(
  context: Pick<PlanContext, 'contract' | 'dialect' | 'profile'>,
): CallDefect[] {
  const bound = contractBound(context, 'message');
  const opm = contractBound(context, 'opmMessage');
  const longer = Math.min(bound * 2, longestMessage(context));
  return [
    messageLengthDefect(longer, `a message of ${longer} bytes`, { message: 'above' }),
    messageLengthDefect(opm, `a message of ${opm} bytes, as OPM has it`, { message: 'opm-length' }),
    nullPointer,
    ...(context.dialect === 'wddm2.4'
      ? [argumentDefect('flags', 'flags 1', { flags: 'other' }, { flags: 1 })]
      : []),
  ];
}

/** The first allocation of the call fails. */
export const firstAllocationFails = argumentDefect(
  'memory',
  'the first allocation fails',
  { memory: 'exhausted' },
  { failAllocation: 0 },
);
