// DataSize on an RSAES_OAEP session: "must contain 256 bytes". Every other size is refused, whatever lies in the buffer: the
// block itself, a part of it that a lenient driver could complete, or more than it with the block somewhere inside.
import { trailingZero } from '../src/2-plan/block-defects.ts';
import { deterministicBytes } from '../src/core/deterministic-bytes.ts';
import { Draft } from '../src/2-plan/draft.ts';
import { modulusLength } from '../src/core/windows/lengths.ts';
import { sessionKeyFor, validBlock, type CallOptions, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound, sizeBelowBound } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { onFreshSession, onKeyedSession } from '../src/2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import type { Finish, OaepBlock } from '../src/ciphertexts/block.ts';

/** One size, and what lies in the buffer. */
interface SizeCase {
  readonly level: PlanLevel;
  readonly what: string;
  readonly data: BlockToSend;
  readonly options?: CallOptions;
}

/** More bytes than this are claimed, not sent. */
const longestSent = 70_000;

export const size: Property = {
  name: 'size',
  statement: 'every DataSize but the bound is refused, with what a lenient driver could make of the bytes',
  clauses: ['NCSKE-ERR-1', 'NCSKE-ERR-2', 'NCSKE-ERR-12', 'NCSKE-ERR-14', 'NCSKE-ST-1'],
  *cases(context) {
    const bound = contractBound(context, 'size');
    for (const one of sizes(context, bound)) {
      if (!includesLevel(context.level, one.level)) continue;
      const { level, what, data, options } = one;
      const call = {
        kind: 'boundary' as const,
        level,
        title: what,
        data,
        ...(options === undefined ? {} : { options }),
      };
      yield onFreshSession(context, call);
    }
    yield* onKeyed(context, bound);
    yield* sizeWalks(context, bound);
  },
};

function* sizes(context: PlanContext, bound: number): Generator<SizeCase> {
  yield* blockThereDataSizeLess(context, bound);
  yield* cutOff(bound);
  yield* otherThingsThatFit(bound);
  yield* blockInside(bound);
  yield* claimedSizes(bound);
}

function finishedBlock(label: string, ...finish: readonly Finish[]): BlockToSend {
  const { block, declares } = validBlock(label);
  return { block: { ...(block as OaepBlock), finish }, declares };
}

/** The whole block is there, and DataSize says less: a driver that never looks at DataSize accepts it. */
function* blockThereDataSizeLess(context: PlanContext, bound: number): Generator<SizeCase> {
  const smoke = [0, sizeBelowBound(context)];
  const gate = [1, 2, 8, 15, 16, 17, 32, 40, 64, 127, 128, bound - 16, bound - 8, bound - 2];
  const full = includesLevel(context.level, 'full') ? range(0, bound - 1) : [];
  const seen = new Set<number>();
  for (const [level, list] of [
    ['smoke', smoke],
    ['gate', gate],
    ['full', full],
  ] as const) {
    for (const n of list) {
      if (n < 0 || n >= bound || n > modulusLength || seen.has(n)) continue;
      seen.add(n);
      yield {
        level,
        what: `DataSize ${n}, with a whole valid block in the buffer`,
        data: validBlock(`size/there/${n}`),
        options: { DataSize: n },
      };
    }
  }
}

/** Fewer bytes than a block has: cut at its end, or at its front where that was zero, so that only zeros are missing. */
function* cutOff(bound: number): Generator<SizeCase> {
  const most = Math.min(bound, modulusLength);
  for (const n of new Set([1, 16, 40, 128, most - 8, most - 2, most - 1])) {
    if (n < 0 || n >= most) continue;
    yield {
      level: n === most - 1 ? 'smoke' : 'gate',
      what: `the first ${n} bytes of a valid block`,
      data: finishedBlock(`size/front/${n}`, { op: 'truncate', to: n }),
    };
    yield {
      level: 'gate',
      what: `the last ${n} bytes of a valid block`,
      data: finishedBlock(`size/back/${n}`, { op: 'drop-front', bytes: modulusLength - n }),
    };
  }
  yield {
    level: 'smoke',
    what: `a valid block that begins with 00, without that byte: ${modulusLength - 1} bytes`,
    data: shapedBlock('c-leading-zero', 'size/leading-zero', { op: 'drop-front', bytes: 1 }),
  };
  yield {
    level: 'full',
    what: `a valid block that begins with 00 00, without those bytes: ${modulusLength - 2} bytes`,
    data: shapedBlock('c-two-leading-zeros', 'c-two-leading-zeros', { op: 'drop-front', bytes: 2 }),
  };
  yield {
    level: 'gate',
    what: `a valid block that ends in 00, without that byte: ${modulusLength - 1} bytes`,
    data: trailingZeroBlock({ op: 'truncate', to: modulusLength - 1 }),
  };
}

function shapedBlock(
  until: 'c-leading-zero' | 'c-two-leading-zeros',
  label: string,
  ...finish: readonly Finish[]
): BlockToSend {
  const { block, declares } = validBlock(label);
  return { block: { ...(block as OaepBlock), until, finish }, declares };
}

function trailingZeroBlock(...finish: readonly Finish[]): BlockToSend {
  const { block, declares } = validBlock('c-trailing-zero');
  return { block: { ...trailingZero(block as OaepBlock), finish }, declares };
}

/** Not a block at all, but of the length of something that a driver could take in its place. */
function* otherThingsThatFit(bound: number): Generator<SizeCase> {
  const plain = (bytes: string): BlockToSend => ({ block: { form: 'bytes', bytes }, declares: {} });
  yield { level: 'gate', what: 'a bare key of 16 bytes', data: plain(sessionKeyFor('size/bare')) };
  yield { level: 'gate', what: 'no bytes at all', data: plain('') };
  yield {
    level: 'gate',
    what: `${bound - 1} bytes of noise`,
    data: plain(deterministicBytes('size/noise/below', bound - 1)),
  };
  yield {
    level: 'gate',
    what: `${bound + 1} bytes of noise`,
    data: plain(deterministicBytes('size/noise/above', bound + 1)),
  };
}

/** More bytes than a block has, and a valid block at the front, at the back, or over and over. */
function* blockInside(bound: number): Generator<SizeCase> {
  for (const n of [bound + 1, bound + 8, bound + 16, Math.floor(1.5 * bound), 2 * bound - 1, 2 * bound]) {
    const more = n - modulusLength;
    if (more <= 0) continue;
    yield {
      level: n === bound + 1 ? 'smoke' : 'gate',
      what: `${n} bytes: a valid block, then ${more} bytes of 00`,
      data: finishedBlock(`size/front-of/${n}`, { op: 'append', bytes: '00'.repeat(more) }),
    };
    yield {
      level: n === bound + 1 ? 'smoke' : 'gate',
      what: `${n} bytes: ${more} bytes of 00, then a valid block`,
      data: finishedBlock(`size/back-of/${n}`, { op: 'prepend', bytes: '00'.repeat(more) }),
    };
    yield {
      level: 'gate',
      what: `${n} bytes: a valid block, then ${more} bytes of noise`,
      data: finishedBlock(`size/front-noise/${n}`, {
        op: 'append',
        bytes: deterministicBytes(`size/noise/${n}`, more),
      }),
    };
  }
  // Low bytes that look like the bound's, and the edges of 16-bit variables.
  const repeated = [
    2 * bound,
    2 * bound + 1,
    3 * bound,
    4 * bound,
    8 * bound,
    1024 + bound,
    4096,
    0xffff,
    0x10000,
    0x10000 + bound,
  ];
  for (const n of new Set([bound + 1, ...repeated, 0x10000 | bound, 0x100 + bound])) {
    if (n <= Math.max(bound, modulusLength) || n > longestSent) continue;
    yield {
      level: n === 2 * bound ? 'smoke' : 'gate',
      what: `${n} bytes: a valid block over and over`,
      data: finishedBlock(`size/repeated/${n}`, { op: 'repeat', to: n }),
    };
  }
}

/** DataSize claims more than is there; what is there ends at an inaccessible page. */
function* claimedSizes(bound: number): Generator<SizeCase> {
  const low = [
    bound + 1,
    2 * bound,
    8 * bound,
    0x100 + bound,
    0x10000 + bound,
    0x10000 | bound,
    0x20000 + bound,
  ];
  const high = [0x01000000 + bound, 0x7fffffff, 0x80000000, 0x80000000 + bound, 0x80000001];
  const top = [0xffff0000 + bound, 0xffffff00, 0xffffffff - bound, 0xffffffff];
  for (const n of new Set([...low, ...high, ...top])) {
    if (n <= Math.max(bound, modulusLength) || n > 0xffffffff) continue;
    yield {
      level: n === 0xffffffff || n === 0x10000 + bound ? 'smoke' : 'gate',
      what: `DataSize ${hexadecimal(n)}, with a valid block of ${modulusLength} bytes before an inaccessible page`,
      data: validBlock(`size/claimed/${n}`),
      options: { DataSize: n, buffer: 'guard-after' },
    };
  }
}

function hexadecimal(n: number): string {
  return n < 0x10000 ? `${n}` : `0x${n.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** Calls of one case; what is refused for its size costs a driver next to nothing. */
const callsPerWalk = 128;

/** Every size around the bound, one after the other on one session: the whole block there, bytes behind it, bytes before it. */
function* sizeWalks(context: PlanContext, bound: number): Generator<DraftCase> {
  if (!includesLevel(context.level, 'gate')) return;
  const label = 'size/walk';
  const kinds: readonly (readonly [
    what: string,
    sizes: readonly number[],
    call: (n: number) => readonly [BlockToSend, CallOptions],
  ])[] = [
    [
      'a whole valid block in the buffer',
      range(0, Math.min(bound, modulusLength) - 1),
      (n) => [validBlock(label), { DataSize: n }],
    ],
    [
      'a valid block, then bytes of 00',
      range(Math.max(bound, modulusLength) + 1, 2 * bound),
      (n) => [finishedBlock(label, { op: 'append', bytes: '00'.repeat(n - modulusLength) }), {}],
    ],
    [
      'bytes of 00, then a valid block',
      range(Math.max(bound, modulusLength) + 1, bound + 32),
      (n) => [finishedBlock(label, { op: 'prepend', bytes: '00'.repeat(n - modulusLength) }), {}],
    ],
  ];
  for (const [what, sizes, call] of kinds) {
    for (let from = 0; from < sizes.length; from += callsPerWalk) {
      const walked = sizes.slice(from, from + callsPerWalk);
      const draft = new Draft(context).session();
      for (const n of walked) draft.negotiate('s', ...call(n));
      const title = `DataSize ${walked[0]} to ${walked.at(-1)}, one after the other: ${what}`;
      yield { kind: 'boundary', level: 'gate', title, draft };
    }
  }
}

/** A session that has a key keeps it. */
function* onKeyed(context: PlanContext, bound: number): Generator<DraftCase> {
  if (!includesLevel(context.level, 'gate')) return;
  for (const n of [0, 1, sizeBelowBound(context)]) {
    const title = `DataSize ${n}, with a whole valid block in the buffer`;
    const call = {
      kind: 'boundary' as const,
      level: 'gate' as const,
      title,
      data: validBlock(`size/keyed/${n}`),
    };
    yield onKeyedSession(context, { ...call, options: { DataSize: n } });
  }
  for (const n of [bound + 1, 2 * bound]) {
    const title = `${n} bytes: a valid block over and over`;
    const data = finishedBlock(`size/keyed/${n}`, { op: 'repeat', to: n });
    yield onKeyedSession(context, { kind: 'boundary', level: 'gate', title, data });
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
