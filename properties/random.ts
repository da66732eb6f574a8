// What nobody thought of: blocks, edits, sizes, random numbers, circumstances and sequences that fast-check draws from the
// run's seed. Bytes grow from small numbers, so that drawing is cheap and recipes stay short.
import { array, constantFrom, integer, nat, oneof, record, sample, type Arbitrary } from 'fast-check';
import { matches } from '../src/1-contract/evaluate.ts';
import { buildInteractionCase } from '../src/2-plan/build-interaction-case.ts';
import {
  blockDefects,
  oaepBlock,
  editDefect,
  applyDefect,
  type BlockDefect,
} from '../src/2-plan/block-defects.ts';
import { fromBlockDefect, otherDevice, sizeDefects } from '../src/2-plan/call-defects.ts';
import { Draft } from '../src/2-plan/draft.ts';
import { modulusLength } from '../src/core/windows/lengths.ts';
import { sessionKeyFor, validBlock, type CallOptions, type BlockToSend } from '../src/steps/block-to-send.ts';
import {
  impossibleFor,
  interactionDefects,
  interactionFactors,
  type Circumstance,
} from '../src/2-plan/interaction-factors.ts';
import { contractBound, hashBytes, paddingBytes } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import { opmParametersBlock } from '../src/2-plan/opm-parameters.ts';
import {
  planLevels,
  type DraftCase,
  type PlanContext,
  type PlanLevel,
  type Property,
} from '../src/2-plan/property.ts';

/** How many cases of each kind a level holds. */
const counts: Readonly<Record<PlanLevel, number>> = { smoke: 1, gate: 12, full: 400 };

export const random: Property = {
  name: 'random',
  statement:
    'cases drawn from the seed: valid blocks, single edits, sizes, random numbers, circumstances, sequences',
  clauses: ['NCSKE-OK-*', 'NCSKE-ERR-*', 'NCSKE-ST-*', 'NCSKE-OPM-*'],
  *cases(context) {
    for (const drawn of [validBlocks, edits, sizes, randomNumbers, circumstances, callSequences]) {
      const all = drawn(context);
      for (const [index, { title, draft }] of all.entries()) {
        const level = planLevels.find((one) => index < counts[one]) ?? 'full';
        yield { kind: 'random', level, title: `random: ${title}`, draft };
      }
    }
  },
};

type DrawnCase = Pick<DraftCase, 'title' | 'draft'>;

/** Draws as many as the level holds; each kind has a seed of its own, and what is drawn first stays first at every level. */
function draw<T>(context: PlanContext, kind: number, arbitrary: Arbitrary<T>): T[] {
  const level = planLevels.filter((one) => includesLevel(context.level, one)).at(-1) ?? 'smoke';
  return sample(arbitrary, { seed: (context.seed * 31 + kind) | 0, numRuns: counts[level] });
}

const labels = integer({ min: 0, max: 0x7fffffff });
const labelFor = (context: PlanContext, kind: string, n: number): string =>
  `random/${context.seed}/${kind}/${n}`;
const byte = (value: number): string => value.toString(16).padStart(2, '0');

function validBlocks(context: PlanContext): DrawnCase[] {
  return draw(context, 0, labels).map((n) => ({
    title: 'a valid block',
    draft: new Draft(context).session().negotiate('s', validBlock(labelFor(context, 'valid', n))),
  }));
}

/** One field at one place; a zero would be no change, and 01 in PS or for the separator another length of message. */
function edits(context: PlanContext): DrawnCase[] {
  const of = record({
    n: labels,
    field: constantFrom(
      'Y' as const,
      'lHash' as const,
      'lHash' as const,
      'PS' as const,
      'PS' as const,
      'separator' as const,
    ),
    place: nat(255),
    value: integer({ min: 2, max: 255 }),
  });
  return draw(context, 1, of).map(({ n, field, place, value }) => {
    const defect = editOf(context, field, place, value);
    const label = labelFor(context, 'edit', n);
    const data = applyDefect(defect, oaepBlock(label, sessionKeyFor(label)));
    return { title: defect.what, draft: new Draft(context).session().negotiate('s', data) };
  });
}

function editOf(
  context: PlanContext,
  field: 'Y' | 'lHash' | 'PS' | 'separator',
  place: number,
  value: number,
): BlockDefect {
  const level = 'full';
  switch (field) {
    case 'Y':
      return editDefect('y', 'y', `Y set to ${byte(value & 0x7f || 0x40)}`, level, {
        field,
        at: 0,
        set: byte(value & 0x7f || 0x40),
      });
    case 'lHash': {
      const at = place % hashBytes(context.profile.hash);
      return editDefect('lhash', 'lhash', `byte ${at + 1} of lHash changed by ${byte(value)}`, level, {
        field,
        at,
        xor: byte(value),
      });
    }
    case 'PS': {
      const at = place % paddingBytes(context, contractBound(context, 'message'));
      return editDefect('ps', 'ps', `byte ${at + 1} of PS set to ${byte(value)}`, level, {
        field,
        at,
        set: byte(value),
      });
    }
    case 'separator':
      return editDefect('separator', 'separator', `separator set to ${byte(value)}`, level, {
        field,
        at: 0,
        set: byte(value),
      });
  }
}

function sizes(context: PlanContext): DrawnCase[] {
  const bound = contractBound(context, 'size');
  const sizesDrawn = oneof(
    integer({ min: 0, max: bound - 1 }),
    integer({ min: bound + 1, max: 4 * bound }),
    integer({ min: bound + 1, max: 0xffffffff }),
  );
  return draw(context, 2, record({ n: labels, DataSize: sizesDrawn })).map(({ n, DataSize }) => {
    const [data, options] = bytesFor(validBlock(labelFor(context, 'size', n)), DataSize);
    return {
      title: `a valid block with DataSize ${DataSize}`,
      draft: new Draft(context).session().negotiate('s', data, options),
    };
  });
}

/** A valid block for a DataSize: as it is, over and over, or before an inaccessible page. */
function bytesFor(data: BlockToSend, DataSize: number): [BlockToSend, CallOptions] {
  if (DataSize <= modulusLength) return [data, { DataSize }];
  if (DataSize > 8192 || data.block.form !== 'oaep') return [data, { DataSize, buffer: 'guard-after' }];
  return [{ ...data, block: { ...data.block, finish: [{ op: 'repeat', to: DataSize }] } }, {}];
}

function randomNumbers(context: PlanContext): DrawnCase[] {
  const of = record({ n: labels, at: nat(15), change: integer({ min: 1, max: 255 }) });
  return draw(context, 3, of).map(({ n, at, change }) => ({
    title: `parameters whose random number has byte ${at + 1} changed by ${byte(change)}`,
    draft: new Draft(context)
      .output()
      .randomNumber('o')
      .setSigningKey('o', {
        block: {
          ...opmParametersBlock(labelFor(context, 'random-number', n)),
          edits: [{ field: 'M', at, xor: byte(change) }],
        },
        declares: { random: 'differs' },
      }),
  }));
}

/** Any circumstances that can be brought about together. */
function circumstances(context: PlanContext): DrawnCase[] {
  const call = 'NegotiateCryptoSessionKeyExchange';
  const factors = interactionFactors(context, call);
  const impossible = impossibleFor(context.contract, call);
  const choice = record({
    n: labels,
    values: array(nat(1000), { minLength: factors.length, maxLength: factors.length }),
  });
  const possible = choice.filter(({ values }) => {
    const point = Object.assign(
      {},
      ...factors.map((factor, at) => valueAt(factor.values, values[at])?.sets ?? {}),
    ) as Record<string, string>;
    return !impossible.some((when) => matches(when, point));
  });
  const [none, ...defects] = interactionDefects(context);
  return draw(context, 4, possible).flatMap(({ n, values }) => {
    const chosen = Object.fromEntries(
      factors.map((factor, at) => [factor.name, valueAt(factor.values, values[at])?.name ?? '']),
    );
    const defect = defects.find((one) => one.name === chosen['defect']) ?? none;
    if (defect === undefined) return [];
    const arrangement = {
      call: 'NegotiateCryptoSessionKeyExchange' as const,
      circumstances: chosen as Partial<Record<Circumstance, string>>,
      defect,
      label: labelFor(context, 'circumstances', n),
    };
    return [
      {
        title: `${defect.what}, in circumstances drawn at random`,
        draft: buildInteractionCase(context, arrangement),
      },
    ];
  });
}

function valueAt<T>(values: readonly T[], drawn: number | undefined): T | undefined {
  return values[(drawn ?? 0) % values.length];
}

/** Valid and defective blocks on two sessions, in any order. */
function callSequences(context: PlanContext): DrawnCase[] {
  const defects = [...blockDefects(context).map(fromBlockDefect), ...sizeDefects(context), otherDevice];
  const call = record({ session: constantFrom('s', 't'), choice: nat(2 * defects.length - 1) });
  const of = record({ n: labels, calls: array(call, { minLength: 2, maxLength: 8 }) });
  return draw(context, 5, of).map(({ n, calls }) => {
    const draft = new Draft(context).session('s').session('t');
    for (const [at, { session, choice }] of calls.entries()) {
      const label = `${labelFor(context, 'sequence', n)}/${at}`;
      const defect = defects[choice];
      if (defect === undefined) draft.negotiate(session, validBlock(label));
      else draft.negotiate(session, defect.data(oaepBlock(label, sessionKeyFor(label))), defect.options);
    }
    return { title: `${calls.length} calls on two sessions`, draft };
  });
}
