// Single defects of a call under test: those of its block, and those of its other arguments and circumstances.
import type { DeclaredPoint } from '../recipe/case.ts';
import type { OaepBlock } from '../recipe/block.ts';
import { blockDefects, spoil, type BlockDefect } from './block-defects.ts';
import { bytesOf } from './byte-source.ts';
import type { CallOptions, Sent } from './sent.ts';
import { boundOf, justBelow, longestMessage } from './lengths.ts';
import type { PlanContext } from './property.ts';

/** One thing wrong with a call. */
export interface CallDefect {
  readonly name: string;
  readonly what: string;
  /** The variables of the point that it sets, as far as they do not follow from the call itself. */
  readonly sets: DeclaredPoint;
  /** Whether the bytes themselves are wrong: sent anywhere, they are refused. */
  readonly inBytes: boolean;
  /** What is sent in place of a block with nothing wrong; null is the null pointer. */
  readonly data: (block: OaepBlock) => Sent | null;
  readonly options: CallOptions;
}

/** A defect of the block as a defect of the call. */
export function inBlock(defect: BlockDefect): CallDefect {
  return {
    name: defect.name,
    what: defect.what,
    sets: defect.declares,
    inBytes: true,
    data: (block) => spoil(defect, block),
    options: {},
  };
}

/** A plaintext of another length; its first bytes are a key. */
export function messageOf(bytes: number, what: string, sets: DeclaredPoint): CallDefect {
  return {
    name: `message-${bytes}`,
    what,
    sets,
    inBytes: true,
    data: (block) => ({ block: { ...block, M: resized(block, bytes) }, declares: {} }),
    options: {},
  };
}

function resized(block: OaepBlock, bytes: number): string {
  const M = typeof block.M === 'string' ? block.M : '';
  return (M + bytesOf(`rest/${M}`, bytes)).slice(0, bytes * 2);
}

function asItIs(block: OaepBlock): Sent {
  return { block, declares: {} };
}

function aroundTheBytes(name: string, what: string, sets: DeclaredPoint, options: CallOptions): CallDefect {
  return { name, what, sets, inBytes: false, data: asItIs, options };
}

/** The wrong device: the other one of the two that are always there. */
export const otherDevice = aroundTheBytes(
  'other-device',
  'hDevice of another device',
  { device: 'other' },
  { device: 'd1' },
);

export const nullPointer: CallDefect = {
  name: 'null-pointer',
  what: 'pData null',
  sets: { pointer: 'null' },
  inBytes: false,
  data: () => null,
  options: {},
};

/** DataSize 0 and one less than the bound, with all bytes there; one more, with a byte behind the block. */
export function sizeDefects(context: Pick<PlanContext, 'contract'>): CallDefect[] {
  const bound = boundOf(context, 'size');
  const below = justBelow(context);
  return [
    aroundTheBytes('size-zero', 'DataSize 0', { size: 'zero' }, { DataSize: 0 }),
    aroundTheBytes('size-below', `DataSize ${below}`, { size: 'below' }, { DataSize: below }),
    {
      name: 'size-above',
      what: `DataSize ${bound + 1}, the block in front`,
      sets: { size: 'above' },
      inBytes: true,
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
  const bound = boundOf(context, 'message');
  return [
    ...blockDefects(context).map(inBlock),
    messageOf(bound - 1, `a message of ${bound - 1} bytes`, { message: 'below' }),
    ...sizeDefects(context),
    otherDevice,
    ...openDefects(context),
  ];
}

/** What the documents leave open: a longer message, the layout of OPM, a null pointer, unknown flags. */
export function openDefects(context: Pick<PlanContext, 'contract' | 'dialect' | 'profile'>): CallDefect[] {
  const bound = boundOf(context, 'message');
  const opm = boundOf(context, 'opmMessage');
  const longer = Math.min(bound * 2, longestMessage(context));
  return [
    messageOf(longer, `a message of ${longer} bytes`, { message: 'above' }),
    messageOf(opm, `a message of ${opm} bytes, as OPM has it`, { message: 'opm-length' }),
    nullPointer,
    ...(context.dialect === 'wddm2.4'
      ? [aroundTheBytes('flags', 'flags 1', { flags: 'other' }, { flags: 1 })]
      : []),
  ];
}

/** The first allocation of the call fails. */
export const firstAllocationFails = aroundTheBytes(
  'memory',
  'the first allocation fails',
  { memory: 'exhausted' },
  { failAllocation: 0 },
);
