// Where pData lies, and what is done to it: any address will do, nothing outside of the bytes is read or written, and the
// caller may reuse the memory afterwards.
import { blockDefects, oaepBlock, applyDefect } from '../src/2-plan/block-defects.ts';
import { Draft } from '../src/2-plan/draft.ts';
import { modulusLength } from '../src/core/windows/lengths.ts';
import { sessionKeyFor, validBlock, type BlockToSend } from '../src/steps/block-to-send.ts';
import { contractBound } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { onFreshSession } from '../src/2-plan/single-call-case.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import { placements, type Placement } from '../src/core/protocol/adapter.ts';
import type { OaepBlock } from '../src/ciphertexts/block.ts';

const placementWords: Readonly<Record<Placement, string>> = {
  'guard-after': 'before an inaccessible page',
  'guard-before': 'behind an inaccessible page',
  unaligned: 'at an odd address',
  'read-only': 'in memory that cannot be written',
};

export const buffer: Property = {
  name: 'buffer',
  statement: 'blocks at every kind of place in memory, valid, defective and too short',
  clauses: ['NCSKE-ERR-13', 'NCSKE-ERR-17', 'NCSKE-ERR-19', 'NCSKE-ERR-20', 'NCSKE-OK-8', 'NCSKE-OK-1'],
  *cases(context) {
    for (const placement of placements) {
      yield* withBlocks(context, placement);
      yield* withWrongSizes(context, placement);
    }
    yield* reused(context);
  },
};

function* withBlocks(context: PlanContext, buffer: Placement): Generator<DraftCase> {
  const guarded = buffer === 'guard-after' || buffer === 'guard-before';
  const place = (what: string, level: PlanLevel, data: BlockToSend): DraftCase =>
    onFreshSession(context, {
      kind: 'boundary',
      level,
      title: `${what}, ${placementWords[buffer]}`,
      data,
      options: { buffer },
    });
  yield place('a valid block', 'smoke', validBlock(`buffer/${buffer}`));
  // Elsewhere than at a page that cannot be touched, what interaction.ts makes of places and defects is enough.
  if (!guarded || !includesLevel(context.level, 'gate')) return;
  for (const defect of blockDefects(context)) {
    const label = `buffer/${buffer}/${defect.name}`;
    yield place(defect.what, 'gate', applyDefect(defect, oaepBlock(label, sessionKeyFor(label))));
  }
  const key = contractBound(context, 'message');
  yield place(
    `a message of ${key - 1} bytes`,
    'gate',
    validBlock(`buffer/${buffer}/short`, sessionKeyFor('buffer').slice(2)),
  );
}

/** Only DataSize bytes: a driver that reads the usual number before it checks DataSize reads outside. */
function* withWrongSizes(context: PlanContext, buffer: Placement): Generator<DraftCase> {
  const bound = contractBound(context, 'size');
  const all = [0, 1, 2, 16, 128, 254, 255].filter((n) => n < Math.min(bound, modulusLength));
  for (const n of buffer === 'guard-after' ? all : [0, 1, Math.min(bound, modulusLength) - 1]) {
    const level = buffer === 'guard-after' && (n === 0 || n === 255) ? 'smoke' : 'gate';
    if (!includesLevel(context.level, level)) continue;
    yield onFreshSession(context, {
      kind: 'boundary',
      level,
      title: `the first ${n} bytes of a valid block, ${placementWords[buffer]}`,
      data: truncatedBlock(`buffer/${buffer}/front/${n}`, n),
      options: { buffer },
    });
  }
  if (!includesLevel(context.level, 'gate')) return;
  for (const n of [bound + 1, 2 * bound]) {
    yield onFreshSession(context, {
      kind: 'boundary',
      level: 'gate',
      title: `${n} bytes that begin with a valid block, ${placementWords[buffer]}`,
      data: repeatedBlock(`buffer/${buffer}/${n}`, n),
      options: { buffer },
    });
  }
}

function truncatedBlock(label: string, to: number): BlockToSend {
  return {
    block: { ...(validBlock(label).block as OaepBlock), finish: [{ op: 'truncate', to }] },
    declares: {},
  };
}

function repeatedBlock(label: string, to: number): BlockToSend {
  return {
    block: { ...(validBlock(label).block as OaepBlock), finish: [{ op: 'repeat', to }] },
    declares: {},
  };
}

/** The adapter overwrites pData when the call returned: the key in force must not change with it. */
function* reused(context: PlanContext): Generator<DraftCase> {
  const draft = new Draft(context).session('s').session('t');
  draft.negotiate('s', validBlock('buffer/reused/first')).negotiate('t', validBlock('buffer/reused/second'));
  draft.readCertificate();
  yield {
    kind: 'sequence',
    level: 'smoke',
    title: 'two valid blocks through the same memory: the first key stays when it is overwritten',
    draft,
  };
}
